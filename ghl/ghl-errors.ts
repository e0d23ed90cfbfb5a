import { LeadwireError } from '../runtime/errors';
import { systemClock } from '../runtime/clock';
import { waitAfterRateLimitMs } from './retry-after';

/**
 * What a failed call leaves open. `taken_maybe` is for sending a message: after a time-out nobody
 * knows whether the lead has it, so it is not simply tried again. `repeatable` calls (tags, fields,
 * reads) may be repeated without harm.
 */
export type CallEffect = 'repeatable' | 'taken_maybe';

/** Failures before a single byte of the request was sent: the call certainly had no effect. */
const neverSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Looked at by shape: fetch's errors come from another realm where tests run. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('cause' in error && error.cause !== undefined) return codeOf(error.cause);
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}

/** The error for a call that ended without an answer. Holds the kind of failure only, never its content. */
export function errorForLostCall(operation: string, effect: CallEffect, error: unknown): LeadwireError {
  const code = codeOf(error);
  if (effect === 'taken_maybe' && !neverSentCodes.has(code)) {
    return new LeadwireError(
      'ghl_ambiguous',
      `GHL ${operation}: the connection ended without an answer (${code})`,
    );
  }
  return new LeadwireError('ghl_unavailable', `GHL ${operation}: no answer (${code})`);
}

/** A gateway that gave up waiting does not know whether the message was taken either. */
const gatewayGaveUp = new Set([408, 504]);

/** The error for an answer that is not 2xx. The answer's body is left out: it may repeat what we sent. */
export function errorForStatus(
  operation: string,
  effect: CallEffect,
  answer: { readonly status: number; readonly headers: Headers },
): LeadwireError {
  const { status, headers } = answer;
  const message = `GHL ${operation}: answered ${status}`;
  if (status === 401 || status === 403) return new LeadwireError('ghl_unauthorized', message);
  if (status === 429) {
    const retryAfterMs = waitAfterRateLimitMs(headers, systemClock.now());
    return new LeadwireError('ghl_rate_limited', message, { retryAfterMs });
  }
  if (effect === 'taken_maybe' && gatewayGaveUp.has(status))
    return new LeadwireError('ghl_ambiguous', message);
  if (status === 408 || status >= 500) return new LeadwireError('ghl_unavailable', message);
  return new LeadwireError('ghl_rejected', message);
}

/** The error for a 2xx whose body is not what GHL documents. */
export function errorForUnreadableAnswer(operation: string, effect: CallEffect): LeadwireError {
  return effect === 'taken_maybe'
    ? new LeadwireError('ghl_ambiguous', `GHL ${operation}: took the message but its answer is unreadable`)
    : new LeadwireError('ghl_unavailable', `GHL ${operation}: its answer is unreadable`);
}
