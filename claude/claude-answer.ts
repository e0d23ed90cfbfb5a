import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import type { TokenUsage } from './prices';
import { UnusableAnswer, type PaidCall } from './unusable-answer';

/** Which call an answer belongs to, for the error if the answer is of no use. */
export interface AnsweredCall {
  readonly task: string;
  readonly paid: PaidCall;
}

const invalid = ({ task, paid }: AnsweredCall, why: string): UnusableAnswer =>
  new UnusableAnswer(`Claude ${task}: ${why}`, paid);

/**
 * The text of a whole, unrefused answer. Blocks are taken by type, since thinking may come first.
 * @throws UnusableAnswer
 */
export function textOf(call: AnsweredCall, message: Message): string {
  if (message.stop_reason !== 'end_turn' && message.stop_reason !== 'stop_sequence') {
    throw invalid(call, `stopped with ${message.stop_reason ?? 'no reason'}`);
  }
  const text = message.content
    .flatMap(block => (block.type === 'text' ? [block.text] : []))
    .join('')
    .trim();
  if (text === '') throw invalid(call, 'the answer is empty');
  return text;
}

/**
 * The answer as its type. Checked here whatever the API promised: a stand-in, an old model or a
 * gateway may not keep to the schema.
 * @throws UnusableAnswer, naming the fields, never their values
 */
export function valueOf<T>(call: AnsweredCall, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(call, 'the answer is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 5).map(issue => issue.path.join('.') || 'the whole');
  throw invalid(call, `the answer does not fit its schema at ${fields.join(', ')}`);
}

export const usageOf = (message: Message): TokenUsage => ({
  inputTokens: message.usage.input_tokens,
  outputTokens: message.usage.output_tokens,
  cacheWriteTokens: message.usage.cache_creation_input_tokens ?? 0,
  cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
});
