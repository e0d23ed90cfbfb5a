import { ApplicationFailure } from '@temporalio/common';
import { LeadwireError, type ErrorCode } from '../runtime/errors';

/**
 * Errors that another try cannot heal. Temporal is told so here, once, and not in each activity's
 * `nonRetryableErrorTypes`, which match names of classes and so would miss codes.
 */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ghl_unauthorized',
  'ghl_rejected',
  'claude_rejected',
  'claude_invalid_answer',
  'budget_exhausted',
  'decryption_failed',
  'configuration_invalid',
]);

/** What Temporal is to make of an error: its code as the type, and when to try again if that is known. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof LeadwireError)) return error;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: final.has(error.code),
    nextRetryDelay: error.retryAfterMs,
    cause: error,
  });
}

/** Runs an activity so that its errors reach Temporal with their code, as every activity should. */
export async function withFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFailure(error);
  }
}
