/**
 * Every error that Leadwire raises on purpose, with what a person can do about it.
 * The codes are part of the outside: they stand in HTTP answers, logs and docs/errors.md.
 */
export const errorCatalogue = {
  configuration_invalid: 'A setting is missing or wrong; the message names the variable.',
  server_not_found:
    'An embedded server could be neither found nor installed; the message says the command that installs it.',
  already_running: 'Another Leadwire uses this data folder; the message names its process and address.',
  start_failed: 'A part of the stack did not become healthy in time.',
  invalid_signature: 'The webhook carries no valid signature of a trusted key.',
  invalid_json: 'The body is not a JSON object.',
  payload_too_large: 'The body is larger than 1 MiB.',
  unauthorized: 'The bearer token or session is missing or wrong.',
  not_found: 'There is nothing by that name.',
  conflict: 'Somebody else changed it since it was read.',
  invalid_request: 'A parameter or the body does not fit the description in /v1/openapi.json.',
  temporarily_unavailable: 'It cannot be taken now; try again after the time in Retry-After.',
  internal: 'Something failed that should not; the log has the details.',
  database_unavailable: 'Postgres is away, or did not answer in time.',
  ghl_unauthorized: 'GHL refused the token of this location; install or set it again.',
  ghl_rejected: 'GHL refused the request for good; trying again would not help.',
  ghl_rate_limited: 'GHL asked to wait.',
  ghl_unavailable: 'GHL did not answer or answered with a server error.',
  ghl_ambiguous: 'The connection ended before GHL said whether the message was taken.',
  claude_rejected: 'Claude refused the request for good (bad request, authentication, spend limit).',
  claude_rate_limited: 'Claude asked to wait.',
  claude_unavailable: 'Claude is overloaded or did not answer.',
  claude_invalid_answer:
    'Claude answered, but not in the form asked for (invalid, refused, truncated or empty).',
  budget_exhausted: 'What may be spent on Claude in this day or month is spent; the message names the cap.',
  advice_not_ready: 'The advice is still being written.',
  notification_failed: 'The webhook for notifications could not be reached or refused the message.',
  decryption_failed: 'A payload was encrypted with a key that is not in LEADWIRE_ENCRYPTION_KEYS.',
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export interface LeadwireErrorOptions {
  readonly cause?: unknown;
  /** How long to wait before trying again, in milliseconds, if the other side said so. */
  readonly retryAfterMs?: number;
}

/** The one error type. `message` is for a person and never holds personal data or a secret. */
export class LeadwireError extends Error {
  override readonly name = 'LeadwireError';
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: LeadwireErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  // Errors from another realm (a sandbox, a test runner) are no instances of our Error.
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
