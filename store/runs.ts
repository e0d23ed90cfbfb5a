import { createHash } from 'node:crypto';
import type { AnswerCost } from '../domain/answer-cost';
import type { EndStatus, LeadTemperature, ReplySource, RunStatus } from '../domain/vocabulary';
import { changeCalls, countMoves } from './budget-counters';
import type { Database } from './database';

/** A run as operators see it (the contract of /v1/runs). */
export interface Run {
  readonly id: string;
  readonly workflowId: string;
  readonly locationId: string | null;
  readonly contactId: string | null;
  readonly eventType: string;
  readonly status: RunStatus;
  readonly replySource: ReplySource;
  readonly leadTemperature: LeadTemperature | null;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly costUsd: number;
  /** What answers from the cache had cost when they were written. US dollars. */
  readonly savedUsd: number;
  /** One sentence for a person. */
  readonly explanation: string;
  readonly errorCode: string | null;
  /** Claude's answers came from the simulator, those in the cache too. */
  readonly simulated: boolean;
  /** Stage → milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
}

/** How a run ended. */
export interface RunEnd {
  readonly workflowId: string;
  readonly status: EndStatus;
  readonly replySource: ReplySource;
  readonly leadTemperature: LeadTemperature | null;
  readonly explanation: string;
  readonly errorCode: string | null;
  readonly timings: Readonly<Record<string, number>>;
  /** What the lead wrote in which state, as a hash; not where nothing was answered, or by a rule. */
  readonly situationKey?: string | null;
  /** What the reply had cost where it came from the cache, if that is known. */
  readonly replyCost?: AnswerCost | null;
}

export interface RunFilter {
  readonly status?: RunStatus | undefined;
  readonly locationId?: string | undefined;
  readonly contactId?: string | undefined;
  readonly eventType?: string | undefined;
  readonly replySource?: ReplySource | undefined;
  /** ISO 8601, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `startedAt~id` of the last run of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

interface RunRow {
  id: string;
  workflow_id: string;
  location_id: string | null;
  contact_id: string | null;
  event_type: string;
  status: RunStatus;
  reply_source: ReplySource;
  lead_temperature: LeadTemperature | null;
  started_at: Date;
  ended_at: Date | null;
  cost_usd: number;
  saved_usd: number;
  explanation: string;
  error_code: string | null;
  simulated: boolean;
  timings: Record<string, number>;
}

const columns = `id, workflow_id, location_id, contact_id, event_type, status, reply_source, lead_temperature,
  started_at, ended_at, cost_usd, saved_usd, explanation, error_code, simulated, timings`;

const runOf = (row: RunRow): Run => ({
  id: row.id,
  workflowId: row.workflow_id,
  locationId: row.location_id,
  contactId: row.contact_id,
  eventType: row.event_type,
  status: row.status,
  replySource: row.reply_source,
  leadTemperature: row.lead_temperature,
  startedAt: row.started_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  costUsd: row.cost_usd,
  savedUsd: row.saved_usd,
  explanation: row.explanation,
  errorCode: row.error_code,
  simulated: row.simulated,
  timings: row.timings,
});

export interface RunRepository {
  find(id: string): Promise<Run | null>;
  findByWorkflow(workflowId: string): Promise<Run | null>;
  search(filter: RunFilter): Promise<{ runs: Run[]; next: string | null }>;
  /**
   * Writes the end state; the cost is the sum of the run's Claude calls, as far as it is known. Of a call that
   * has no end by now, nobody knows whether it was paid: it becomes `unknown`. Repeating it changes nothing.
   */
  end(end: RunEnd): Promise<void>;
}

export function createRunRepository(database: Database): RunRepository {
  return {
    async find(id) {
      const [row] = await database.query<RunRow>('run-find', `select ${columns} from runs where id = $1`, [
        id,
      ]);
      return row ? runOf(row) : null;
    },
    async findByWorkflow(workflowId) {
      const [row] = await database.query<RunRow>(
        'run-find-workflow',
        `select ${columns} from runs where workflow_id = $1`,
        [workflowId],
      );
      return row ? runOf(row) : null;
    },
    async search(filter) {
      const conditions: string[] = [];
      const values: unknown[] = [];
      const where = (condition: (position: string) => string, value: unknown): void => {
        if (value === undefined) return;
        values.push(value);
        conditions.push(condition(`$${values.length}`));
      };
      where(position => `status = ${position}`, filter.status);
      where(position => `location_id = ${position}`, filter.locationId);
      where(position => `contact_id = ${position}`, filter.contactId);
      where(position => `event_type = ${position}`, filter.eventType);
      where(position => `reply_source = ${position}`, filter.replySource);
      where(position => `started_at >= ${position}::timestamptz`, filter.from);
      where(position => `started_at <= ${position}::timestamptz`, filter.to);
      if (filter.after !== undefined) {
        const [startedAt, id] = filter.after.split('~');
        values.push(startedAt, id ?? '');
        conditions.push(`(started_at, id) < ($${values.length - 1}::timestamptz, $${values.length})`);
      }
      values.push(filter.limit + 1);
      const condition = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
      const text = `select ${columns},
          to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '~' || id as cursor
        from runs ${condition} order by started_at desc, id desc limit $${values.length}`;
      // Each combination of filters is a statement of its own, named after its text.
      const name = `run-search-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
      const rows = await database.query<RunRow & { cursor: string }>(name, text, values);
      const page = rows.slice(0, filter.limit);
      return {
        runs: page.map(runOf),
        next: rows.length > filter.limit ? (page.at(-1)?.cursor ?? null) : null,
      };
    },
    async end(end) {
      await database.query(
        'run-end',
        `with ${changeCalls(`workflow_id = $1 and status = 'asked'`, `status = 'unknown'`)},
           moves as (select * from changed), counted as (${countMoves})
         update runs set status = $2, reply_source = $3, lead_temperature = $4, explanation = $5, error_code = $6,
           timings = $7, situation_key = $8, ended_at = coalesce(ended_at, now()),
           cost_usd = coalesce((select sum(cost_usd) from claude_calls where workflow_id = $1), 0),
           saved_usd = coalesce((select sum(saved_usd) from cache_savings where workflow_id = $1), 0),
           simulated = coalesce((select bool_or(simulated) from claude_calls where workflow_id = $1), false)
             or coalesce((select bool_or(simulated) from cache_savings where workflow_id = $1), false)
         where workflow_id = $1`,
        [
          end.workflowId,
          end.status,
          end.replySource,
          end.leadTemperature,
          end.explanation,
          end.errorCode,
          JSON.stringify(end.timings),
          end.situationKey ?? null,
        ],
      );
    },
  };
}
