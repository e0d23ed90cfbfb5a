import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { systemClock } from '../runtime/clock';
import { BoundedMap } from './bounded-map';
import { ClaudeRefusal, errorAnswer, invalidRequest } from './claude-errors';
import { newBatchId, newRequestId } from './claude-ids';
import type { SimulatedMessageAnswer } from './claude-message';
import type { SimulatorAnswer, SimulatorRequest } from './http';

/** The API takes more; ours never come near. */
const mostRequests = 100_000;
const mostBatches = 1_000;
const dayMs = 24 * 60 * 60 * 1_000;

const batchBody = z.strictObject({
  requests: z
    .array(z.strictObject({ custom_id: z.string().regex(/^[\w-]{1,64}$/), params: z.unknown() }))
    .min(1)
    .max(mostRequests),
});

/** What became of one entry. Its form is the API's. */
export type BatchedResult =
  | { readonly type: 'succeeded'; readonly message: SimulatedMessageAnswer }
  | { readonly type: 'errored'; readonly error: unknown }
  | { readonly type: 'canceled' | 'expired' };

interface SimulatedBatch {
  readonly id: string;
  readonly apiKey: string | undefined;
  readonly createdAt: Date;
  readonly entries: readonly { readonly custom_id: string; readonly result: BatchedResult }[];
  endsAt: Date;
  canceledAt: Date | null;
  isCharged: boolean;
}

/** An entry's outcome where it was refused: in the results, not as the answer to the whole. */
export const erroredBy = (refusal: ClaudeRefusal): BatchedResult => ({
  type: 'errored',
  error: errorAnswer(refusal).body,
});

/** The Message Batches API: entries are answered by `answer`, and shown once the processing time is over. */
export class BatchStore {
  /** From the creation of a batch to its end. Milliseconds. */
  processingMs = 100;
  /** Counts only, for `GET /simulator/state`: no text of any lead. */
  readonly figures = { batches: 0, entries: 0 };
  private readonly batches = new BoundedMap<string, SimulatedBatch>(mostBatches);

  /** @param charge books an answer at the time at which its batch was handed in */
  constructor(
    private readonly serverUrl: () => string,
    private readonly charge: (message: SimulatedMessageAnswer, at: Date) => void,
  ) {}

  /** @throws ClaudeRefusal 400 `invalid_request_error`; what is wrong with one entry is told in its result */
  create(body: unknown, apiKey: string | undefined, answer: (params: unknown) => BatchedResult): unknown {
    const parsed = batchBody.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw invalidRequest(`${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'invalid'}`);
    }
    const ids = parsed.data.requests.map(request => request.custom_id);
    if (new Set(ids).size < ids.length) throw invalidRequest('requests: custom_id must be unique in a batch');
    const createdAt = systemClock.now();
    const batch: SimulatedBatch = {
      id: newBatchId(),
      apiKey,
      createdAt,
      endsAt: new Date(createdAt.getTime() + this.processingMs),
      canceledAt: null,
      isCharged: false,
      entries: parsed.data.requests.map(({ custom_id, params }) => ({ custom_id, result: answer(params) })),
    };
    this.batches.set(batch.id, batch);
    this.figures.batches += 1;
    this.figures.entries += batch.entries.length;
    return this.shown(batch);
  }

  /** Answers everything under `/v1/messages/batches` but the creation. */
  answer(
    request: SimulatorRequest,
    response: ServerResponse,
    apiKey: string | undefined,
  ): SimulatorAnswer | null {
    const [id, operation, ...rest] = request.path.slice('/v1/messages/batches'.length).split('/').slice(1);
    const route = `${request.method} ${operation ?? ''}`;
    if (id === undefined && request.method === 'GET') return ok(this.list(request.query, apiKey));
    const batch = id === undefined ? undefined : this.batches.get(id);
    if (!batch || batch.apiKey !== apiKey || rest.length > 0) throw new ClaudeRefusal(404, 'Not found');
    if (route === 'GET ') return ok(this.shown(batch));
    if (route === 'POST cancel') return ok(this.cancel(batch));
    if (route !== 'GET results') throw new ClaudeRefusal(404, 'Not found');
    if (!isOver(batch)) throw invalidRequest('The batch has not finished processing');
    this.sendResults(batch, response);
    return null;
  }

  clear(): void {
    this.batches.clear();
    Object.assign(this.figures, { batches: 0, entries: 0 });
  }

  /** Charges for the batches that are over; what was cancelled before it was answered costs nothing. */
  chargeEnded(): void {
    for (const batch of this.batches.values()) {
      if (batch.isCharged || !isOver(batch)) continue;
      batch.isCharged = true;
      for (const { result } of batch.entries) {
        const shown = resultOf(batch, result);
        if (shown.type === 'succeeded') this.charge(shown.message, batch.createdAt);
      }
    }
  }

  /** Newest first, by pages of at most a thousand. */
  private list(query: URLSearchParams, apiKey: string | undefined): unknown {
    const limit = Math.min(1_000, Math.max(1, Number(query.get('limit') ?? 20) || 20));
    const all = [...this.batches.values()].filter(batch => batch.apiKey === apiKey).reverse();
    const after = all.findIndex(batch => batch.id === query.get('after_id'));
    const page = all.slice(after + 1, after + 1 + limit);
    return {
      data: page.map(batch => this.shown(batch)),
      has_more: after + 1 + limit < all.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    };
  }

  private cancel(batch: SimulatedBatch): unknown {
    if (!isOver(batch)) {
      batch.canceledAt = systemClock.now();
      batch.endsAt = batch.canceledAt;
    }
    return this.shown(batch);
  }

  private shown(batch: SimulatedBatch): unknown {
    const isEnded = isOver(batch);
    const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
    for (const { result } of batch.entries)
      counts[isEnded ? resultOf(batch, result).type : 'processing'] += 1;
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: isEnded ? 'ended' : 'in_progress',
      request_counts: counts,
      created_at: batch.createdAt.toISOString(),
      expires_at: new Date(batch.createdAt.getTime() + dayMs).toISOString(),
      ended_at: isEnded ? batch.endsAt.toISOString() : null,
      cancel_initiated_at: batch.canceledAt?.toISOString() ?? null,
      archived_at: null,
      results_url: isEnded ? `${this.serverUrl()}/v1/messages/batches/${batch.id}/results` : null,
    };
  }

  /** In another order than asked, as the API does not promise any. */
  private sendResults(batch: SimulatedBatch, response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'application/x-jsonl',
      'request-id': newRequestId(),
      'x-leadwire-simulator': '1',
    });
    for (const { custom_id, result } of batch.entries.toReversed()) {
      response.write(`${JSON.stringify({ custom_id, result: resultOf(batch, result) })}\n`);
    }
    response.end();
  }
}

const ok = (body: unknown): SimulatorAnswer => ({
  status: 200,
  headers: { 'request-id': newRequestId() },
  body,
});

const isOver = (batch: SimulatedBatch): boolean => systemClock.now().getTime() >= batch.endsAt.getTime();

const resultOf = (batch: SimulatedBatch, result: BatchedResult): BatchedResult =>
  batch.canceledAt === null ? result : { type: 'canceled' };
