import { scheduleIds, workflowTypes } from './temporal-names';

export type ScheduleId = (typeof scheduleIds)[keyof typeof scheduleIds];

/** When a schedule runs: at an interval, or once a day (UTC). */
export type ScheduleTimes =
  { readonly everyMs: number } | { readonly daily: { readonly hour: number; readonly minute: number } };

/** A schedule as this release wants it. Times in milliseconds. */
export interface WarmingSchedule {
  readonly id: ScheduleId;
  readonly workflowType: (typeof workflowTypes)[keyof typeof workflowTypes];
  /** For a person. */
  readonly does: string;
  readonly times: ScheduleTimes;
  /** Each run is put off by up to this, so that not all installations begin at once. */
  readonly jitterMs: number;
  /**
   * A run that was missed is made up for within this time only. Temporal's default is a year: after an
   * outage all missed warmings would run, though the newest does all that is left to do.
   */
  readonly catchupWindowMs: number;
  /**
   * A run that takes longer is ended from outside. No other begins beside it, so without this one that is
   * stuck would keep the schedule from ever running again.
   */
  readonly runTimeoutMs: number;
  /** The first run is at once, on the day that the schedule is made. */
  readonly runsAtOnce: boolean;
}

const minute = 60_000;
const hour = 60 * minute;

/** Contexts live 15 minutes: every 10 they are made anew before they expire. */
export const agentContextsTimes = { everyMs: 10 * minute, jitterMs: minute / 2 } as const;

/** Flows live 27 to 30 minutes in Redis. */
export const qualificationsTimes = { everyMs: 15 * minute, jitterMs: minute } as const;

/** Every schedule of ours. One that runs longer than its interval is not started a second time beside itself. */
export const warmingSchedules: readonly WarmingSchedule[] = [
  {
    id: scheduleIds.warmAgentContexts,
    workflowType: workflowTypes.warmAgentContexts,
    does: 'makes the contexts of agents anew whose leads wrote in the last day, before they expire',
    times: { everyMs: agentContextsTimes.everyMs },
    jitterMs: agentContextsTimes.jitterMs,
    catchupWindowMs: 5 * minute,
    runTimeoutMs: hour,
    runsAtOnce: true,
  },
  {
    id: scheduleIds.warmQualifications,
    workflowType: workflowTypes.warmQualifications,
    does: 'puts the qualification flows of leads who wrote in the last day into Redis',
    times: { everyMs: qualificationsTimes.everyMs },
    jitterMs: qualificationsTimes.jitterMs,
    catchupWindowMs: 5 * minute,
    runTimeoutMs: hour,
    runsAtOnce: true,
  },
  {
    id: scheduleIds.warmResponses,
    workflowType: workflowTypes.warmResponses,
    does: 'has replies to the questions that recur written overnight, in batches at half price',
    times: { daily: { hour: 2, minute: 30 } },
    jitterMs: 20 * minute,
    // Tonight or not at all: by day it would only compete with leads.
    catchupWindowMs: hour,
    // A batch ends within a day; handing in and taking are tried for 3 hours each.
    runTimeoutMs: 30 * hour,
    // It costs money.
    runsAtOnce: false,
  },
];

export const scheduleOf = (id: string): WarmingSchedule | undefined =>
  warmingSchedules.find(schedule => schedule.id === id);
