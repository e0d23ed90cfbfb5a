import { capExceeded, nameOfCap, type BudgetCounter, type BudgetWarning } from '../domain/budget';
import type { LocationId } from '../domain/ids';
import type { BudgetCaps } from '../domain/tenant';
import { LeadwireError } from '../runtime/errors';
import { counterOf, type CounterRow } from './budget-counters';
import type { Database, Queries } from './database';

/** `budget_exhausted`: a cap leaves no room for a call. */
export class BudgetExhausted extends LeadwireError {
  /** @param cap with what it would hold if the call was booked */
  constructor(
    readonly cap: BudgetWarning,
    reservedUsd: number,
  ) {
    const committed = (cap.committedUsd - reservedUsd).toFixed(4);
    super(
      'budget_exhausted',
      `${nameOfCap(cap)} is spent: $${committed} is spent or reserved, and the call can cost $${reservedUsd.toFixed(4)}`,
    );
  }
}

/**
 * @param counters with the call in them
 * @throws BudgetExhausted when they hold more than a cap allows
 */
export function holdCaps(counters: readonly BudgetCounter[], caps: BudgetCaps, reservedUsd: number): void {
  const cap = capExceeded(counters, caps);
  if (cap) throw new BudgetExhausted(cap, reservedUsd);
}

/** Notes which caps people are to be warned of. @returns those that nobody noted before */
export async function noteWarnings(
  queries: Queries,
  location: LocationId,
  warnings: readonly BudgetWarning[],
): Promise<BudgetWarning[]> {
  if (warnings.length === 0) return [];
  const rows = await queries.query<{ position: number }>(
    'budget-warn',
    `with due as (
       select * from jsonb_to_recordset($2::jsonb) as due (position integer, contact_id text, period text, starts_on date, cap numeric)
     ), noted as (
       insert into claude_budgets as budget (location_id, contact_id, period, starts_on, warned_usd)
       select $1, contact_id, period, starts_on, cap from due order by contact_id, period, starts_on
       on conflict (location_id, contact_id, period, starts_on) do update
         set warned_usd = excluded.warned_usd, told_by = null
         where budget.warned_usd is null or budget.warned_usd < excluded.warned_usd
       returning contact_id, period, starts_on
     )
     select position from due join noted using (contact_id, period, starts_on)`,
    [
      location,
      JSON.stringify(
        warnings.map(({ contactId, period, startsOn, capUsd }, position) => ({
          position,
          contact_id: contactId ?? '',
          period,
          starts_on: startsOn,
          cap: capUsd,
        })),
      ),
    ],
  );
  const noted = new Set(rows.map(row => row.position));
  return warnings.filter((_, position) => noted.has(position));
}

export interface BudgetRepository {
  /**
   * The warnings of the run's location that nobody tells yet: from now on this run does. Repeating it gives
   * the same ones, and another run never gets them.
   */
  takeWarnings(workflowId: string): Promise<BudgetWarning[]>;
}

export function createBudgetRepository(database: Database): BudgetRepository {
  return {
    async takeWarnings(workflowId) {
      const rows = await database.query<CounterRow & { warned_usd: number }>(
        'budget-take-warnings',
        `with due as (
           select budget.location_id, contact_id, period, starts_on from claude_budgets budget
           where location_id = (select location_id from runs where workflow_id = $1)
             and warned_usd is not null and (told_by is null or told_by = $1)
           order by 1, 2, 3, 4 for update
         )
         update claude_budgets budget set told_by = $1 from due
         where (budget.location_id, budget.contact_id, budget.period, budget.starts_on)
           = (due.location_id, due.contact_id, due.period, due.starts_on)
         returning budget.contact_id, budget.period, budget.starts_on::text,
           (budget.reserved_usd + budget.spent_usd) as committed_usd, budget.warned_usd`,
        [workflowId],
      );
      return rows.map(row => {
        const { contactId, period, startsOn, committedUsd } = counterOf(row);
        return { contactId, period, startsOn, committedUsd, capUsd: row.warned_usd };
      });
    },
  };
}
