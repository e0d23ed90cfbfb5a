import type { BudgetCounter, BudgetPeriod } from '../domain/budget';
import type { ContactId } from '../domain/ids';

/**
 * What a call counts for, by its status: `asked` for what was reserved, `unknown` for that too, but as
 * spent, and everything else for its price. Whoever changes a call moves the counters by the difference,
 * in the same statement: so they are the sums of `claude_calls` at any time, however often it is repeated.
 */
const counted = `case claude_calls.status when 'asked' then claude_calls.reserved_usd else 0 end as reserved,
  claude_calls.cost_usd + case claude_calls.status when 'unknown' then claude_calls.reserved_usd else 0 end as spent`;

/**
 * The beginning of a statement that changes calls: locks them, changes them, and leaves in `changed` what
 * that moves. To be followed by a `moves` and `countMoves`.
 * @param where which calls
 * @param set their new columns
 */
export const changeCalls = (where: string, set: string): string => `
  before as (
    select id, location_id, contact_id, asked_at, ${counted} from claude_calls where ${where} order by id for update
  ), after as (
    update claude_calls set ${set} from before where claude_calls.id = before.id
    returning claude_calls.id, ${counted}
  ), changed as (
    select location_id, contact_id, asked_at, after.reserved - before.reserved as reserved,
      after.spent - before.spent as spent
    from before join after using (id)
  )`;

/**
 * Adds `moves` to the counters of the days and months in which the calls were booked. The rows are taken in
 * the order of their key, after those of the calls: who adds to the same ones waits, and nobody locks
 * another out.
 */
export const countMoves = `
  insert into claude_budgets as budget (location_id, contact_id, period, starts_on, reserved_usd, spent_usd)
  select location_id, subject, period, date_trunc(period, asked_at at time zone 'UTC')::date, sum(reserved), sum(spent)
  from moves cross join lateral (values ('', 'day'), ('', 'month'), (moves.contact_id, 'month')) as counter (subject, period)
  where subject is not null
  group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (location_id, contact_id, period, starts_on) do update
    set reserved_usd = budget.reserved_usd + excluded.reserved_usd, spent_usd = budget.spent_usd + excluded.spent_usd`;

/** The rest of a statement that changes calls and does nothing else. */
export const countChanged = `, moves as (select * from changed) ${countMoves}`;

/** Columns of a counter, to be returned. */
export const counterColumns = `contact_id, period, starts_on::text, (reserved_usd + spent_usd) as committed_usd, warned_usd`;

export interface CounterRow {
  contact_id: string;
  period: BudgetPeriod;
  starts_on: string;
  committed_usd: number;
  warned_usd: number | null;
}

export const counterOf = (row: CounterRow): BudgetCounter => ({
  contactId: row.contact_id === '' ? null : (row.contact_id as ContactId),
  period: row.period,
  startsOn: row.starts_on,
  committedUsd: row.committed_usd,
  warnedUsd: row.warned_usd,
});
