import { CancellationScope, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ScheduleId } from '../domain/schedules';
import type { WarmingResult } from '../domain/warming';
import { recordWarming } from './activity-options';
import { codeOf } from './failure-outcome';

const nothing: Omit<WarmingResult, 'explanation'> = { warmed: 0, alreadyWarm: 0, failed: 0, costUsd: 0 };

/**
 * Runs the work of a warming schedule so that people can see what became of it: current details in the
 * Web UI, and a row of `warmings`, also where the work itself failed.
 */
export async function journalled(
  scheduleId: ScheduleId,
  work: () => Promise<WarmingResult>,
): Promise<WarmingResult> {
  setCurrentDetails('warming …');
  try {
    const result = await work();
    await note(scheduleId, result, null);
    return result;
  } catch (error) {
    const errorCode = isCancellation(error) ? 'cancelled' : codeOf(error);
    // Noted also where the run was cancelled; the failure is what it ends with in any case.
    await CancellationScope.nonCancellable(() =>
      note(scheduleId, { ...nothing, explanation: `the warming failed (${errorCode})` }, errorCode),
    );
    throw error;
  }
}

async function note(scheduleId: ScheduleId, result: WarmingResult, errorCode: string | null): Promise<void> {
  const { workflowId, runId, startTime } = workflowInfo();
  setCurrentDetails(detailsOf(result));
  await recordWarming({
    ...result,
    scheduleId,
    workflowId,
    runId,
    startedAt: startTime.toISOString(),
    endedAt: new Date().toISOString(),
    errorCode,
  });
}

const detailsOf = ({ warmed, alreadyWarm, failed, costUsd, explanation }: WarmingResult): string =>
  `**${warmed}** warmed, ${alreadyWarm} warm already, ${failed} failed, $${costUsd.toFixed(6)}\n\n${explanation}`;
