import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { BatchRequest, BatchState } from '../claude/batches';
import { defaults } from '../runtime/defaults';
import { LeadwireError } from '../runtime/errors';
import type { PlannedRequest } from '../store/claude-batches';
import type { KeptSituation } from '../store/response-situations';
import type { Tenant } from '../store/tenants';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import {
  analysisQuestions,
  answerSchemas,
  batchCallId,
  replyQuestion,
  type SituationQuestion,
} from './response-requests';
import { isUnderstood, understandingOf } from './situation-understanding';
import { createBatchTaker, type TakenBatch } from './take-response-batch';
import type { ResponseToWrite } from './warm-responses';

export interface BatchToSubmit {
  /** The run of the warming; its ids are made from it. */
  readonly warming: string;
  readonly workflowId: string;
  readonly step: 'analyses' | 'replies';
  readonly responses: readonly ResponseToWrite[];
}

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
  /** Hands in the questions of one step, once; null where there is nothing to ask. */
  submitResponseBatch(input: BatchToSubmit): Promise<SubmittedBatch | null>;
  lookAtResponseBatch(batch: SubmittedBatch): Promise<BatchLook>;
  /** Books each answer at its price, checks it, and caches the replies. May run again. */
  takeResponseBatch(batch: SubmittedBatch): Promise<TakenBatch>;
}

const limits = defaults.responseWarming;
/** By how much Anthropic's clock may be behind ours. */
const clocksDifferByMs = 5 * 60_000;

interface Planned {
  readonly planned: PlannedRequest;
  readonly request: BatchRequest;
}

export function createResponseBatchActivities(dependencies: ActivityDependencies): ResponseBatchActivities {
  const { store, claude, clock, logger } = dependencies;
  const takeBatch = createBatchTaker(dependencies);

  async function questionsOf(
    input: BatchToSubmit,
    kept: KeptSituation,
    { configuration }: Tenant,
  ): Promise<SituationQuestion[]> {
    if (input.step === 'analyses') return analysisQuestions(kept.situation, configuration);
    const understanding = await understandingOf(store, input.warming, kept, configuration);
    return understanding ? [replyQuestion(kept.situation, understanding, configuration)] : [];
  }

  async function plan(input: BatchToSubmit): Promise<Planned[]> {
    const all: Planned[] = [];
    for (const { locationId, situationKey, needsAnalyses } of input.responses) {
      const [tenant, kept] = await Promise.all([
        store.tenants.find(locationId),
        store.situations.find(locationId, situationKey),
      ]);
      if (!tenant || !kept) continue;
      // Settings were changed again since the look at them: the next night is in time.
      if (isUnderstood(kept, tenant.configuration) === needsAnalyses) continue;
      const responseKey = situationKeys(tenant, kept.situation).response;
      for (const { task, prompt, model } of await questionsOf(input, kept, tenant)) {
        const callId = batchCallId(input.warming, locationId, situationKey, task);
        all.push({
          planned: {
            ...{ callId, locationId, situationKey, task, model, responseKey },
            promptVersion: prompt.version,
          },
          request: { id: callId, prompt, model, schema: answerSchemas[task] },
        });
      }
      heartbeat({ planned: all.length });
    }
    return all;
  }

  /**
   * A batch that an earlier attempt handed in without hearing of it. The API keeps no name of ours, so
   * it is known by time and size; whether it is ours its results will show.
   */
  async function lostBatch(since: Date, requests: number, signal: AbortSignal): Promise<BatchState | null> {
    const from = new Date(since.getTime() - clocksDifferByMs);
    const found = (await claude.batches.createdSince(from, signal)).filter(
      batch => batch.requests === requests,
    );
    const known = await store.claudeBatches.known(found.map(batch => batch.id));
    return found.find(batch => !known.has(batch.id)) ?? null;
  }

  async function handIn(id: string, requests: readonly BatchRequest[], signal: AbortSignal): Promise<string> {
    await store.claudeBatches.submitting(id);
    try {
      const batch = await claude.batches.submit(requests, signal);
      return batch.id;
    } catch (error) {
      const code = error instanceof LeadwireError ? error.code : 'internal';
      if (code === 'claude_rejected' || code === 'claude_rate_limited') await store.claudeBatches.refused(id);
      logger.warn({ code, requests: requests.length }, 'a batch was not handed in, as far as is known');
      throw error;
    }
  }

  return {
    submitResponseBatch: input =>
      withFailures(async () => {
        const signal = cancellationSignal();
        const id = `${input.warming}/${input.step}`;
        const earlier = await store.claudeBatches.find(id);
        if (earlier?.batchId) return { id, batchId: earlier.batchId };
        if (earlier?.submittingAt) {
          const lost = await lostBatch(earlier.submittingAt, earlier.requests, signal);
          if (lost) {
            await store.claudeBatches.submitted(id, lost.id);
            return { id, batchId: lost.id };
          }
        }
        const all = await plan(input);
        if (all.length === 0) return null;
        await store.claudeBatches.plan(
          id,
          input.workflowId,
          all.map(({ planned }) => planned),
        );
        const batchId = await handIn(
          id,
          all.map(({ request }) => request),
          signal,
        );
        await store.claudeBatches.submitted(id, batchId);
        return { id, batchId };
      }),
    lookAtResponseBatch: ({ batchId }) =>
      withFailures(async () => {
        const { hasEnded, createdAt, simulated } = await claude.batches.look(batchId, cancellationSignal());
        const quarterOfAge = (clock.now().getTime() - createdAt.getTime()) / 4;
        const lookAgainInMs = simulated
          ? limits.simulatedLookMs
          : Math.round(Math.min(limits.longestLookMs, Math.max(limits.shortestLookMs, quarterOfAge)));
        return { ended: hasEnded, lookAgainInMs };
      }),
    takeResponseBatch: batch => withFailures(() => takeBatch(batch)),
  };
}
