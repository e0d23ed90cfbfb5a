import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { BatchStore, erroredBy, type BatchedResult } from './claude-batches';
import { ClaudeRefusal, errorAnswer } from './claude-errors';
import { newRequestId } from './claude-ids';
import { limited, messageOf, streamMessage } from './claude-message';
import { blocksOf, parseCountRequest, parseMessageRequest } from './claude-request';
import type { MessageRequest } from './claude-request.schema';
import { ClaudeState } from './claude-state';
import { answerTo, taskOf } from './claude-tasks';
import { answerControl, type ControlPlane } from './control-plane';
import { FaultPlan, type Fault } from './faults';
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
import { PromptCache, tokensOf } from './prompt-cache';

/** Milliseconds before an answer: analyses are short and run on a small model; replies, and advice to agents, take longer. */
export interface ClaudeLatency {
  readonly analysis: number;
  readonly reply: number;
}

export interface ClaudeSimulatorOptions extends ListenOptions {
  /** Default 120 ms for analyses, 180 ms for replies. */
  readonly latencyMs?: ClaudeLatency | number;
}

export interface ClaudeSimulator extends RunningServer {
  readonly state: ClaudeState;
  readonly batches: BatchStore;
}

const defaultLatency: ClaudeLatency = { analysis: 120, reply: 180 };
const both = (ms: number): ClaudeLatency => ({ analysis: ms, reply: ms });
const duration = z.number().nonnegative();
const latencyBody = z.union([
  z.object({ ms: duration }).transform(({ ms }) => both(ms)),
  z.object({ analysis: duration, reply: duration }),
]);

const batchesBody = z.object({ ms: duration });
const batchesPath = '/v1/messages/batches';

/** Tells our client that nothing was really paid. */
const simulatorHeader = { 'x-leadwire-simulator': '1' } as const;

