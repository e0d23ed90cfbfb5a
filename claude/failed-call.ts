import { LeadwireError, type LeadwireErrorOptions } from '../runtime/errors';

/**
 * How a call ended that brought no answer:
 * - `refused`: Claude answered with an error, and nothing was paid
 * - `overloaded`: the same, because this model has no room now; another may have
 * - `resting`: not asked, because the model was overloaded or silent so often just now
 * - `unreached`: the request never got there, so nothing was paid
 * - `unheard`: no answer came, and nobody knows whether it was paid
 */
export type CallEnd = 'refused' | 'overloaded' | 'resting' | 'unreached' | 'unheard';

/** `claude_rejected`, `claude_rate_limited` or `claude_unavailable`, with what it means for the books and other models. */
export class FailedCall extends LeadwireError {
  constructor(
    code: 'claude_rejected' | 'claude_rate_limited' | 'claude_unavailable',
    message: string,
    readonly end: CallEnd,
    options: LeadwireErrorOptions = {},
  ) {
    super(code, message, options);
  }
}
