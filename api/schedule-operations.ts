import { ScheduleNotFoundError, ScheduleOverlapPolicy, type ScheduleHandle } from '@temporalio/client';
import { z } from 'zod';
import { warmingSchedules, type WarmingSchedule } from '../domain/schedules';
import { scheduleViewSchema, type ScheduleView } from '../domain/schedule.schema';
import { LeadwireError } from '../runtime/errors';
import { withinTime } from '../runtime/time-limit';
import type { Warming } from '../store/warmings';
import type { ApiDependencies } from './api-dependencies';
import { operation } from './operation';

const answerTimeoutMs = 5_000;
/** The progress of a run is a courtesy: its worker may be busy. */
const progressTimeoutMs = 1_000;

/** @throws LeadwireError `temporarily_unavailable` when Temporal does not answer in time */
async function asking<T>(work: Promise<T>): Promise<T> {
  try {
    return await withinTime(answerTimeoutMs, work);
  } catch (cause) {
    if (cause instanceof ScheduleNotFoundError || cause instanceof LeadwireError) throw cause;
    throw new LeadwireError('temporarily_unavailable', 'Temporal does not answer now; please try again', {
      cause,
    });
  }
}

export const listSchedules = operation({
  method: 'get',
  path: '/v1/schedules',
  summary: 'The schedules: what each does, when it runs, and what its last run did and cost.',
  parameters: z.object({}),
  query: z.object({}),
  result: z.object({ schedules: z.array(scheduleViewSchema) }),
  async handle(_request, dependencies) {
    const found = await Promise.all(warmingSchedules.map(schedule => viewOf(dependencies, schedule)));
    return { schedules: found.filter(view => view !== null) };
  },
});

/** @returns null where an operator deleted the schedule: the next start of the API makes it again */
async function viewOf(
  dependencies: ApiDependencies,
  { id, does }: WarmingSchedule,
): Promise<ScheduleView | null> {
  const described = await asking(dependencies.temporal.schedule.getHandle(id).describe()).catch(
    (error: unknown) => {
      if (error instanceof ScheduleNotFoundError) return null;
      throw error;
    },
  );
  if (!described) return null;
  const { state, info } = described;
  const running = info.runningActions[0]?.workflow;
  const runIds = info.recentActions.map(({ action }) => action.workflow.firstExecutionRunId);
  const last = await dependencies.store.warmings.newestOf(runIds);
  return {
    id,
    does,
    paused: state.paused,
    note: state.note || null,
    lastRunAt: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    nextRunAt: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
    running: running
      ? {
          workflowId: running.workflowId,
          runId: running.firstExecutionRunId,
          progress: await progressOf(dependencies, running.workflowId),
        }
      : null,
    lastResult: last ? resultOf(last) : null,
  };
}

/** The schedule's own id stands beside it already. */
function resultOf({ scheduleId: _, ...result }: Warming): ScheduleView['lastResult'] {
  return result;
}

const metadata = z.object({ currentDetails: z.string().min(1) });

/** What the run says of itself in the Web UI, its first line; null where nobody answers for it at once. */
async function progressOf({ temporal }: ApiDependencies, workflowId: string): Promise<string | null> {
  try {
    const query = temporal.workflow.getHandle(workflowId).query('__temporal_workflow_metadata');
    return metadata.parse(await withinTime(progressTimeoutMs, query)).currentDetails.split('\n')[0] ?? null;
  } catch {
    return null;
  }
}

const path = z.object({ id: z.string().min(1).max(200).describe('for example `warm-agent-contexts`') });
const done = z.object({ id: z.string(), paused: z.boolean(), note: z.string().nullable() });

/** Changes a schedule of ours and says how it stands then. */
async function change(
  { temporal }: ApiDependencies,
  id: string,
  work: (handle: ScheduleHandle) => Promise<void>,
): Promise<z.infer<typeof done>> {
  if (!warmingSchedules.some(schedule => schedule.id === id)) throw unknown(id);
  const handle = temporal.schedule.getHandle(id);
  try {
    const { state } = await asking(work(handle).then(() => handle.describe()));
    return { id, paused: state.paused, note: state.note || null };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw unknown(id);
    throw error;
  }
}

const unknown = (id: string): LeadwireError =>
  new LeadwireError('not_found', `There is no schedule ${id}; GET /v1/schedules lists them`);

export const triggerSchedule = operation({
  method: 'post',
  path: '/v1/schedules/{id}/trigger',
  summary: 'Runs a schedule now, paused or not. One that is running already is not started a second time.',
  parameters: path,
  query: z.object({}),
  result: done,
  // The client's own default would let it run beside itself.
  handle: ({ parameters }, dependencies) =>
    change(dependencies, parameters.id, handle => handle.trigger(ScheduleOverlapPolicy.SKIP)),
});

export const pauseSchedule = operation({
  method: 'post',
  path: '/v1/schedules/{id}/pause',
  summary: 'Pauses a schedule until it is resumed. The reason is shown with it.',
  parameters: path,
  query: z.object({}),
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  result: done,
  handle: ({ parameters, body }, dependencies) =>
    change(dependencies, parameters.id, handle => handle.pause(body.reason)),
});

export const resumeSchedule = operation({
  method: 'post',
  path: '/v1/schedules/{id}/resume',
  summary: 'Resumes a paused schedule.',
  parameters: path,
  query: z.object({}),
  result: done,
  handle: ({ parameters }, dependencies) =>
    change(dependencies, parameters.id, handle => handle.unpause('resumed by an operator')),
});
