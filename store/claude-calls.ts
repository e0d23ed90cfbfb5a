import { randomUUID } from 'node:crypto';
import { startOfPeriod, warningsDue, type BudgetWarning } from '../domain/budget';
import type { ContactId, LocationId } from '../domain/ids';
import type { BudgetCaps } from '../domain/tenant';
import { systemClock, type Clock } from '../runtime/clock';
import {
  changeCalls,
  countChanged,
  counterColumns,
  counterOf,
  countMoves,
  type CounterRow,
} from './budget-counters';
import { BudgetExhausted, holdCaps, noteWarnings } from './budgets';
import type { Database } from './database';

export interface CallToBook {
  readonly workflowId: string;
  readonly task: string;
  readonly locationId: LocationId;
  /** Whose conversation it is about; null where it is about nobody's. */
  readonly contactId: ContactId | null;
  readonly model: string;
  readonly promptVersion: string;
  /** The most the call can cost. US dollars. */
  readonly reservedUsd: number;
  /** The caps of the location as they are now. */
  readonly caps: BudgetCaps;
}

export interface Booking {
  /** Of the call. */
  readonly id: string;
  /** Caps that are nearly spent with this call, each told once; `budgets.takeWarnings` has them, too. */
  readonly warnings: readonly BudgetWarning[];
}

export interface CallUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheWriteTokens: number;
  /** Those of `cacheWriteTokens` that are kept for an hour; none unless given. */
  readonly cacheWriteHourTokens?: number;
  readonly cacheReadTokens: number;
}

export interface CallAnswer {
  /** `failed`: paid for, but not fit for use, so never given to another attempt. */
  readonly status: 'answered' | 'failed';
  readonly value: unknown;
  readonly usage: CallUsage;
  readonly costUsd: number;
  readonly simulated: boolean;
}

/** Calls of a day (ISO 8601, UTC) and task that nobody knows the cost of. */
export interface UnknownCalls {
  readonly day: string;
  readonly task: string;
  readonly calls: number;
  /** What they cost at the most. US dollars. */
  readonly atMostUsd: number;
}

/** Everything may be repeated: what is settled already does not count again. */
export interface ClaudeCallRepository {
  /** The answer that an earlier attempt of this run stored for the task, or undefined. */
  stored(workflowId: string, task: string): Promise<unknown>;
  /**
   * Books a call before it is made and reserves what it can cost, in one atomic step. A call that an
   * earlier attempt of the same run and task left without an end becomes `unknown`: its process died.
   * @throws BudgetExhausted (`budget_exhausted`) where a cap leaves no room for it; nothing is booked then
   */
  asked(call: CallToBook): Promise<Booking>;
  /**
   * Stores the answer as soon as it is here, so that a retried activity does not pay again; its price
   * takes the place of what was reserved. Also for a call that was taken for lost.
   */
  answered(id: string, answer: CallAnswer): Promise<void>;
  /** Claude answered with an error: nothing was paid, and the reservation is released. */
  failed(id: string): Promise<void>;
  /** No answer came, and nobody knows whether it was paid: the reservation counts as spent. */
  unheard(id: string): Promise<void>;
  /** Those booked from `since` up to and without `until`, at one location or at all. */
  unknownCalls(location: LocationId | null, since: Date, until: Date): Promise<UnknownCalls[]>;
}

export function createClaudeCallRepository(
  database: Database,
  clock: Clock = systemClock,
): ClaudeCallRepository {
  async function book(id: string, call: CallToBook): Promise<BudgetWarning[]> {
    const { workflowId, task, locationId, contactId, model, promptVersion, reservedUsd, caps } = call;
    const now = clock.now();
    return database.transaction(async queries => {
      const rows = await queries.query<CounterRow>(
        'call-asked',
        `with ${changeCalls(`workflow_id = $2 and task = $3 and status = 'asked'`, `status = 'unknown'`)},
         booked as (
           insert into claude_calls (id, workflow_id, task, location_id, contact_id, model, prompt_version,
             reserved_usd, asked_at, status)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked')
           returning location_id, contact_id, asked_at, reserved_usd
         ), moves as (
           select * from changed union all
           select location_id, contact_id, asked_at, reserved_usd, 0 from booked
         ) ${countMoves} returning ${counterColumns}`,
        [id, workflowId, task, locationId, contactId, model, promptVersion, reservedUsd, now],
      );
      // The call of an earlier attempt may have been booked the day before.
      const counters = rows
        .map(counterOf)
        .filter(({ period, startsOn }) => startsOn === startOfPeriod(period, now));
      holdCaps(counters, caps, reservedUsd);
      return noteWarnings(queries, locationId, warningsDue(counters, caps));
    });
  }

  return {
    async stored(workflowId, task) {
      const [row] = await database.query<{ answer: unknown }>(
        'call-stored',
        `select answer from claude_calls where workflow_id = $1 and task = $2 and status = 'answered'
         order by answered_at desc limit 1`,
        [workflowId, task],
      );
      return row?.answer;
    },
    async asked(call) {
      const id = randomUUID();
      try {
        return { id, warnings: await book(id, call) };
      } catch (error) {
        // A single dear call may meet a cap that nobody was warned of.
        if (error instanceof BudgetExhausted) await noteWarnings(database, call.locationId, [error.cap]);
        throw error;
      }
    },
    async answered(id, { status, value, usage, costUsd, simulated }) {
      await database.query(
        'call-answered',
        `with ${changeCalls(
          'id = $1',
          `status = $9, answer = $2, input_tokens = $3, output_tokens = $4, cache_write_tokens = $5,
             cache_read_tokens = $6, cost_usd = $7, simulated = $8, cache_write_hour_tokens = $10,
             answered_at = coalesce(answered_at, now())`,
        )} ${countChanged}`,
        [
          id,
          JSON.stringify(value),
          usage.inputTokens,
          usage.outputTokens,
          usage.cacheWriteTokens,
          usage.cacheReadTokens,
          costUsd,
          simulated,
          status,
          usage.cacheWriteHourTokens ?? 0,
        ],
      );
    },
    async failed(id) {
      await database.query(
        'call-failed',
        `with ${changeCalls(`id = $1 and status in ('asked', 'unknown')`, `status = 'failed'`)} ${countChanged}`,
        [id],
      );
    },
    async unheard(id) {
      await database.query(
        'call-unheard',
        `with ${changeCalls(`id = $1 and status = 'asked'`, `status = 'unknown'`)} ${countChanged}`,
        [id],
      );
    },
    unknownCalls: (location, since, until) =>
      database.query<UnknownCalls>(
        'calls-unknown',
        `select (asked_at at time zone 'UTC')::date::text as day, task, count(*)::integer as calls,
           sum(reserved_usd) as "atMostUsd"
         from claude_calls where status = 'unknown' and asked_at >= $2 and asked_at < $3
           and ($1::text is null or location_id = $1)
         group by 1, 2 order by 1, 2`,
        [location, since, until],
      ),
  };
}
