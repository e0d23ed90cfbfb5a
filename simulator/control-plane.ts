import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { faultSchema, type FaultPlan } from './faults';
import { parseJson, sendJson, type SimulatorRequest } from './http';

export interface ControlPlane {
  readonly faults: FaultPlan;
  /** What `GET /simulator/state` shows. */
  state(query: URLSearchParams): unknown;
  reset(): void;
  /** Takes the body of `POST /simulator/latency`; throws a ZodError on a wrong one. */
  setLatency(body: unknown): void;
  /** Routes of one simulator only, by `METHOD path`. */
  readonly extra?: Readonly<Record<string, (request: SimulatorRequest, response: ServerResponse) => void>>;
}

const prefix = '/simulator/';
const faultsBody = z.preprocess(
  body => (Array.isArray(body) ? (body as unknown[]) : [body]),
  z.array(faultSchema),
);

/**
 * The part of a simulator that the real service does not have, for demos, benchmarks and tests in
 * other processes. Returns false when the request is not for it.
 */
export function answerControl(
  plane: ControlPlane,
  request: SimulatorRequest,
  response: ServerResponse,
): boolean {
  if (!request.path.startsWith(prefix)) return false;
  const routes: Record<string, (request: SimulatorRequest, response: ServerResponse) => void> = {
    'GET /simulator/state': () => sendJson(response, { status: 200, body: plane.state(request.query) }),
    'POST /simulator/reset': () => {
      plane.faults.clear();
      plane.reset();
      done(response);
    },
    'POST /simulator/latency': () => {
      plane.setLatency(parseJson(request.rawBody));
      done(response);
    },
    'POST /simulator/faults': () => {
      plane.faults.add(faultsBody.parse(parseJson(request.rawBody)));
      done(response);
    },
    ...plane.extra,
  };
  const route = routes[`${request.method} ${request.path}`];
  if (!route) {
    sendJson(response, { status: 404, body: { message: `no route ${request.method} ${request.path}` } });
    return true;
  }
  try {
    route(request, response);
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : 'bad request';
    sendJson(response, { status: 400, body: { message } });
  }
  return true;
}

const done = (response: ServerResponse): void => sendJson(response, { status: 200, body: { done: true } });
