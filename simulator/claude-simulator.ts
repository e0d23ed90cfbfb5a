import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { systemClock } from '../runtime/clock';
import { BatchStore, erroredBy, type BatchedResult } from './claude-batches';
import { ClaudeRefusal, errorAnswer, invalidRequest } from './claude-errors';
import { newRequestId } from './claude-ids';
import { ClaudePaces, type ClaudeLatency, type Pace } from './claude-latency';
import { limited, messageOf, streamMessage, type SimulatedMessageAnswer } from './claude-message';
import { limitsOf } from './claude-models';
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
import { PromptCache, promptTokensOf, type InputUsage, type Prompt } from './prompt-cache';
import { PromptRecord } from './prompt-record';

export interface ClaudeSimulatorOptions extends ListenOptions {
  /** Default 120 ms for analyses, 180 ms for replies. */
  readonly latencyMs?: ClaudeLatency | number;
}

export interface ClaudeSimulator extends RunningServer {
  readonly state: ClaudeState;
  readonly batches: BatchStore;
}

const duration = z.number().nonnegative();
const batchesBody = z.object({ ms: duration });
const promptCacheBody = z.object({ on: z.boolean() });
const promptsBody = z.object({ keep: z.number().int().min(0).max(10_000) });
const batchesPath = '/v1/messages/batches';

/** Tells our client that nothing was really paid. */
const simulatorHeader = { 'x-leadwire-simulator': '1' } as const;

/** Starts a server that speaks the Messages API and answers by simple rules over the lead's words. */
export async function startClaudeSimulator(options: ClaudeSimulatorOptions = {}): Promise<ClaudeSimulator> {
  const state = new ClaudeState();
  const promptCache = new PromptCache();
  const prompts = new PromptRecord();
  let heedsMarks = true;
  const paces = new ClaudePaces(options.latencyMs);
  const batches = new BatchStore(
    () => server.url,
    (message, at) => state.charge(message, { at, lost: false }),
  );
  const plane: ControlPlane = {
    faults: new FaultPlan(),
    state: () => {
      batches.chargeEnded();
      return {
        calls: state.calls,
        refusals: state.refusals,
        batches: batches.figures,
        meter: state.meter.read(),
      };
    },
    reset: () => {
      state.reset();
      batches.clear();
      promptCache.clear();
      prompts.keep(0);
      heedsMarks = true;
    },
    setLatency: body => paces.set(body),
    extra: {
      // How long a batch is processed. Milliseconds.
      'POST /simulator/batches': (request, response) => {
        batches.processingMs = batchesBody.parse(parseJson(request.rawBody)).ms;
        sendJson(response, { status: 200, body: { done: true } });
      },
      // Off: marks are ignored, and all input is plain input. Either way it is empty then.
      'POST /simulator/prompt-cache': (request, response) => {
        heedsMarks = promptCacheBody.parse(parseJson(request.rawBody)).on;
        promptCache.clear();
        sendJson(response, { status: 200, body: { done: true } });
      },
      // How many of the calls from now on are kept as the prompt cache sees them; 0: none.
      'POST /simulator/prompts': (request, response) => {
        prompts.keep(promptsBody.parse(parseJson(request.rawBody)).keep);
        sendJson(response, { status: 200, body: { done: true } });
      },
      'GET /simulator/prompts': (_, response) =>
        sendJson(response, { status: 200, body: { prompts: prompts.read() } }),
    },
  };

  /** @param askedAt by the process's clock */
  function inputOf(message: MessageRequest, apiKey: string | undefined, askedAt: number): InputUsage {
    const prompt = promptOf(message, apiKey, askedAt);
    return heedsMarks ? promptCache.book(prompt) : uncached(prompt.blocks);
  }

  /**
   * What an entry of a batch gets; faults strike it by its task. Entries are answered side by side: each
   * reads from the prompt cache what was there before its batch, and none what another one writes.
   */
  function answerBatched(params: unknown, apiKey: string | undefined, askedAt: number): BatchedResult {
    try {
      const message = parseMessageRequest(params);
      if (message.stream) throw invalidRequest('stream: not supported in a batch');
      if (message.max_tokens === 0) throw invalidRequest('max_tokens: 0 is not supported in a batch');
      const task = taskOf(message);
      const fault = plane.faults.take({ path: '/v1/messages/batches', method: 'POST', task });
      if (fault?.kind === 'status') throw new ClaudeRefusal(fault.status, 'simulated fault', fault.errorCode);
      if (fault?.kind === 'hang') return { type: 'expired' };
      const input = inputOf(message, apiKey, askedAt);
      return {
        type: 'succeeded',
        message: messageOf(message.model, answerOf(message, fault), input, 'batch'),
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
    const apiKey = keyOf(request);
    const askedAt = systemClock.elapsed();
    const body = batches.create(parseJson(request.rawBody), apiKey, params =>
      answerBatched(params, apiKey, askedAt),
    );
    if (fault?.kind === 'accept_then_hang') return;
    if (fault?.kind === 'accept_then_disconnect') {
      response.destroy();
      return;
    }
    send(response, { status: 200, headers: { 'request-id': newRequestId() }, body });
  }

  async function createMessage(request: SimulatorRequest, response: ServerResponse): Promise<void> {
    const askedAt = systemClock.elapsed();
    const at = systemClock.now();
    const message = parseMessageRequest(parseJson(request.rawBody));
    const task = taskOf(message);
    const fault = plane.faults.take({ ...request, task });
    if (fault?.kind === 'hang') return;
    const pace = paces.of(message.model, task);
    await pause(pace.firstTokenMs + (fault?.kind === 'delay' ? fault.ms : 0));
    if (fault?.kind === 'status') return refuse(response, fault);
    const input = inputOf(message, keyOf(request), askedAt);
    const body = messageOf(message.model, answerOf(message, fault), input);
    if (!message.stream) await pause(body.usage.output_tokens * pace.msPerOutputToken);
    state.count(task);
    prompts.add(promptOf(message, keyOf(request), askedAt), {
      model: message.model,
      outputTokens: body.usage.output_tokens,
    });
    const delivered = await deliver(response, body, { fault, stream: message.stream, pace });
    state.charge(body, { at, lost: !delivered });
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

const promptOf = (message: MessageRequest, apiKey: string | undefined, askedAt: number): Prompt => ({
  scope: [apiKey, message.model, JSON.stringify(message.output_config)].join('\n'),
  blocks: blocksOf(message),
  minimumTokens: limitsOf(message.model)?.cachedPrefix ?? 0,
  askedAt,
});

const uncached = (blocks: Prompt['blocks']): InputUsage => ({
  inputTokens: promptTokensOf(blocks),
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheReadTokens: 0,
});

interface Delivery {
  readonly fault: Fault | undefined;
  readonly stream: boolean | undefined;
  readonly pace: Pace;
}

/** False where the answer did not go out: by a fault, or because nobody waits for it any more. */
async function deliver(
  response: ServerResponse,
  body: SimulatedMessageAnswer,
  { fault, stream, pace }: Delivery,
): Promise<boolean> {
  if (fault?.kind === 'accept_then_hang') return false;
  if (fault?.kind === 'accept_then_disconnect') response.destroy();
  if (response.destroyed) return false;
  const headers = { 'request-id': newRequestId(), ...simulatorHeader };
  if (stream) await streamMessage(response, body, headers, pace.msPerOutputToken);
  else sendJson(response, { status: 200, headers, body });
  return !response.destroyed;
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
  const body = { input_tokens: promptTokensOf(blocksOf(counted)) };
  return { status: 200, headers: { 'request-id': newRequestId() }, body };
}
