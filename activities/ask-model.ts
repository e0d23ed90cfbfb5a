import { FailedCall } from '../claude/failed-call';
import { highestCostOf } from '../claude/highest-cost';
import { UnusableAnswer, type Flaw } from '../claude/unusable-answer';
import type { BudgetCaps } from '../domain/tenant';
import { defaults } from '../runtime/defaults';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { Question } from './ask-claude';
import { attemptTimeLeftMs } from './attempt-time';
import type { AskingDependencies } from './dependencies';

/** A question with what may be spent on it. */
export interface BookedQuestion<T> extends Omit<Question<T>, 'route'> {
  readonly caps: BudgetCaps;
}

export type ModelAnswer<T> = { readonly value: T } | { readonly flaw: Flaw };

/**
 * One paid call: booked at the most it can cost, made, checked, and settled by what it came to. A call of
 * which nobody knows whether it was paid is booked as that.
 * @throws FailedCall; BudgetExhausted; LeadwireError `claude_unavailable` where this attempt has too little
 * time left for another call
 */
export async function askModel<T>(
  { store, claude, clock, logger }: AskingDependencies,
  question: BookedQuestion<T>,
  model: string,
  signal: AbortSignal,
): Promise<ModelAnswer<T>> {
  const { workflowId, locationId, contactId = null, prompt, schema, caps } = question;
  const resting = claude.restOf(model);
  if (resting) throw resting;
  const timeoutMs = attemptTimeLeftMs();
  if (timeoutMs < defaults.claude.leastCallMs)
    throw new LeadwireError('claude_unavailable', `Claude ${prompt.task}: too little time is left to ask`);
  const { id } = await store.claudeCalls.asked({
    workflowId,
    task: prompt.task,
    locationId,
    contactId,
    model,
    promptVersion: prompt.version,
    reservedUsd: highestCostOf({ model, prompt, schema }, clock.now()),
    caps,
  });

  /** What cannot be booked now stays booked as it is, and is found unsettled; an answer in hand is worth more. */
  const settle = (booked: Promise<void>): Promise<void> =>
    booked.catch((error: unknown) =>
      logger.error(
        { workflowId, call: id, reason: messageOf(error) },
        'a call to Claude could not be settled',
      ),
    );

  const flawed = (flaw: Flaw, reason: string): ModelAnswer<T> => {
    const facts = { workflowId, task: prompt.task, model, flaw: flaw.kind, reason };
    logger.warn(facts, 'an answer of Claude is of no use');
    return { flaw };
  };

  try {
    const { value, ...paid } = await claude.ask(prompt, { model, schema, signal, timeoutMs });
    const checked = question.fit?.(value) ?? { fit: true as const, value };
    if (checked.fit) {
      await settle(store.claudeCalls.answered(id, { ...paid, status: 'answered', value: checked.value }));
      return { value: checked.value };
    }
    await settle(store.claudeCalls.answered(id, { ...paid, status: 'failed', value: null }));
    return flawed({ kind: 'unfit', reason: checked.reason }, 'it did not pass the checks');
  } catch (error) {
    if (error instanceof UnusableAnswer) {
      await settle(store.claudeCalls.answered(id, { ...error.paid, status: 'failed', value: null }));
      return flawed(error.flaw, error.message);
    }
    const isUnpaid = error instanceof FailedCall && error.end !== 'unheard';
    await settle(isUnpaid ? store.claudeCalls.failed(id) : store.claudeCalls.unheard(id));
    throw error;
  }
}
