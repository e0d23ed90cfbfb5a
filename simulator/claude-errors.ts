import { newRequestId } from './claude-ids';
import type { SimulatorAnswer } from './http';

/** A refusal in the API's own form. */
export class ClaudeRefusal extends Error {
  override readonly name = 'ClaudeRefusal';
  constructor(
    readonly status: number,
    message: string,
    readonly errorCode?: string,
  ) {
    super(message);
  }
}

export const invalidRequest = (message: string): ClaudeRefusal => new ClaudeRefusal(400, message);

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

export function errorAnswer(refusal: ClaudeRefusal, retryAfterSeconds?: number): SimulatorAnswer {
  const requestId = newRequestId();
  return {
    status: refusal.status,
    headers: {
      'request-id': requestId,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: {
      type: 'error',
      error: {
        type: types[refusal.status] ?? 'api_error',
        message: refusal.message,
        ...(refusal.errorCode === undefined ? {} : { details: { error_code: refusal.errorCode } }),
      },
      request_id: requestId,
    },
  };
}
