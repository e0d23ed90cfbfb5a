import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { systemClock } from '../runtime/clock';
import { retryAfterMsOf } from '../runtime/retry-after';
import { FailedCall, type CallEnd } from './failed-call';

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
export function errorForFailedCall(task: string, error: unknown): FailedCall {
  if (error instanceof APIConnectionError) {
    const end = neverConnected(error) ? 'unreached' : 'unheard';
    return new FailedCall('claude_unavailable', `Claude ${task}: no answer (${error.name})`, end);
  }
  if (!(error instanceof APIError)) {
    // For example a body that ended in the middle.
    return new FailedCall(
      'claude_unavailable',
      `Claude ${task}: the call failed (${nameOf(error)})`,
      'unheard',
    );
  }
  const status: unknown = error.status;
  const headers: unknown = error.headers;
  const message = `Claude ${task}: answered ${String(status)} (${error.errorCode ?? error.type ?? 'no type'})`;
  if (typeof status !== 'number') return new FailedCall('claude_unavailable', message, 'unheard');
  const retryAfterMs = waitOf(headers instanceof Headers ? headers : undefined);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (isSpendLimit(error.errorCode)) return new FailedCall('claude_rejected', message, 'refused');
  if (status === 429) return new FailedCall('claude_rate_limited', message, 'refused', wait);
  if (status >= 500 || status === 408 || status === 409) {
    return new FailedCall('claude_unavailable', message, endOf(status), wait);
  }
  return new FailedCall('claude_rejected', message, 'refused');
}

/** 408, 502 and 504 come from a server between us and the model, which may have answered all the same. */
function endOf(status: number): CallEnd {
  if (status === 529 || status === 503) return 'overloaded';
  return status === 408 || status === 502 || status === 504 ? 'unheard' : 'refused';
}

/** Failures before a connection stood, by the codes of Node and undici. */
const notConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What is thrown wraps what happened, a few times over. */
function neverConnected(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && typeof error.code === 'string' && notConnected.has(error.code)) return true;
  return 'cause' in error && neverConnected(error.cause);
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
