import type { ContactId } from './ids';
import type { Notification } from './notification-rules';
import type { BudgetCaps } from './tenant';

export type BudgetPeriod = 'day' | 'month';

/** What is spent and reserved in one day or month of UTC, by a location as a whole or for one of its contacts. */
export interface BudgetCounter {
  /** Null: the location as a whole. */
  readonly contactId: ContactId | null;
  readonly period: BudgetPeriod;
  /** ISO 8601, without time. */
  readonly startsOn: string;
  /** US dollars: spent, of unknown cost, and reserved by calls under way. */
  readonly committedUsd: number;
  /** The cap that people have been warned of in this period; null: none. */
  readonly warnedUsd: number | null;
}

/** A cap that is nearly spent, or leaves no room for a call. */
export interface BudgetWarning extends Omit<BudgetCounter, 'warnedUsd'> {
  readonly capUsd: number;
}

/** The share of a cap from which on people are warned. */
export const warningShare = 0.8;

/** The day on which a period began in UTC, ISO 8601. */
export const startOfPeriod = (period: BudgetPeriod, at: Date): string =>
  `${at.toISOString().slice(0, period === 'day' ? 10 : 7)}${period === 'day' ? '' : '-01'}`;

function capOf(caps: BudgetCaps, { contactId, period }: BudgetCounter): number | null {
  if (contactId !== null) return period === 'month' ? caps.contactMonthlyUsd : null;
  return period === 'day' ? caps.dailyUsd : caps.monthlyUsd;
}

const capped = (counters: readonly BudgetCounter[], caps: BudgetCaps) =>
  counters.flatMap(counter => {
    const capUsd = capOf(caps, counter);
    return capUsd === null ? [] : [{ ...counter, capUsd }];
  });

const warningOf = ({
  contactId,
  period,
  startsOn,
  committedUsd,
  capUsd,
}: BudgetCounter & { capUsd: number }) => ({ contactId, period, startsOn, committedUsd, capUsd });

/**
 * The cap that does not allow what the counters hold, or null. Of several it is the one that lasts longest:
 * whoever raises it need not come back tomorrow for another.
 */
export function capExceeded(counters: readonly BudgetCounter[], caps: BudgetCaps): BudgetWarning | null {
  const exceeded = capped(counters, caps).filter(({ committedUsd, capUsd }) => committedUsd > capUsd);
  const first = exceeded.find(({ period }) => period === 'month') ?? exceeded[0];
  return first ? warningOf(first) : null;
}

/**
 * The caps that people are to be warned of now. A cap is told once in its period, and again after it was
 * raised; not after it was lowered, for then little more is left than when they were warned.
 */
export const warningsDue = (counters: readonly BudgetCounter[], caps: BudgetCaps): BudgetWarning[] =>
  capped(counters, caps)
    .filter(
      ({ committedUsd, capUsd, warnedUsd }) =>
        committedUsd >= warningShare * capUsd && (warnedUsd === null || warnedUsd < capUsd),
    )
    .map(warningOf);

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

/** Names a cap for a person, for example "the daily cap of $20.00 of this location". */
export const nameOfCap = ({ contactId, period, capUsd }: BudgetWarning): string =>
  `the ${period === 'day' ? 'daily' : 'monthly'} cap of ${dollars(capUsd)} of ` +
  (contactId === null ? 'this location' : `contact ${contactId}`);

/** One notification for all warnings that are told at the same time; null for none. */
export function budgetNotification(warnings: readonly BudgetWarning[]): Notification | null {
  if (warnings.length === 0) return null;
  const lines = warnings.map(
    warning => `Of ${nameOfCap(warning)} for Claude, ${dollars(warning.committedUsd)} is spent or reserved.`,
  );
  return {
    kind: 'budget_warning',
    priority: 'high',
    title: 'A budget for Claude is nearly spent',
    message: lines.join('\n'),
    suggestedAction:
      'Raise the cap in the settings of the location, or expect prepared replies and hand-offs once it is met.',
  };
}
