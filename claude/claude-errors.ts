import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import { retryAfterMsOf } from '../runtime/retry-after';

/** Milliseconds that the answer asks to wait: `retry-after-ms`, or else `retry-after`. */
function waitOf(headers: Headers | undefined): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  return retryAfterMsOf(headers?.get('retry-after'), systemClock.now());
}

/**
 * A spend limit comes as 429 (402 for linked organisations) but waiting a minute does not lift it.
 * The API names it in `error.details.error_code`; the SDK hands that on as `errorCode`.
 */
const isSpendLimit = (errorCode: string | null): boolean =>
  errorCode?.endsWith('spend_limit_reached') ?? false;

/** The one error for whatever the SDK threw. Its message holds status and type, never text of ours. */
export function errorForFailedCall(task: string, error: unknown): LeadwireError {
  if (error instanceof APIConnectionError) {
    return new LeadwireError('claude_unavailable', `Claude ${task}: no answer (${error.name})`);
  }
  if (!(error instanceof APIError)) {
    return new LeadwireError('claude_unavailable', `Claude ${task}: the call failed (${nameOf(error)})`);
  }
  const status: unknown = error.status;
  const headers: unknown = error.headers;
  const message = `Claude ${task}: answered ${String(status)} (${error.errorCode ?? error.type ?? 'no type'})`;
  if (typeof status !== 'number') return new LeadwireError('claude_unavailable', message);
  const retryAfterMs = waitOf(headers instanceof Headers ? headers : undefined);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (isSpendLimit(error.errorCode)) return new LeadwireError('claude_rejected', message);
  if (status === 429) return new LeadwireError('claude_rate_limited', message, wait);
  if (status >= 500 || status === 408 || status === 409) {
    return new LeadwireError('claude_unavailable', message, wait);
  }
  return new LeadwireError('claude_rejected', message);
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
