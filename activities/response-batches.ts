import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { BatchState } from '../claude/batches';
import { defaults } from '../runtime/defaults';
import { LeadwireError } from '../runtime/errors';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { createBatchSearch, handingInIsOver } from './lost-response-batch';
import { createResponsePlanner, type BatchToSubmit, type Planned } from './response-plan';
import { createBatchTaker, type TakenBatch } from './take-response-batch';

/** A batch that was handed in. */
export interface SubmittedBatch {
  /** Ours. */
  readonly id: string;
  /** Anthropic's. */
  readonly batchId: string;
}

export interface BatchLook {
  readonly ended: boolean;
  /** When to look again: seldom while a batch takes its time. */
  readonly lookAgainInMs: number;
}

export interface ResponseBatchActivities {
  /** Batches of earlier runs that nobody took the results of, for those runs were cancelled or failed. */
  openResponseBatches(): Promise<SubmittedBatch[]>;
  /** Hands in the questions of one step, once; null where there is nothing to ask. */
  submitResponseBatch(input: BatchToSubmit): Promise<SubmittedBatch | null>;
  lookAtResponseBatch(batch: SubmittedBatch): Promise<BatchLook>;
  /** Ends a batch early, so that no more of it is answered and paid for. False where it may be somebody else's. */
  cancelResponseBatch(batch: SubmittedBatch): Promise<boolean>;
  /** Books each answer at its price, checks it, and caches the replies. May run again. */
  takeResponseBatch(batch: SubmittedBatch): Promise<TakenBatch>;
}

const limits = defaults.responseWarming;
/** The API keeps results for 29 days; what nobody took by then is lost, and its cost stays unknown. */
const resultsKeptMs = 28 * 24 * 60 * 60 * 1_000;

export function createResponseBatchActivities(dependencies: ActivityDependencies): ResponseBatchActivities {
  const { store, claude, clock, logger } = dependencies;
  const plan = createResponsePlanner(dependencies);
  const findLost = createBatchSearch(dependencies);
  const takeBatch = createBatchTaker(dependencies);

  /** @returns those that the budgets of their locations have room for */
  async function book(
    id: string,
    { workflowId }: BatchToSubmit,
    all: readonly Planned[],
  ): Promise<Planned[]> {
    const requests = all.map(({ planned }) => planned);
    const booked = await store.claudeBatches.plan(id, workflowId, requests);
    const within = all.filter(({ planned }) => booked.has(planned.callId));
    if (within.length < all.length)
      logger.warn({ leftOut: all.length - within.length }, 'budgets left no room for all of a batch');
    return within;
  }

  /** Not broken off where the run is cancelled: it would be paid for without its id being known. */
  async function handIn(id: string, planned: readonly Planned[]): Promise<string> {
    await store.claudeBatches.submitting(id);
    try {
      const batch = await claude.batches.submit(planned.map(({ request }) => request));
      await store.claudeBatches.submitted(id, batch.id);
      return batch.id;
    } catch (error) {
      const code = error instanceof LeadwireError ? error.code : 'internal';
      if (code === 'claude_rejected' || code === 'claude_rate_limited') await store.claudeBatches.refused(id);
      logger.warn({ code, requests: planned.length }, 'a batch was not handed in, as far as is known');
      throw error;
    }
  }

  /** @throws LeadwireError `claude_rejected` where the account does not know the batch */
  async function look(batchId: string): Promise<BatchState> {
    const state = await claude.batches.look(batchId, cancellationSignal());
    if (state) return state;
    throw new LeadwireError('claude_rejected', `this account of the Claude API has no batch ${batchId}`);
  }

  async function endEarly(batchId: string): Promise<void> {
    if ((await look(batchId)).hasEnded) return;
    try {
      await claude.batches.cancel(batchId, cancellationSignal());
    } catch (error) {
      // It may have ended in the meantime.
      if (!(await look(batchId)).hasEnded) throw error;
    }
  }

  return {
    openResponseBatches: () =>
      withFailures(async () => {
        const signal = cancellationSignal();
        const now = clock.now();
        const found: SubmittedBatch[] = [];
        for (const batch of await store.claudeBatches.open(new Date(now.getTime() - resultsKeptMs))) {
          heartbeat({ found: found.length });
          const batchId = batch.batchId ?? (await findLost(batch, signal));
          if (batchId === null) {
            if (handingInIsOver(batch, now)) await store.claudeBatches.refused(batch.id);
            continue;
          }
          // A key of another account cannot read it; the right one may come back.
          if (await claude.batches.look(batchId, signal)) found.push({ id: batch.id, batchId });
          else logger.warn({ batchId }, 'a batch of an earlier night is not known to this account');
        }
        return found;
      }),
    submitResponseBatch: input =>
      withFailures(async () => {
        const id = `${input.warming}/${input.step}`;
        const earlier = await store.claudeBatches.find(id);
        const earlierId = earlier && (earlier.batchId ?? (await findLost(earlier, cancellationSignal())));
        if (earlierId !== null) return { id, batchId: earlierId };
        const all = await plan(input);
        const within = all.length === 0 ? [] : await book(id, input, all);
        if (within.length > 0) return { id, batchId: await handIn(id, within) };
        await store.claudeBatches.refused(id);
        return null;
      }),
    lookAtResponseBatch: ({ batchId }) =>
      withFailures(async () => {
        const { hasEnded, createdAt, simulated } = await look(batchId);
        const quarterOfAge = (clock.now().getTime() - createdAt.getTime()) / 4;
        const lookAgainInMs = simulated
          ? limits.simulatedLookMs
          : Math.round(Math.min(limits.longestLookMs, Math.max(limits.shortestLookMs, quarterOfAge)));
        return { ended: hasEnded, lookAgainInMs };
      }),
    cancelResponseBatch: ({ id, batchId }) =>
      withFailures(async () => {
        const isGuessed = (await store.claudeBatches.find(id))?.isGuessed ?? true;
        if (!isGuessed) await endEarly(batchId);
        return !isGuessed;
      }),
    takeResponseBatch: batch => withFailures(() => takeBatch(batch)),
  };
}
