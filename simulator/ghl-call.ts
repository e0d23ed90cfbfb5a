import { randomUUID } from 'node:crypto';
import type { GhlState } from './ghl-state';
import type { SimulatorAnswer } from './http';

/** One valid call of an operation, as its handler sees it. */
export interface GhlCall {
  readonly state: GhlState;
  readonly token: string;
  /** As far as the token or the request says. */
  readonly locationId: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a handler answers; the status is the operation's own. */
export type GhlHandler = (call: GhlCall) => Record<string, unknown> | GhlRefusal;

/** A refusal in GHL's words. */
export class GhlRefusal {
  constructor(
    readonly status: number,
    readonly message: string | readonly string[],
  ) {}
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

export function refusalAnswer(refusal: GhlRefusal): SimulatorAnswer {
  return {
    status: refusal.status,
    body: {
      statusCode: refusal.status,
      message: refusal.message,
      error: reasons[refusal.status] ?? 'Error',
      traceId: randomUUID(),
    },
  };
}

/** A text field of a body that was already checked against the description. */
export const textField = (call: GhlCall, name: string, otherwise = ''): string => {
  const value = call.body[name];
  return typeof value === 'string' ? value : otherwise;
};