/** Starts a server that speaks the Messages API and answers by simple rules over the lead's words. */
export async function startClaudeSimulator(options: ClaudeSimulatorOptions = {}): Promise<ClaudeSimulator> {
  const state = new ClaudeState();
  const promptCache = new PromptCache();
  const batches = new BatchStore(() => server.url);
  const given = options.latencyMs ?? defaultLatency;
  let latency = typeof given === 'number' ? both(given) : given;
  const plane: ControlPlane = {
    faults: new FaultPlan(),
    state: () => ({
      calls: state.calls,
      tokens: state.tokens,
      refusals: state.refusals,
      batches: batches.figures,
    }),
    reset: () => {
      state.reset();
      batches.clear();
      promptCache.clear();
    },
    setLatency: body => {
      latency = latencyBody.parse(body);
    },
    extra: {
      // How long a batch is processed. Milliseconds.
      'POST /simulator/batches': (request, response) => {
        batches.processingMs = batchesBody.parse(parseJson(request.rawBody)).ms;
        sendJson(response, { status: 200, body: { done: true } });
      },
    },
  };

  /** What an entry of a batch gets; faults strike it by its task. */
  function answerBatched(params: unknown): BatchedResult {
    try {
      const message = parseMessageRequest(params);
      if (message.stream) throw new ClaudeRefusal(400, 'stream: not supported in a batch');
      const task = taskOf(message);
      const fault = plane.faults.take({ path: '/v1/messages/batches', method: 'POST', task });
      if (fault?.kind === 'status') throw new ClaudeRefusal(fault.status, 'simulated fault', fault.errorCode);
      if (fault?.kind === 'hang') return { type: 'expired' };
      // Nothing is read from the prompt cache: entries are answered side by side, in any order.
      const inputTokens = blocksOf(message).reduce((sum, block) => sum + tokensOf(block.text), 0);
      const input = { inputTokens, cacheWriteTokens: 0, cacheReadTokens: 0 };
      const answered = messageOf(message.model, answerOf(message, fault), input);
      return {
        type: 'succeeded',
        message: { ...answered, usage: { ...answered.usage, service_tier: 'batch' } },
      };
    } catch (error) {
      if (!(error instanceof ClaudeRefusal)) throw error;
      return erroredBy(error);
    }
  }

  /** A batch is taken whole or not at all. */
  function createBatch(request: SimulatorRequest, response: ServerResponse): void {
    const fault = plane.faults.take(request);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'status') return refuse(response, fault);
    const body = batches.create(parseJson(request.rawBody), keyOf(request), answerBatched);
    if (fault?.kind === 'accept_then_hang') return;
    if (fault?.kind === 'accept_then_disconnect') {
      response.destroy();
      return;
    }
    send(response, { status: 200, headers: { 'request-id': newRequestId() }, body });
  }

  async function createMessage(request: SimulatorRequest, response: ServerResponse): Promise<void> {
    const message = parseMessageRequest(parseJson(request.rawBody));
    const task = taskOf(message);
    const fault = plane.faults.take({ ...request, task });
    if (fault?.kind === 'hang') return;
    await pause(
      (task === 'reply' || task === 'coaching' ? latency.reply : latency.analysis) +
        (fault?.kind === 'delay' ? fault.ms : 0),
    );
    if (fault?.kind === 'status') return refuse(response, fault);
    const answer = answerOf(message, fault);
    const scope = [keyOf(request), message.model, JSON.stringify(message.output_config)].join('\n');
    const input = promptCache.book(scope, message.model, blocksOf(message));
    const body = messageOf(message.model, answer, input);
    state.count(task, body);
    if (fault?.kind === 'accept_then_hang') return;
    if (fault?.kind === 'accept_then_disconnect') {
      response.destroy();
      return;
    }
    const headers = { 'request-id': newRequestId(), ...simulatorHeader };
    if (message.stream) streamMessage(response, body, headers);
    else sendJson(response, { status: 200, headers, body });
  }

  function refuse(response: ServerResponse, fault: Fault & { kind: 'status' }): void {
    state.refusals += 1;
    const refusal = new ClaudeRefusal(fault.status, 'simulated fault', fault.errorCode);
    send(response, errorAnswer(refusal, fault.retryAfterSeconds));
  }

  const server = await serve(options, async (request, response) => {
    if (answerControl(plane, request, response)) return;
    try {
      checkHeaders(request);
      if (request.method === 'POST' && request.path === '/v1/messages')
        await createMessage(request, response);
      else if (request.method === 'POST' && request.path === '/v1/messages/count_tokens') {
        send(response, countTokens(request));
      } else if (request.method === 'POST' && request.path === batchesPath) createBatch(request, response);
      else if (request.path === batchesPath || request.path.startsWith(`${batchesPath}/`)) {
        const answer = batches.answer(request, response, keyOf(request));
        if (answer) send(response, answer);
      } else throw new ClaudeRefusal(404, 'Not found');
    } catch (error) {
      if (!(error instanceof ClaudeRefusal)) throw error;
      state.refusals += 1;
      send(response, errorAnswer(error));
    }
  });
  return { ...server, state, batches };
}

function send(response: ServerResponse, answer: SimulatorAnswer): void {
  sendJson(response, { ...answer, headers: { ...answer.headers, ...simulatorHeader } });
}

/** The key comes as `x-api-key` or, from the newer SDKs, as a bearer token. */
const keyOf = (request: SimulatorRequest): string | undefined =>
  headerOf(request, 'x-api-key') ?? /^Bearer\s+(\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];

function checkHeaders(request: SimulatorRequest): void {
  if (!keyOf(request)) throw new ClaudeRefusal(401, 'x-api-key header is required');
  if (!headerOf(request, 'anthropic-version')) {
    throw new ClaudeRefusal(400, 'anthropic-version: header is required');
  }
}

function answerOf(message: MessageRequest, fault: Fault | undefined): { text: string; stopReason: string } {
  const answer = limited(
    fault?.kind === 'answer' && fault.text !== undefined ? fault.text : answerTo(message),
    message.max_tokens,
  );
  return fault?.kind === 'answer' && fault.stopReason !== undefined
    ? { ...answer, stopReason: fault.stopReason }
    : answer;
}

function countTokens(request: SimulatorRequest): SimulatorAnswer {
  const counted = parseCountRequest(parseJson(request.rawBody));
  const tokens = blocksOf(counted).reduce((sum, block) => sum + tokensOf(block.text), 0);
  return { status: 200, headers: { 'request-id': newRequestId() }, body: { input_tokens: tokens } };
}
