import { isCancellation, workflowInfo } from '@temporalio/workflow';
import { scheduleIds } from '../domain/temporal-names';
import type { WarmingResult } from '../domain/warming';
import type { TakenBatch } from '../activities/take-response-batch';
import type { RecurringResponses, ResponseToWrite } from '../activities/warm-responses';
import { findResponsesToWarm, openResponseBatches, submitResponseBatch } from './activity-options';
import { resultsOf } from './warm-response-batch';
import { journalled } from './warming-journal';

/** Run by the schedule `warm-responses`: replies to what recurs, put back for free or written anew at half price. */
export async function warmResponses(): Promise<WarmingResult> {
  return journalled(scheduleIds.warmResponses, async soFar => {
    const count = ({ warmed, costUsd }: TakenBatch): void => {
      soFar.warmed += warmed;
      soFar.costUsd += costUsd;
    };
    const left = await takeWhatWasLeft(count);
    const found = await findResponsesToWarm();
    soFar.warmed += found.putBack;
    soFar.alreadyWarm += found.alreadyWarm;
    soFar.failed += found.failed + found.failedLocations;
    const { toWrite } = found;
    const analyses = await throughBatch(
      'analyses',
      toWrite.filter(response => response.needsAnalyses),
      count,
    );
    const replies = await throughBatch('replies', toWrite, count);
    return {
      ...soFar,
      // Whatever failed on the way has no reply in the end.
      failed: soFar.failed + toWrite.length - replies.warmed,
      explanation: explain(found, left, [analyses, replies]),
    };
  });
}

type Counter = (taken: TakenBatch) => void;

const nothing: TakenBatch = { isOurs: true, warmed: 0, failed: 0, costUsd: 0, reasons: {} };

/**
 * Takes the batches of runs that were cancelled, failed or killed before anything new is asked: what they
 * brought is paid for, and would be asked for again.
 * @returns how many were taken
 */
async function takeWhatWasLeft(count: Counter): Promise<number> {
  let taken = 0;
  for (const batch of await openResponseBatches()) {
    try {
      const { isOurs } = await resultsOf(batch, 'left by an earlier run', count);
      if (isOurs) taken += 1;
    } catch (error) {
      if (isCancellation(error)) throw error;
      // It stays open and is tried again the next night; tonight's work is not to wait for that.
    }
  }
  return taken;
}

/** Hands in one batch and takes its results. */
async function throughBatch(
  step: 'analyses' | 'replies',
  responses: readonly ResponseToWrite[],
  count: Counter,
): Promise<TakenBatch> {
  if (responses.length === 0) return nothing;
  const { runId, workflowId } = workflowInfo();
  for (;;) {
    const batch = await submitResponseBatch({ warming: runId, workflowId, step, responses });
    if (batch === null) return nothing;
    const taken = await resultsOf(batch, `${step} of ${responses.length} situations`, count);
    // Else a search for a lost batch gave somebody else's. It is left out of the next one.
    if (taken.isOurs) return taken;
  }
}

function explain(found: RecurringResponses, left: number, batches: readonly TakenBatch[]): string {
  const { putBack, toWrite, unfit, leftOut, failedLocations } = found;
  const reasons = batches.flatMap(batch => Object.entries(batch.reasons));
  return [
    `${putBack} replies were put back for free, ${toWrite.length} were asked for in a batch at half price`,
    ...(left > 0 ? [`${left} batches were taken that earlier runs had left`] : []),
    ...(failedLocations > 0 ? [`${failedLocations} locations could not be looked through`] : []),
    ...(unfit > 0 ? [`${unfit} were not asked for again, for none came that others may get`] : []),
    ...(leftOut > 0 ? [`${leftOut} were beyond what may be spent in one night`] : []),
    ...(reasons.length > 0
      ? [`without use: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')}`]
      : []),
  ].join('; ');
}
