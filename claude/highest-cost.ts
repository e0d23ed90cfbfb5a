import type { z } from 'zod';
import { requestOf, type ClaudePrompt } from './claude-request';
import { costOf } from './prices';

/** A question as it would be asked. */
export interface PricedQuestion {
  readonly model: string;
  readonly prompt: ClaudePrompt;
  /** Where the answer is JSON. */
  readonly schema?: z.ZodType | undefined;
}

/**
 * Tokens of a text at the most. English has about four bytes to a token; three leave room for numbers and
 * names, and scripts that need a token or more for each character have two to four bytes for it.
 */
const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

/**
 * The most that a call can cost which is yet to be made: nothing of its prompt read from the prompt cache,
 * everything marked written to it, and an answer that uses up all it is allowed, what the model thinks
 * included. US dollars at the usual price. An estimate by code, which asks nobody.
 */
export function highestCostOf(question: PricedQuestion, at: Date): number {
  const { prompt, model, schema } = question;
  const request = requestOf(prompt, { model, ...(schema === undefined ? {} : { schema }) });
  const lastOf = (isWanted: (cached: boolean | string) => boolean): number =>
    prompt.system.findLastIndex(block => isWanted(block.cached));
  const tokensUpTo = (index: number): number =>
    prompt.system.slice(0, index + 1).reduce((sum, block) => sum + tokensOf(block.text), 0);
  // The form of the answer is told to the model, too.
  const form = request.output_config === undefined ? 0 : tokensOf(JSON.stringify(request.output_config));
  const whole = tokensUpTo(prompt.system.length) + tokensOf(prompt.user) + form;
  const marked = lastOf(cached => cached !== false);
  const cacheWriteTokens = marked === -1 ? 0 : tokensUpTo(marked) + form;
  const hour = lastOf(cached => cached === '1h');
  return costOf(
    model,
    {
      inputTokens: whole - cacheWriteTokens,
      cacheWriteTokens,
      cacheWriteHourTokens: hour === -1 ? 0 : tokensUpTo(hour) + form,
      cacheReadTokens: 0,
      outputTokens: request.max_tokens,
    },
    at,
  );
}
