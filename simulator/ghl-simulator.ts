import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerControl, type ControlPlane } from './control-plane';
import { FaultPlan, type Fault } from './faults';
import { accountOperations } from './ghl-account-operations';
import { GhlRefusal, refusalAnswer, type GhlHandler } from './ghl-call';
import { contactOperations } from './ghl-contact-operations';
import { conversationOperations } from './ghl-conversation-operations';
import { RateLimiter } from './ghl-rate-limit';
import { GhlState, hashOfToken } from './ghl-state';
import {
  headerOf,
  parseJson,
  pause,
  sendJson,
  serve,
  type ListenOptions,
  type RunningServer,
  type SimulatorAnswer,
  type SimulatorRequest,
} from './http';
import { findOperation, type MatchedOperation, type Operation } from './openapi-operations';
import { streamSends } from './send-events';

export interface GhlSimulatorOptions extends ListenOptions {
  /** For each answer. Default 20 ms. */
  readonly latencyMs?: number;
  /** Enforce 100 requests in 10 s and 200,000 a day for each token and location. Default true. */
  readonly rateLimits?: boolean;
}

export interface GhlSimulator extends RunningServer {
  readonly state: GhlState;
}

const handlers: Readonly<Record<string, GhlHandler>> = {
  ...contactOperations,
  ...conversationOperations,
  ...accountOperations,
};
const defaultLatencyMs = 20;

/** Starts a server that speaks GoHighLevel's API as described in `openapi/`, and refuses what it refuses. */
export async function startGhlSimulator(options: GhlSimulatorOptions = {}): Promise<GhlSimulator> {
  const state = new GhlState();
  const limiter = new RateLimiter(options.rateLimits ?? true);
  let latencyMs = options.latencyMs ?? defaultLatencyMs;
  const plane: ControlPlane = {
    faults: new FaultPlan(),
    state: query => state.snapshot(query),
    reset: () => {
      state.reset();
      limiter.clear();
    },
    setLatency: body => {
      latencyMs = z.object({ ms: z.number().nonnegative() }).parse(body).ms;
    },
    extra: {
      'GET /simulator/events': (_request, response) => streamSends(state, response),
      'POST /simulator/rate-limits': (request, response) => {
        limiter.enforced = z.object({ on: z.boolean() }).parse(parseJson(request.rawBody)).on;
        sendJson(response, { status: 200, body: { done: true } });
      },
    },
  };

  const server = await serve(options, async (request, response) => {
    if (answerControl(plane, request, response)) return;
    const fault = plane.faults.take(request);
    await pause(latencyMs + (fault?.kind === 'delay' ? fault.ms : 0));
    answer(state, limiter, request, response, fault);
  });
  return { ...server, state };
}

function answer(
  state: GhlState,
  limiter: RateLimiter,
  request: SimulatorRequest,
  response: ServerResponse,
  fault: Fault | undefined,
): void {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'status') return sendJson(response, faultAnswer(fault));
  const result = perform(state, limiter, request);
  if (fault?.kind === 'accept_then_hang') return;
  if (fault?.kind === 'accept_then_disconnect') {
    response.destroy();
    return;
  }
  sendJson(response, result);
}

function faultAnswer(fault: Fault & { kind: 'status' }): SimulatorAnswer {
  return {
    ...refusalAnswer(new GhlRefusal(fault.status, 'simulated fault')),
    headers: fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) },
  };
}

/** Checks a request as GHL does, in its order, and performs it. */
function perform(state: GhlState, limiter: RateLimiter, request: SimulatorRequest): SimulatorAnswer {
  const matched = findOperation(request.method, request.path);
  if (!matched) return refusalAnswer(new GhlRefusal(404, `Cannot ${request.method} ${request.path}`));
  const { operation } = matched;
  const token = /^Bearer\s+(\S+)$/.exec(headerOf(request, 'authorization') ?? '')?.[1];
  const body = operation.formEncoded
    ? Object.fromEntries(new URLSearchParams(request.rawBody))
    : parseJson(request.rawBody);
  const refusal = refusalOf(operation, request, token, body);
  if (refusal) return refused(state, operation, refusal);

  const locationId = locationOf(state, token ?? '', request, matched, body);
  const limit = limiter.count(`${hashOfToken(token ?? '')} ${locationId}`);
  const result = limit.allowed
    ? callHandler(state, matched, token ?? '', locationId, request, body)
    : new GhlRefusal(429, 'Too Many Requests');
  if (result instanceof GhlRefusal) return { ...refused(state, operation, result), headers: limit.headers };
  state.requests[operation.id] = (state.requests[operation.id] ?? 0) + 1;
  return { status: operation.successStatus, headers: limit.headers, body: result };
}

function refusalOf(
  operation: Operation,
  request: SimulatorRequest,
  token: string | undefined,
  body: unknown,
): GhlRefusal | null {
  if (operation.needsToken && token === undefined) return new GhlRefusal(401, 'Invalid JWT');
  const version = headerOf(request, 'version');
  if (operation.version !== null && version === undefined)
    return new GhlRefusal(400, 'version header was not found.');
  if (operation.version !== null && version !== operation.version) {
    return new GhlRefusal(400, 'version header is invalid');
  }
  const faults = [...operation.checkQuery(request.query), ...operation.checkBody(body)];
  return faults.length > 0 ? new GhlRefusal(operation.invalidStatus, faults) : null;
}

/** The location a call is about: named in the request, else what the token stands for. */
function locationOf(
  state: GhlState,
  token: string,
  request: SimulatorRequest,
  matched: MatchedOperation,
  body: unknown,
): string {
  const inBody = z.object({ locationId: z.string() }).safeParse(body);
  const named =
    request.query.get('locationId') ??
    request.query.get('location_id') ??
    matched.pathParameters['locationId'] ??
    (inBody.success ? inBody.data.locationId : undefined);
  if (named === undefined) return state.locationFor(token);
  state.learnLocation(token, named);
  return named;
}

function callHandler(
  state: GhlState,
  { operation, pathParameters }: MatchedOperation,
  token: string,
  locationId: string,
  request: SimulatorRequest,
  body: unknown,
): Record<string, unknown> | GhlRefusal {
  const handler = handlers[operation.id];
  if (!handler) return new GhlRefusal(501, `${operation.id} is not simulated`);
  return handler({
    state,
    token,
    locationId,
    path: pathParameters,
    query: request.query,
    body: z.record(z.string(), z.unknown()).catch({}).parse(body),
  });
}

function refused(state: GhlState, operation: Operation, refusal: GhlRefusal): SimulatorAnswer {
  state.refusals[operation.id] = (state.refusals[operation.id] ?? 0) + 1;
  return refusalAnswer(refusal);
}
