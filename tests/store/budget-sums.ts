import type { LocationId } from '../../domain/ids';
import { createClaudeCallRepository, type ClaudeCallRepository } from '../../store/claude-calls';
import type { Database } from '../../store/database';

/** Books at this time, whatever the time is: no test is to fail because midnight came. */
export const callsAt = (database: Database, at = '2026-11-20T12:00:00Z'): ClaudeCallRepository =>
  createClaudeCallRepository(database, { now: () => new Date(at), elapsed: () => 0 });

export interface CounterSums {
  readonly contact: string;
  readonly period: string;
  readonly startsOn: string;
  /** As texts, digit by digit: a number would hide a rounding. */
  readonly reserved: string;
  readonly spent: string;
}

const amounts = 'trim_scale(sum(reserved))::text as reserved, trim_scale(sum(spent))::text as spent';

/** The counters of a location. */
export const countersOf = (database: Database, location: LocationId): Promise<CounterSums[]> =>
  database.query<CounterSums>(
    'test-counters',
    `select contact_id as contact, period, starts_on::text as "startsOn",
       trim_scale(reserved_usd)::text as reserved, trim_scale(spent_usd)::text as spent
     from claude_budgets where location_id = $1 order by 1, 2, 3`,
    [location],
  );

/** What the counters of a location must be, by the calls that are booked. */
export const sumsOfCalls = (database: Database, location: LocationId): Promise<CounterSums[]> =>
  database.query<CounterSums>(
    'test-sums-of-calls',
    `select contact, period, date_trunc(period, asked_at at time zone 'UTC')::date::text as "startsOn", ${amounts}
     from (
       select *, case status when 'asked' then reserved_usd else 0 end as reserved,
         case status when 'asked' then 0 when 'unknown' then reserved_usd else cost_usd end as spent
       from claude_calls where location_id = $1
     ) call
     cross join lateral (values ('', 'day'), ('', 'month'), (contact_id, 'month')) as counter (contact, period)
     where contact is not null group by 1, 2, 3 order by 1, 2, 3`,
    [location],
  );

/** Spent and reserved together, of the location as a whole. US dollars. */
export async function committedOf(
  database: Database,
  location: LocationId,
  period: 'day' | 'month',
): Promise<number> {
  const [row] = await database.query<{ committed: number }>(
    'test-committed',
    `select coalesce(sum(reserved_usd + spent_usd), 0) as committed from claude_budgets
     where location_id = $1 and contact_id = '' and period = $2`,
    [location, period],
  );
  return row?.committed ?? 0;
}

export interface BookedCall {
  readonly id: string;
  readonly status: string;
  readonly cost_usd: number;
  readonly reserved_usd: number;
}

export const callsOf = (database: Database, location: LocationId): Promise<BookedCall[]> =>
  database.query<BookedCall>(
    'test-calls',
    'select id, status, cost_usd, reserved_usd from claude_calls where location_id = $1 order by asked_at, id',
    [location],
  );
