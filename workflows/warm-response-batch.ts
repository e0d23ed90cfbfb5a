import { CancellationScope, isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { SubmittedBatch } from '../activities/response-batches';
import type { TakenBatch } from '../activities/take-response-batch';
import { cancelResponseBatch, lookAtResponseBatch, takeResponseBatch } from './activity-options';

/** Waits until a batch has ended, mostly an hour and at most a day, after which the API ends it; and takes its results. */
async function takenOnceEnded(batch: SubmittedBatch, what: string): Promise<TakenBatch> {
  for (;;) {
    const { ended, lookAgainInMs } = await lookAtResponseBatch(batch);
    if (ended) return takeResponseBatch(batch);
    setCurrentDetails(`waiting for the batch \`${batch.batchId}\`: ${what}`);
    await sleep(lookAgainInMs);
  }
}

/**
 * The results of a batch, also where the run is cancelled while it waits: then the batch is ended early,
 * and what was answered by then is taken all the same, for it is paid. Whatever else fails leaves the batch
 * open, and the next run takes it.
 * @param taken is told what was taken, before a cancellation goes on its way
 */
export async function resultsOf(
  batch: SubmittedBatch,
  what: string,
  taken: (results: TakenBatch) => void,
): Promise<TakenBatch> {
  try {
    const results = await takenOnceEnded(batch, what);
    taken(results);
    return results;
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => endEarly(batch, what, taken));
    throw error;
  }
}

async function endEarly(
  batch: SubmittedBatch,
  what: string,
  taken: (results: TakenBatch) => void,
): Promise<void> {
  try {
    if (await cancelResponseBatch(batch)) taken(await takenOnceEnded(batch, `${what}, cancelled`));
  } catch {
    // The activity has logged why. The batch stays open for the next run, and this one ends as cancelled.
  }
}
