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
  /** What the Claude calls cost that were booked under a run, in US dollars. Temporal's clock may be minutes ahead. */
  bookedCost(run: Pick<Warming, 'workflowId' | 'startedAt'>): Promise<number>;
  /** The newest of these runs that has ended, or null. */
  newestOf(runIds: readonly string[]): Promise<Warming | null>;
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
    async bookedCost({ workflowId, startedAt }) {
      const [row] = await database.query<{ cost_usd: number }>(
        'warming-booked-cost',
        `select coalesce(sum(cost_usd), 0) as cost_usd from claude_calls
         where workflow_id = $1 and asked_at >= $2::timestamptz - interval '5 minutes'`,
        [workflowId, startedAt],
      );
      return row?.cost_usd ?? 0;
    },
    async newestOf(runIds) {
      const [row] = await database.query<WarmingRow>(
        'warming-newest',
        'select * from warmings where run_id = any($1::text[]) order by started_at desc limit 1',
        [runIds],
      );
      return row ? warmingOf(row) : null;
    },
  };
}
