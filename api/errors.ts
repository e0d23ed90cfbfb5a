import type { ErrorRequestHandler, RequestHandler } from 'express';
import { LeadwireError, type ErrorCode } from '../runtime/errors';
import type { Logger } from '../runtime/logger';

const statuses: Partial<Record<ErrorCode, number>> = {
  invalid_signature: 401,
  unauthorized: 401,
  invalid_json: 400,
  invalid_request: 400,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  decryption_failed: 422,
  claude_rejected: 502,
  claude_invalid_answer: 502,
  claude_rate_limited: 503,
  claude_unavailable: 503,
  budget_exhausted: 503,
  advice_not_ready: 504,
  temporarily_unavailable: 429,
  database_unavailable: 503,
};

const defaultRetryAfterSeconds = 5;

const kibibyte = 1024;
const sizeInWords = (bytes: number): string =>
  bytes < kibibyte * kibibyte ? `${bytes / kibibyte} KiB` : `${bytes / kibibyte / kibibyte} MiB`;

/** What body-parser and the router throw, by what it means to a caller. */
function asLeadwireError(error: unknown): LeadwireError {
  if (error instanceof LeadwireError) return error;
  const { type, status, limit } = (typeof error === 'object' && error !== null ? error : {}) as {
    type?: string;
    status?: number;
    limit?: number;
  };
  if (type === 'entity.too.large')
    return new LeadwireError('payload_too_large', `The body is larger than ${sizeInWords(limit ?? 0)}`);
  if (type === 'entity.parse.failed') return new LeadwireError('invalid_json', 'The body is not JSON');
  if (status !== undefined && status >= 400 && status < 500) {
    return new LeadwireError('invalid_request', 'The request could not be read');
  }
  return new LeadwireError('internal', 'Something failed that should not; the log has the details', {
    cause: error,
  });
}

/** The one place where an error becomes an answer: `{"error": {"code", "message"}}`. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = asLeadwireError(error);
    const status = statuses[known.code] ?? 500;
    if (status >= 500) logger.error({ error: known.cause ?? known, path: request.path }, 'a request failed');
    if (status === 429 || status === 503) {
      const seconds =
        known.retryAfterMs === undefined ? defaultRetryAfterSeconds : Math.ceil(known.retryAfterMs / 1_000);
      response.setHeader('Retry-After', String(seconds));
    }
    response.status(status).json({ error: { code: known.code, message: known.message } });
  };
}

export const answerNotFound: RequestHandler = (request, _response, next) => {
  next(new LeadwireError('not_found', `There is nothing at ${request.method} ${request.path}`));
};
