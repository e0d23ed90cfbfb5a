import { NotFoundError, type Anthropic } from '@anthropic-ai/sdk';
import type {
  MessageBatch,
  MessageBatchIndividualResponse,
} from '@anthropic-ai/sdk/resources/messages/batches';
import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import { textOf, usageOf, valueOf } from './claude-answer';
import { errorForFailedCall } from './claude-errors';
import { requestOf, type ClaudePrompt } from './claude-request';
import { batchShare, costOf } from './prices';
import type { PaidCall } from './unusable-answer';

export interface BatchRequest {
  /** Comes back with the result: letters, digits, `_` and `-`, at most 64. */
  readonly id: string;
  readonly model: string;
  readonly prompt: ClaudePrompt;
  /** The answer is JSON of this type; without it, text. */
  readonly schema?: z.ZodType | undefined;
}

export interface BatchState {
  /** Anthropic's id. */
  readonly id: string;
  readonly createdAt: Date;
  /** Every request has succeeded, failed, expired or been cancelled, and the results can be read. */
  readonly hasEnded: boolean;
  /** How many requests it is made of. */
  readonly requests: number;
  /** Leadwire's own simulator has it: nothing is really paid. False where the API did not say, in lists. */
  readonly simulated: boolean;
}

export type BatchResult =
  | { readonly id: string; readonly outcome: 'answered'; readonly message: Message; readonly paid: PaidCall }
  /** Not paid. The reason is the API's type of error, `expired` or `canceled`. */
  | { readonly id: string; readonly outcome: 'failed'; readonly reason: string };

/** The Message Batches API: answers within a day (mostly within the hour), at half price. All may throw LeadwireError `claude_…`. */
export interface ClaudeBatches {
  /** Hands a batch in. It is paid for from then on, though its answer be lost: look with `createdSince` before trying again. */
  submit(requests: readonly BatchRequest[], signal?: AbortSignal): Promise<BatchState>;
  /** Null where the account has no such batch, for example because the key is another account's now. */
  look(id: string, signal?: AbortSignal): Promise<BatchState | null>;
  /** The newest batches of the account, newest first. */
  createdSince(since: Date, signal?: AbortSignal): Promise<BatchState[]>;
  /** Of a batch that has ended, as they are read from the wire, in no order. */
  results(id: string, signal?: AbortSignal): AsyncGenerator<BatchResult>;
  /** Ends it soon: what is answered by then can be read and is paid for. One that has ended is refused. */
  cancel(id: string, signal?: AbortSignal): Promise<void>;
}

/**
 * The answer of one request as its type.
 * @throws UnusableAnswer where it is truncated, refused or off its schema; it is paid for all the same
 */
export function batchAnswer<T>(
  task: string,
  { message, paid }: Extract<BatchResult, { outcome: 'answered' }>,
  schema: z.ZodType<T> | undefined,
): T | string {
  const call = { task, paid };
  const text = textOf(call, message);
  return schema === undefined ? text : valueOf(call, text, schema);
}

const isSimulated = (response: Response): boolean => response.headers.get('x-leadwire-simulator') === '1';

export function createClaudeBatches(
  client: Anthropic,
  { timeoutMs }: { readonly timeoutMs: number },
): ClaudeBatches {
  const { batches } = client.messages;

  async function call<T>(task: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw errorForFailedCall(task, error);
    }
  }

  const options = (signal: AbortSignal | undefined) => ({
    timeout: timeoutMs,
    maxRetries: 0,
    ...(signal === undefined ? {} : { signal }),
  });

  return {
    submit: (requests, signal) =>
      call('batch', signal, async () => {
        const params = requests.map(({ id, model, prompt, schema }) => ({
          custom_id: id,
          params: requestOf(prompt, { model, ...(schema === undefined ? {} : { schema }) }),
        }));
        const { data, response } = await batches.create({ requests: params }, options(signal)).withResponse();
        return stateOf(data, isSimulated(response));
      }),
    look: (id, signal) =>
      call('batch', signal, async () => {
        try {
          const { data, response } = await batches.retrieve(id, {}, options(signal)).withResponse();
          return stateOf(data, isSimulated(response));
        } catch (error) {
          if (error instanceof NotFoundError) return null;
          throw error;
        }
      }),
    createdSince: (since, signal) =>
      call('batch', signal, async () => {
        const found: BatchState[] = [];
        for await (const batch of batches.list({ limit: 100 }, options(signal))) {
          const state = stateOf(batch, false);
          if (state.createdAt < since) break;
          found.push(state);
        }
        return found;
      }),
    async *results(id, signal) {
      // Only the header tells whether the simulator answered, and a stream of results hands on none.
      const { data, response } = await call('batch', signal, () =>
        batches.retrieve(id, {}, options(signal)).withResponse(),
      );
      const simulated = isSimulated(response);
      const lines = await call('batch', signal, () => batches.results(id, {}, options(signal)));
      try {
        for await (const line of lines) yield resultOf(line, new Date(data.created_at), simulated);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw errorForFailedCall('batch', error);
      }
    },
    cancel: (id, signal) =>
      call('batch', signal, async () => void (await batches.cancel(id, {}, options(signal)))),
  };
}

function stateOf(batch: MessageBatch, simulated: boolean): BatchState {
  const { processing, succeeded, errored, canceled, expired } = batch.request_counts;
  return {
    id: batch.id,
    createdAt: new Date(batch.created_at),
    hasEnded: batch.processing_status === 'ended',
    requests: processing + succeeded + errored + canceled + expired,
    simulated,
  };
}

function resultOf(
  { custom_id: id, result }: MessageBatchIndividualResponse,
  askedAt: Date,
  simulated: boolean,
): BatchResult {
  if (result.type === 'errored') return { id, outcome: 'failed', reason: result.error.error.type };
  if (result.type !== 'succeeded') return { id, outcome: 'failed', reason: result.type };
  const { message } = result;
  const usage = usageOf(message);
  const costUsd = costOf(message.model, usage, askedAt) * batchShare;
  return {
    id,
    outcome: 'answered',
    message,
    paid: { model: message.model, usage, costUsd, durationMs: 0, simulated },
  };
}
