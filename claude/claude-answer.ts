import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import { LeadwireError } from '../runtime/errors';
import type { TokenUsage } from './prices';

const invalid = (task: string, why: string): LeadwireError =>
  new LeadwireError('claude_invalid_answer', `Claude ${task}: ${why}`);

/**
 * The text of a whole, unrefused answer. Blocks are taken by type, since thinking may come first.
 * @throws LeadwireError `claude_invalid_answer`
 */
export function textOf(task: string, message: Message): string {
  if (message.stop_reason !== 'end_turn' && message.stop_reason !== 'stop_sequence') {
    throw invalid(task, `stopped with ${message.stop_reason ?? 'no reason'}`);
  }
  const text = message.content
    .flatMap(block => (block.type === 'text' ? [block.text] : []))
    .join('')
    .trim();
  if (text === '') throw invalid(task, 'the answer is empty');
  return text;
}

/**
 * The answer as its type. Checked here whatever the API promised: a stand-in, an old model or a
 * gateway may not keep to the schema.
 * @throws LeadwireError `claude_invalid_answer`, naming the fields, never their values
 */
export function valueOf<T>(task: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(task, 'the answer is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 5).map(issue => issue.path.join('.') || 'the whole');
  throw invalid(task, `the answer does not fit its schema at ${fields.join(', ')}`);
}

export const usageOf = (message: Message): TokenUsage => ({
  inputTokens: message.usage.input_tokens,
  outputTokens: message.usage.output_tokens,
  cacheWriteTokens: message.usage.cache_creation_input_tokens ?? 0,
  cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
});
