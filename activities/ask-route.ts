import { FailedCall } from '../claude/failed-call';
import type { Flaw } from '../claude/unusable-answer';
import { defaults } from '../runtime/defaults';
import { askModel, type BookedQuestion } from './ask-model';
import type { AskingDependencies } from './dependencies';

export type RouteAnswer<T> =
  | { readonly value: T }
  /** With the models that are left, first the one that answered so. */
  | { readonly flaw: Flaw; readonly models: readonly string[] };

/**
 * Asks the first of these models that has room for it, each call booked by itself: one that is overloaded
 * or rests after having been so, and one that wants to be left alone for longer than a lead can wait, is
 * passed over. A short rate limit is waited for instead: Temporal comes back after exactly that time.
 * @throws FailedCall, that of the model which can be asked again the soonest
 */
export async function askRoute<T>(
  dependencies: AskingDependencies,
  question: BookedQuestion<T>,
  models: readonly string[],
  signal: AbortSignal,
): Promise<RouteAnswer<T>> {
  const { workflowId, prompt } = question;
  const failures: FailedCall[] = [];
  for (const [place, model] of models.entries()) {
    try {
      const answer = await askModel(dependencies, question, model, signal);
      return 'value' in answer ? answer : { ...answer, models: models.slice(place) };
    } catch (error) {
      if (!(error instanceof FailedCall) || !hasNoRoom(error)) throw error;
      failures.push(error);
      const facts = { workflowId, task: prompt.task, model, code: error.code, end: error.end };
      dependencies.logger.warn(facts, 'a model of Claude has no room; the next of its route is asked');
    }
  }
  const [soonest] = failures.sort((one, other) => (one.retryAfterMs ?? 0) - (other.retryAfterMs ?? 0));
  throw soonest ?? new RangeError('a route without models');
}

/**
 * Rate limits are by model, so another one may answer at once. It is worse or dearer than the one that
 * was chosen, and worth it only where the wait would be felt.
 */
const hasNoRoom = ({ code, end, retryAfterMs = 0 }: FailedCall): boolean =>
  end === 'overloaded' ||
  end === 'resting' ||
  (code === 'claude_rate_limited' && retryAfterMs > defaults.claude.longestWaitMs);
