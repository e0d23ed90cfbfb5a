import { createHash } from 'node:crypto';
import { tokensOf, type Prompt } from './prompt-cache';

/** A call as the prompt cache saw it, without a word of its text. */
export interface RecordedPrompt {
  readonly model: string;
  /** Of all else that must be equal for a hit. */
  readonly scope: string;
  readonly minimumTokens: number;
  /** In order. Equal digests stand for equal texts. */
  readonly blocks: readonly {
    readonly digest: string;
    readonly tokens: number;
    readonly mark: '5m' | '1h' | null;
  }[];
  readonly outputTokens: number;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/**
 * The next calls, for whoever wants to reckon what other marks would have cost. None unless asked for:
 * the simulator keeps no text of any lead, and sizes only where somebody reads them.
 */
export class PromptRecord {
  private limit = 0;
  private calls: RecordedPrompt[] = [];

  /** Begins anew. @param limit what comes after so many calls is not kept */
  keep(limit: number): void {
    this.limit = limit;
    this.calls = [];
  }

  add(
    { scope, minimumTokens, blocks }: Omit<Prompt, 'askedAt'>,
    { model, outputTokens }: Pick<RecordedPrompt, 'model' | 'outputTokens'>,
  ): void {
    if (this.calls.length >= this.limit) return;
    this.calls.push({
      model,
      scope: digestOf(scope),
      minimumTokens,
      blocks: blocks.map(({ text, cache_control: mark }) => ({
        digest: digestOf(text),
        tokens: tokensOf(text),
        mark: mark ? (mark.ttl ?? '5m') : null,
      })),
      outputTokens,
    });
  }

  read(): readonly RecordedPrompt[] {
    return this.calls;
  }
}
