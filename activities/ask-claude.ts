import { cancellationSignal } from '@temporalio/activity';
import type { z } from 'zod';
import type { PromptRequest } from '../domain/prompts/prompt';
import type { LocationId } from '../domain/ids';
import { UnusableAnswer } from '../claude/unusable-answer';
import { LeadwireError } from '../runtime/errors';
import type { ActivityDependencies } from './dependencies';

export interface Question<T> {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly model: string;
  readonly prompt: PromptRequest;
  /** What the stored or fresh answer must be. */
  readonly schema: z.ZodType<T>;
  /** Structured: the answer is JSON of the schema; text: it is the message itself. */
  readonly form: 'structured' | 'text';
}

/**
 * Asks Claude once for this task of this run. The call is booked before it is made and its answer
 * stored as soon as it is here: an activity that Temporal tries again finds it and does not pay twice.
 * @throws LeadwireError `claude_…`
 */
export async function askOnce<T>(
  { store, claude, logger }: ActivityDependencies,
  { workflowId, locationId, model, prompt, schema, form }: Question<T>,
): Promise<T> {
  const stored = schema.safeParse(await store.claudeCalls.stored(workflowId, prompt.task));
  if (stored.success) return stored.data;

  const call = await store.claudeCalls.asked({
    workflowId,
    locationId,
    model,
    task: prompt.task,
    promptVersion: prompt.version,
  });
  const signal = cancellationSignal();
  try {
    const answer =
      form === 'structured'
        ? await claude.ask(prompt, { model, schema, signal })
        : await claude.ask(prompt, { model, signal });
    const value = schema.safeParse(answer.value);
    await store.claudeCalls.answered(call, {
      ...answer,
      status: value.success ? 'answered' : 'failed',
      value: value.data ?? null,
    });
    if (value.success) return value.data;
    const reason = value.error.issues[0]?.message ?? 'it does not have the form asked for';
    throw new LeadwireError(
      'claude_invalid_answer',
      `Claude's answer to ${prompt.task} is not fit for use: ${reason}`,
    );
  } catch (error) {
    const code = error instanceof LeadwireError ? error.code : 'internal';
    // Truncated, refused or off its schema: nothing to keep but what it cost.
    if (error instanceof UnusableAnswer)
      await store.claudeCalls.answered(call, { ...error.paid, status: 'failed', value: null });
    // Where no answer came nobody knows whether it was paid: such a call stays as it was booked.
    if (code === 'claude_rejected' || code === 'claude_rate_limited') await store.claudeCalls.failed(call);
    logger.warn({ workflowId, task: prompt.task, code }, 'Claude gave no usable answer');
    throw error;
  }
}
