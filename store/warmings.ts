import type { WarmingResult } from '../domain/warming';
import type { Database } from './database';

/** One run of a warming schedule that has ended. */
export interface Warming extends WarmingResult {
  readonly scheduleId: string;
  readonly workflowId: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** What the whole run failed with, or null. */
  readonly errorCode: string | null;
}

export interface WarmingRepository {
  /** Writes what a run did; repeating it changes nothing. Forgets those of the schedule older than 90 days. */
  record(warming: Warming): Promise<void>;
  /** The last run of each schedule that ever ended. */
  latest(): Promise<Warming[]>;
}

interface WarmingRow {
  schedule_id: string;
  workflow_id: string;
  run_id: string;
  started_at: Date;
  ended_at: Date;
  warmed: number;
  already_warm: number;
  failed: number;
  cost_usd: number;
  explanation: string;
  error_code: string | null;
}

const warmingOf = (row: WarmingRow): Warming => ({
  scheduleId: row.schedule_id,
  workflowId: row.workflow_id,
  runId: row.run_id,
  startedAt: row.started_at.toISOString(),
  endedAt: row.ended_at.toISOString(),
  warmed: row.warmed,
  alreadyWarm: row.already_warm,
  failed: row.failed,
  costUsd: row.cost_usd,
  explanation: row.explanation,
  errorCode: row.error_code,
});

export function createWarmingRepository(database: Database): WarmingRepository {
  return {
    async record(warming) {
      await database.query(
        'warming-record',
        `with forgotten as (
           delete from warmings where schedule_id = $2 and started_at < now() - interval '90 days'
         )
         insert into warmings (run_id, schedule_id, workflow_id, started_at, ended_at, warmed, already_warm, failed,
           cost_usd, explanation, error_code)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
        [
          warming.runId,
          warming.scheduleId,
          warming.workflowId,
          warming.startedAt,
          warming.endedAt,
          warming.warmed,
          warming.alreadyWarm,
          warming.failed,
          warming.costUsd,
          warming.explanation,
          warming.errorCode,
        ],
      );
    },
    async latest() {
      // One short look for each schedule: the table is never read as a whole.
      const rows = await database.query<WarmingRow>(
        'warming-latest',
        `with recursive schedule as (
           (select schedule_id from warmings order by schedule_id limit 1)
           union all
           select (select next.schedule_id from warmings next where next.schedule_id > schedule.schedule_id
             order by next.schedule_id limit 1)
           from schedule where schedule.schedule_id is not null
         )
         select latest.* from schedule cross join lateral (
           select * from warmings where warmings.schedule_id = schedule.schedule_id
           order by started_at desc limit 1
         ) latest`,
      );
      return rows.map(warmingOf);
    },
  };
}
