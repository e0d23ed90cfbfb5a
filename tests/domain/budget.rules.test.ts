import { describe, expect, test } from '@jest/globals';
import {
  budgetNotification,
  capExceeded,
  nameOfCap,
  startOfPeriod,
  warningsDue,
  type BudgetCounter,
} from '../../domain/budget';
import { contactId } from '../../domain/ids';
import type { BudgetCaps } from '../../domain/tenant';

const caps: BudgetCaps = { dailyUsd: 20, monthlyUsd: 200, contactMonthlyUsd: 2 };
const maria = contactId('contact-of-maria');
const counter = (changes: Partial<BudgetCounter>): BudgetCounter => ({
  ...{ contactId: null, period: 'day', startsOn: '2026-11-20', committedUsd: 0, warnedUsd: null },
  ...changes,
});
const day = (committedUsd: number, warnedUsd: number | null = null) => counter({ committedUsd, warnedUsd });
const month = (committedUsd: number) => counter({ period: 'month', startsOn: '2026-11-01', committedUsd });
const ofContact = (committedUsd: number) => ({ ...month(committedUsd), contactId: maria });

describe('a cap', () => {
  test('is exceeded by more than it allows, and not by all that it allows', () => {
    expect(capExceeded([day(20), month(200), ofContact(2)], caps)).toBeNull();
    expect(capExceeded([day(20.01), month(200)], caps)).toMatchObject({ period: 'day', capUsd: 20 });
    expect(capExceeded([day(1), ofContact(2.01)], caps)).toMatchObject({ contactId: maria, capUsd: 2 });
  });

  test('that lasts longest is named where several are exceeded', () => {
    expect(capExceeded([day(21), month(201)], caps)).toMatchObject({ period: 'month', capUsd: 200 });
  });

  test('that is not set allows everything', () => {
    const none = { dailyUsd: null, monthlyUsd: null, contactMonthlyUsd: null };
    const counters = [day(1e6), month(1e6), ofContact(1e6)];
    expect(capExceeded(counters, none)).toBeNull();
    expect(warningsDue(counters, none)).toEqual([]);
  });

  test('is named in words that a person finds in the settings', () => {
    const [daily, monthly, contact] = warningsDue([day(16), month(180), ofContact(2)], caps).map(nameOfCap);
    expect(daily).toBe('the daily cap of $20.00 of this location');
    expect(monthly).toBe('the monthly cap of $200.00 of this location');
    expect(contact).toBe('the monthly cap of $2.00 of contact contact-of-maria');
  });
});

describe('a warning', () => {
  test('is due from 80 % on', () => {
    expect(warningsDue([day(15.99)], caps)).toEqual([]);
    expect(warningsDue([day(16)], caps)).toMatchObject([{ capUsd: 20, committedUsd: 16 }]);
  });

  test('is not due again for a cap that people were warned of, unless it was raised', () => {
    expect(warningsDue([day(19, 20)], caps)).toEqual([]);
    expect(warningsDue([day(19, 30)], caps)).toEqual([]);
    expect(warningsDue([day(19, 10)], caps)).toHaveLength(1);
  });

  test('is told with every cap that is due, or not at all', () => {
    expect(budgetNotification([])).toBeNull();
    expect(budgetNotification(warningsDue([day(16), ofContact(1.8)], caps))).toMatchObject({
      kind: 'budget_warning',
      message:
        'Of the daily cap of $20.00 of this location for Claude, $16.00 is spent or reserved.\n' +
        'Of the monthly cap of $2.00 of contact contact-of-maria for Claude, $1.80 is spent or reserved.',
    });
  });
});

test('days and months begin where UTC does', () => {
  const at = new Date('2026-11-30T23:59:59.999-08:00');
  expect(startOfPeriod('day', at)).toBe('2026-12-01');
  expect(startOfPeriod('month', at)).toBe('2026-12-01');
  expect(startOfPeriod('month', new Date('2026-11-30T23:59:59.999Z'))).toBe('2026-11-01');
});
