import type { Message, StopReason } from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import type { TokenUsage } from './prices';
import { UnusableAnswer, type Flaw, type PaidCall } from './unusable-answer';

/** Which call an answer belongs to, for the error if the answer is of no use. */
export interface AnsweredCall {
  readonly task: string;
  readonly paid: PaidCall;
}

const unusable = ({ task, paid }: AnsweredCall, why: string, flaw: Flaw): UnusableAnswer =>
  new UnusableAnswer(`Claude ${task}: ${why}`, paid, flaw);

/** Ways to stop that leave no whole answer, and what Claude is told of them. */
const badEnds: Readonly<Partial<Record<StopReason, Flaw>>> = {
  refusal: { kind: 'refused', reason: 'it was refused' },
  max_tokens: { kind: 'cut_short', reason: 'it was too long and cut off' },
  model_context_window_exceeded: { kind: 'cut_short', reason: 'it was too long and cut off' },
};

/**
 * The text of a whole, unrefused answer. Blocks are taken by type, since thinking may come first.
 * @throws UnusableAnswer
 */
export function textOf(call: AnsweredCall, message: Message): string {
  const { stop_reason: end } = message;
  if (end !== 'end_turn' && end !== 'stop_sequence') {
    const flaw = (end === null ? undefined : badEnds[end]) ?? {
      kind: 'invalid',
      reason: 'it was not finished',
    };
    throw unusable(call, `stopped with ${end ?? 'no reason'}`, flaw);
  }
  const text = message.content
    .flatMap(block => (block.type === 'text' ? [block.text] : []))
    .join('')
    .trim();
  if (text === '') throw unusable(call, 'the answer is empty', { kind: 'empty', reason: 'it was empty' });
  return text;
}

/**
 * The answer as its type. Checked here whatever the API promised: a stand-in, an old model or a
 * gateway may not keep to the schema, and limits of length and number are not in the form that it is given.
 * @throws UnusableAnswer, naming the fields, never their values
 */
export function valueOf<T>(call: AnsweredCall, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unusable(call, 'the answer is not JSON', {
      kind: 'invalid',
      reason: 'it was not JSON of the form asked for',
    });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5);
  const fields = issues.map(placeOf).join(', ');
  throw unusable(call, `the answer does not fit its schema at ${fields}`, {
    kind: 'invalid',
    reason: `it did not fit the form asked for: ${issues.map(complaintOf).join('; ')}`,
  });
}

const placeOf = ({ path }: z.core.$ZodIssue): string => path.join('.') || 'the whole';

/** A field and what is wrong with it. Names of fields that Claude made up are not repeated. */
const complaintOf = (issue: z.core.$ZodIssue): string =>
  `${placeOf(issue)}: ${issue.code === 'unrecognized_keys' ? 'fields that were not asked for' : issue.message}`;

export const usageOf = (message: Message): TokenUsage => ({
  inputTokens: message.usage.input_tokens,
  outputTokens: message.usage.output_tokens,
  cacheWriteTokens: message.usage.cache_creation_input_tokens ?? 0,
  cacheWriteHourTokens: message.usage.cache_creation?.ephemeral_1h_input_tokens ?? 0,
  cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
});
