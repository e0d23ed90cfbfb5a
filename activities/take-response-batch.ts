import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { batchAnswer, type BatchResult } from '../claude/batches';
import { UnusableAnswer } from '../claude/unusable-answer';
import { analysisVersionOf } from '../domain/response-key';
import { replyDraftSchema } from '../domain/reply-draft.schema';
import type { PlannedRequest } from '../store/claude-batches';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';
import { keepableResponse } from './keepable-response';
import { answerSchemas } from './response-requests';
import type { SubmittedBatch } from './response-batches';
import { understandingOf } from './situation-understanding';

/** What a batch came to. */
export interface TakenBatch {
  /** False where the search for a lost batch gave somebody else's: nothing was taken of it. */
  readonly isOurs: boolean;
  /** Replies that are in the cache now. */
  readonly warmed: number;
  /** Requests without an answer that is of use. */
  readonly failed: number;
  /** US dollars, at the batch's price. */
  readonly costUsd: number;
  /** Why requests failed, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
}

type Answered = Extract<BatchResult, { outcome: 'answered' }>;

/** `kept`: a reply that is in the cache; `answered`: an analysis; anything else is why it is of no use. */
type Outcome = 'kept' | 'answered' | (string & {});

/** Takes the results of a batch that has ended. */
export function createBatchTaker(dependencies: ActivityDependencies) {
  const { store, cache, claude } = dependencies;

  async function book(callId: string, { paid }: Answered, value: unknown): Promise<void> {
    const status = value === null ? 'failed' : 'answered';
    await store.claudeCalls.answered(callId, { ...paid, status, value });
  }

  /** The answer in its form, or why it has none. */
  function read({ task }: PlannedRequest, result: Answered): { value: unknown } | { reason: string } {
    try {
      return { value: batchAnswer(task, result, answerSchemas[task]) };
    } catch (error) {
      if (!(error instanceof UnusableAnswer)) throw error;
      return { reason: 'unusable' };
    }
  }

  async function takeReply(request: PlannedRequest, value: unknown): Promise<Outcome> {
    const { locationId, situationKey, responseKey } = request;
    const [tenant, kept] = await Promise.all([
      store.tenants.find(locationId),
      store.situations.find(locationId, situationKey),
    ]);
    if (!tenant || !kept) return 'forgotten';
    // Written for settings that are no longer: nobody would ever find it.
    if (situationKeys(tenant, kept.situation).response !== responseKey) return 'settings changed';
    const understanding = await understandingOf(store, kept, tenant.configuration);
    if (!understanding) return 'forgotten';
    const answer = keepableResponse(replyDraftSchema.parse(value), kept, understanding, tenant);
    if (typeof answer === 'string') {
      await store.situations.markUnfit(locationId, situationKey, responseKey);
      return answer;
    }
    await cache.set('webhook_response', locationId, responseKey, answer);
    const analysisVersion = analysisVersionOf(tenant.configuration.models.analysis);
    await store.situations.keep({ ...kept, answer, responseKey, analysisVersion });
    return (await cache.secondsLeft('webhook_response', locationId, responseKey)) === null
      ? 'not cached'
      : 'kept';
  }

  /** @returns the name of the outcome */
  async function take(request: PlannedRequest, result: BatchResult): Promise<Outcome> {
    if (result.outcome === 'failed') {
      await store.claudeCalls.failed(request.callId);
      return result.reason;
    }
    const answer = read(request, result);
    await book(request.callId, result, 'value' in answer ? answer.value : null);
    if ('reason' in answer) {
      if (request.task === 'reply')
        await store.situations.markUnfit(request.locationId, request.situationKey, request.responseKey);
      return answer.reason;
    }
    return request.task === 'reply' ? takeReply(request, answer.value) : 'answered';
  }

  return async ({ id, batchId }: SubmittedBatch): Promise<TakenBatch> => {
    const isGuessed = (await store.claudeBatches.find(id))?.isGuessed ?? false;
    const requests = await store.claudeBatches.requests(id);
    const waiting = new Map(requests.map(row => [row.callId, row]));
    const reasons: Record<string, number> = {};
    let warmed = 0;
    let costUsd = 0;
    const note = async (callId: string, outcome: Outcome): Promise<void> => {
      await store.claudeBatches.noteOutcome(callId, outcome);
      if (outcome === 'kept') warmed += 1;
      else if (outcome !== 'answered') reasons[outcome] = (reasons[outcome] ?? 0) + 1;
    };
    for await (const result of claude.batches.results(batchId, cancellationSignal())) {
      heartbeat({ warmed, left: waiting.size });
      const request = waiting.get(result.id);
      // Not ours, or told twice.
      if (!request) continue;
      waiting.delete(result.id);
      if (result.outcome === 'answered') costUsd += result.paid.costUsd;
      await note(request.callId, await take(request, result));
    }
    if (isGuessed && waiting.size === requests.length) {
      await store.claudeBatches.guessedWrongly(id, batchId);
      return { isOurs: false, warmed: 0, failed: 0, costUsd: 0, reasons: {} };
    }
    for (const callId of waiting.keys()) {
      await store.claudeCalls.unheard(callId);
      await note(callId, 'no result');
    }
    await store.claudeBatches.ended(id);
    const failed = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    return { isOurs: true, warmed, failed, costUsd, reasons };
  };
}
