import { CancellationScope, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ScheduleId } from '../domain/schedules';
import type { WarmingResult } from '../domain/warming';
import { recordWarming } from './activity-options';
import { codeOf } from './failure-outcome';

type Counts = Omit<WarmingResult, 'explanation'>;

/** What a run has done so far: all that is known of it where it does not come to its end. */
export type WarmingSoFar = { -readonly [Count in keyof Counts]: Counts[Count] };

/**
 * Runs the work of a warming schedule so that people can see what became of it: current details in the
 * Web UI, and a row of `warmings`, also where the work itself failed.
 * @param work counts along in `soFar`, so that a failed run tells what it had done and paid by then
 */
export async function journalled(
  scheduleId: ScheduleId,
  work: (soFar: WarmingSoFar) => Promise<WarmingResult>,
): Promise<WarmingResult> {
  setCurrentDetails('warming …');
  const soFar: WarmingSoFar = { warmed: 0, alreadyWarm: 0, failed: 0, costUsd: 0 };
  try {
    return await note(scheduleId, await work(soFar), null);
  } catch (error) {
    const errorCode = isCancellation(error) ? 'cancelled' : codeOf(error);
    const explanation = isCancellation(error)
      ? 'an operator cancelled the warming'
      : `the warming failed (${errorCode})`;
    // Noted also where the run was cancelled; the failure is what it ends with in any case.
    await CancellationScope.nonCancellable(() => note(scheduleId, { ...soFar, explanation }, errorCode));
    throw error;
  }
}

/** @returns the result as it was recorded */
async function note(
  scheduleId: ScheduleId,
  result: WarmingResult,
  errorCode: string | null,
): Promise<WarmingResult> {
  const { workflowId, runId, startTime } = workflowInfo();
  const costUsd = await recordWarming({
    ...result,
    scheduleId,
    workflowId,
    runId,
    startedAt: startTime.toISOString(),
    endedAt: new Date().toISOString(),
    errorCode,
  });
  const recorded = { ...result, costUsd };
  setCurrentDetails(detailsOf(recorded));
  return recorded;
}

const detailsOf = ({ warmed, alreadyWarm, failed, costUsd, explanation }: WarmingResult): string =>
  `**${warmed}** warmed, ${alreadyWarm} warm already, ${failed} failed, $${costUsd.toFixed(6)}\n\n${explanation}`;
