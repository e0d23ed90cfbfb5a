import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { failureExplanation } from '../domain/run-explanation';
import { unanswered, type RunOutcome } from './run-outcome';

/** The code under which an activity failed, for example `ghl_rejected`. */
export function codeOf(error: unknown): string {
  if (error instanceof ActivityFailure) return codeOf(error.cause);
  if (error instanceof ApplicationFailure) return error.type ?? 'internal';
  return 'internal';
}

/** What is left to say when a run could not go on. */
export function failedOutcome(error: unknown, known: Partial<RunOutcome> = {}): RunOutcome {
  if (isCancellation(error))
    return unanswered('failed', 'not answered: an operator cancelled the run', {
      ...known,
      errorCode: 'cancelled',
    });
  const errorCode = codeOf(error);
  return unanswered('failed', failureExplanation(errorCode), { ...known, errorCode });
}
