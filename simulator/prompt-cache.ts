import { createHash } from 'node:crypto';
import { systemClock } from '../runtime/clock';
import { BoundedMap } from './bounded-map';
import type { TextBlock } from './claude-request.schema';

export interface InputUsage {
  /** Neither read from nor written to the cache. */
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheReadTokens: number;
}

const lifeMs = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;
const maxEntries = 10_000;

/** Shorter prefixes are not cached, and nothing says so. By model, in tokens. */
const minimumTokens = (model: string): number => {
  if (/-(haiku|sonnet|opus|fable|mythos)-5(-|$)/.test(model))
    return model === 'claude-sonnet-5' ? 1_024 : 512;
  return /haiku-4-5|opus-4-[5-6]/.test(model) ? 4_096 : 1_024;
};

/** About four characters make a token. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** The API's prompt cache: exact prefixes up to a marked block, kept for five minutes after each use. */
export class PromptCache {
  private readonly expiryOf = new BoundedMap<string, number>(maxEntries);

  /**
   * Books a prompt. `scope` is whatever else must be equal for a hit: key, model, output format.
   * The longest known prefix is read, what lies between it and the last mark is written.
   */
  book(scope: string, model: string, blocks: readonly TextBlock[]): InputUsage {
    const now = systemClock.now().getTime();
    const hash = createHash('sha256').update(scope);
    const total = blocks.reduce((sum, block) => sum + tokensOf(block.text), 0);
    let tokens = 0;
    let read = 0;
    let marked = 0;
    for (const block of blocks) {
      tokens += tokensOf(block.text);
      hash.update(`\n${block.text.length}:${block.text}`);
      if (!block.cache_control || tokens < minimumTokens(model)) continue;
      marked = tokens;
      const key = hash.copy().digest('base64');
      if ((this.expiryOf.get(key) ?? 0) > now) read = tokens;
      this.expiryOf.set(key, now + lifeMs[block.cache_control.ttl ?? '5m']);
    }
    return { inputTokens: total - marked, cacheWriteTokens: marked - read, cacheReadTokens: read };
  }

  clear(): void {
    this.expiryOf.clear();
  }
}
