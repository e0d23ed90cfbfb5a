import { setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import { scheduleIds } from '../domain/temporal-names';
import type { WarmingResult } from '../domain/warming';
import type { TakenBatch } from '../activities/take-response-batch';
import type { RecurringResponses, ResponseToWrite } from '../activities/warm-responses';
import {
  findResponsesToWarm,
  lookAtResponseBatch,
  submitResponseBatch,
  takeResponseBatch,
} from './activity-options';
import { journalled } from './warming-journal';

/** Run by the schedule `warm-responses`: replies to what recurs, put back for free or written anew at half price. */
export async function warmResponses(): Promise<WarmingResult> {
  return journalled(scheduleIds.warmResponses, async () => {
    const found = await findResponsesToWarm();
    const { toWrite } = found;
    const analyses = await throughBatch(
      'analyses',
      toWrite.filter(response => response.needsAnalyses),
    );
    const replies = await throughBatch('replies', toWrite);
    return {
      warmed: found.putBack + replies.warmed,
      alreadyWarm: found.alreadyWarm,
      // Whatever failed on the way has no reply in the end.
      failed: found.failed + toWrite.length - replies.warmed,
      costUsd: analyses.costUsd + replies.costUsd,
      explanation: explain(found, analyses, replies),
    };
  });
}

const nothing: TakenBatch = { warmed: 0, failed: 0, costUsd: 0, reasons: {} };

/** Hands in one batch and waits until its results are taken: mostly an hour, at most a day, after which the API ends it. */
async function throughBatch(
  step: 'analyses' | 'replies',
  responses: readonly ResponseToWrite[],
): Promise<TakenBatch> {
  if (responses.length === 0) return nothing;
  const { runId, workflowId } = workflowInfo();
  const batch = await submitResponseBatch({ warming: runId, workflowId, step, responses });
  if (batch === null) return nothing;
  for (;;) {
    const { ended, lookAgainInMs } = await lookAtResponseBatch(batch);
    if (ended) return takeResponseBatch(batch);
    setCurrentDetails(
      `waiting for the batch \`${batch.batchId}\`: ${step} of ${responses.length} situations`,
    );
    await sleep(lookAgainInMs);
  }
}

function explain(found: RecurringResponses, ...batches: readonly TakenBatch[]): string {
  const { putBack, toWrite, unfit, leftOut } = found;
  const reasons = batches.flatMap(batch => Object.entries(batch.reasons));
  return [
    `${putBack} replies were put back for free, ${toWrite.length} were asked for in a batch at half price`,
    ...(unfit > 0 ? [`${unfit} were not asked for again, for none came that others may get`] : []),
    ...(leftOut > 0 ? [`${leftOut} were beyond what may be spent in one night`] : []),
    ...(reasons.length > 0
      ? [`without use: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')}`]
      : []),
  ].join('; ');
}
