import { cancellationSignal } from '@temporalio/activity';
import type { z } from 'zod';
import { corrected } from '../claude/correction';
import type { ContactId, LocationId } from '../domain/ids';
import type { ModelRoute } from '../domain/model-routes';
import type { PromptRequest } from '../domain/prompts/prompt';
import { LeadwireError } from '../runtime/errors';
import { askRoute } from './ask-route';
import type { AskingDependencies } from './dependencies';
import { shareUnderWay } from './share-under-way';

/** What the checks of code made of an answer that has its form. */
export type Fitness<T> =
  | { readonly fit: true; readonly value: T }
  /** The reason is told to Claude: a sentence without its full stop. */
  | { readonly fit: false; readonly reason: string };

export interface Question<T> {
  readonly workflowId: string;
  readonly locationId: LocationId;
  /** Whose conversation it is about; nobody's unless given. */
  readonly contactId?: ContactId | null;
  /** Which models are asked, one instead of the other. */
  readonly route: ModelRoute;
  readonly prompt: PromptRequest;
  /** The form of the answer. Claude is told of it, and held to it. */
  readonly schema: z.ZodType<T>;
  /** Checks beyond the form, such as the guard over replies; may return the answer changed. */
  readonly fit?: (value: T) => Fitness<T>;
}

/**
 * Asks Claude for this task of this run. Each call is booked before it is made and its answer stored as
 * soon as it is here: an activity that Temporal tries again finds it and does not pay twice, and attempts
 * that overlap in one process share one call. An answer that is refused, cut short, empty, off its form
 * or unfit is asked for once more, with the reason; a model that has no room is replaced by the next of
 * the route.
 * @throws LeadwireError `claude_invalid_answer` where the second answer was of no use either,
 * `claude_rejected`, `claude_rate_limited`, `claude_unavailable`; `budget_exhausted` where a cap leaves
 * no room for a call
 */
export async function askOnce<T>(dependencies: AskingDependencies, question: Question<T>): Promise<T> {
  const stored = await storedAnswer(dependencies, question);
  if (stored !== undefined) return stored;
  const { workflowId, prompt } = question;
  const name = JSON.stringify([workflowId, prompt.task]);
  return shareUnderWay(name, cancellationSignal(), signal => askAnew(dependencies, question, signal));
}

/** What an earlier attempt stored, if it still is what is asked for: another release may have done so. */
async function storedAnswer<T>(
  { store }: AskingDependencies,
  { workflowId, prompt, schema, fit }: Question<T>,
): Promise<T | undefined> {
  const parsed = schema.safeParse(await store.claudeCalls.stored(workflowId, prompt.task));
  if (!parsed.success) return undefined;
  const checked = fit ? fit(parsed.data) : { fit: true as const, value: parsed.data };
  return checked.fit ? checked.value : undefined;
}

async function askAnew<T>(
  dependencies: AskingDependencies,
  question: Question<T>,
  signal: AbortSignal,
): Promise<T> {
  const { route, prompt, locationId } = question;
  const tenant = await dependencies.store.tenants.find(locationId);
  if (!tenant) throw new LeadwireError('not_found', 'The location was removed before Claude was asked');
  const booked = { ...question, caps: tenant.configuration.budgets };
  const first = await askRoute(dependencies, booked, [route.model, ...route.fallbacks], signal);
  if ('value' in first) return first.value;
  const again = { ...booked, prompt: corrected(prompt, first.flaw) };
  const second = await askRoute(dependencies, again, first.models, signal);
  if ('value' in second) return second.value;
  const flaws = `${first.flaw.kind}, then ${second.flaw.kind}`;
  throw new LeadwireError(
    'claude_invalid_answer',
    `Claude ${prompt.task}: two answers in a row were of no use (${flaws})`,
  );
}
