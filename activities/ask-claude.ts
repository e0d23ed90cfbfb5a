import { cancellationSignal } from '@temporalio/activity';
import type { z } from 'zod';
import type { PromptRequest } from '../domain/prompts/prompt';
import type { ContactId, LocationId } from '../domain/ids';
import { highestCostOf } from '../claude/prices';
import { thinkingAllowanceOf } from '../claude/thinking';
import { UnusableAnswer } from '../claude/unusable-answer';
import { LeadwireError } from '../runtime/errors';
import type { ActivityDependencies } from './dependencies';

export interface Question<T> {
  readonly workflowId: string;
  readonly locationId: LocationId;
  /** Whose conversation it is about; nobody's unless given. */
  readonly contactId?: ContactId | null;
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
 * @throws LeadwireError `claude_…`; `budget_exhausted` where a cap leaves no room for the call
 */
export async function askOnce<T>(
  { store, claude, logger }: ActivityDependencies,
  { workflowId, locationId, contactId = null, model, prompt, schema, form }: Question<T>,
): Promise<T> {
  const stored = schema.safeParse(await store.claudeCalls.stored(workflowId, prompt.task));
  if (stored.success) return stored.data;

  const tenant = await store.tenants.find(locationId);
  if (!tenant) throw new LeadwireError('not_found', 'The location was removed before Claude was asked');
  const characters = prompt.system.reduce((sum, block) => sum + block.text.length, prompt.user.length);
  const { id: call } = await store.claudeCalls.asked({
    workflowId,
    locationId,
    contactId,
    model,
    task: prompt.task,
    promptVersion: prompt.version,
    reservedUsd: highestCostOf(model, characters, prompt.maxTokens + thinkingAllowanceOf(model).extraTokens),
    caps: tenant.configuration.budgets,
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
    else if (code === 'claude_rejected' || code === 'claude_rate_limited')
      await store.claudeCalls.failed(call);
    // An answer that came but could not be stored is found unsettled, and stays booked.
    else if (code !== 'claude_invalid_answer') await store.claudeCalls.unheard(call);
    logger.warn({ workflowId, task: prompt.task, code }, 'Claude gave no usable answer');
    throw error;
  }
}
