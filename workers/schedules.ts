import {
  ScheduleAlreadyRunning,
  ScheduleClient,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { canonicalJson } from '../domain/canonical-json';
import { warmingSchedules, type WarmingSchedule } from '../domain/schedules';
import { taskQueues } from '../domain/temporal-names';

/** Changes with whatever of a schedule this release defines; kept in the memo of its runs. */
const definitionOf = (schedule: WarmingSchedule): string => canonicalJson(schedule);

/** What Temporal is told of a schedule, apart from its state. */
function optionsOf(schedule: WarmingSchedule) {
  const { id, does, times, jitterMs, catchupWindowMs, runTimeoutMs, workflowType } = schedule;
  return {
    spec: {
      ...('everyMs' in times ? { intervals: [{ every: times.everyMs }] } : { calendars: [times.daily] }),
      jitter: jitterMs,
    },
    action: {
      type: 'startWorkflow',
      workflowType,
      workflowId: id,
      args: [],
      taskQueue: taskQueues.workflows,
      workflowRunTimeout: runTimeoutMs,
      staticSummary: does,
      memo: { definition: definitionOf(schedule) },
    },
    policies: {
      // Warming that takes longer than its interval must not pile up.
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: catchupWindowMs,
    },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>;
}

/**
 * Brings the schedules to what this release defines; safe to repeat, and from many processes at once.
 * One that exists is touched only where its definition has changed with a release: whether it is
 * paused, with what note, and what an operator changed by hand in Temporal since then, stays.
 */
export async function setUpSchedules(
  { connection, options }: Client,
  schedules: readonly WarmingSchedule[] = warmingSchedules,
): Promise<void> {
  const client = new ScheduleClient({
    connection,
    namespace: options.namespace,
    dataConverter: { payloadCodecs: options.loadedDataConverter.payloadCodecs.map(lenient) },
  });
  await Promise.all(schedules.map(schedule => setUp(client, schedule)));
}

async function setUp(client: ScheduleClient, schedule: WarmingSchedule): Promise<void> {
  try {
    await client.create({
      ...optionsOf(schedule),
      scheduleId: schedule.id,
      state: { triggerImmediately: schedule.runsAtOnce },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await bringUpToDate(client, schedule);
  }
}

async function bringUpToDate(client: ScheduleClient, schedule: WarmingSchedule): Promise<void> {
  const handle = client.getHandle(schedule.id);
  const { action } = await handle.describe();
  if (action.memo?.['definition'] === definitionOf(schedule)) return;
  await handle.update(({ state }) => ({ ...optionsOf(schedule), state }));
}

const nothing = { metadata: { encoding: Buffer.from('binary/null') } };

/**
 * A schedule outlives encryption keys: what was written with one that is gone reads as nothing, counts
 * as changed, and is written again with the newest.
 */
const lenient = (codec: PayloadCodec): PayloadCodec => ({
  encode: payloads => codec.encode(payloads),
  decode: payloads =>
    Promise.all(
      payloads.map(async payload => {
        const [decoded] = await codec.decode([payload]).catch(() => []);
        return decoded ?? nothing;
      }),
    ),
});
