import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BudgetCaps } from '../../domain/tenant';
import type { ClaudeCallRepository } from '../../store/claude-calls';
import type { Store } from '../../store/store';
import { callsAt } from './budget-sums';
import {
  answerOf,
  arrive,
  callToBook,
  messageOf,
  newLead,
  openTestStore,
  type Arrived,
  type Lead,
} from './open-test-store';

let store: Store;
let calls: ClaudeCallRepository;
beforeAll(() => {
  store = openTestStore();
  calls = callsAt(store.database);
});
afterAll(() => store.close());

const none: BudgetCaps = { dailyUsd: null, monthlyUsd: null, contactMonthlyUsd: null };
const book = (lead: Lead, reservedUsd: number, caps: Partial<BudgetCaps>) =>
  calls.asked(callToBook({ ...lead, reservedUsd, caps: { ...none, ...caps } }));

async function runOf(lead: Lead, n = 1): Promise<Arrived> {
  const message = messageOf(lead, n);
  await arrive(store, message);
  return message;
}
const taken = ({ workflowId }: Arrived) => store.budgets.takeWarnings(workflowId);

describe('a warning', () => {
  test('comes with the call that fills the cap to 80 %, and with none after it', async () => {
    const lead = newLead();
    expect((await book(lead, 7.9, { dailyUsd: 10 })).warnings).toEqual([]);
    expect((await book(lead, 0.1, { dailyUsd: 10 })).warnings).toEqual([
      { contactId: null, period: 'day', startsOn: '2026-11-20', capUsd: 10, committedUsd: 8 },
    ]);
    expect((await book(lead, 1, { dailyUsd: 10 })).warnings).toEqual([]);
  });

  test('is told once, whoever books at the same time', async () => {
    const lead = newLead();
    const caps = { dailyUsd: 1, monthlyUsd: 1.1, contactMonthlyUsd: 1 };
    const bookings = await Promise.all(Array.from({ length: 100 }, () => book(lead, 0.01, caps)));
    const warnings = bookings.flatMap(booking => booking.warnings);
    expect(warnings.map(({ contactId, period }) => [contactId, period]).sort()).toEqual(
      [
        [null, 'day'],
        [null, 'month'],
        [lead.contactId, 'month'],
      ].sort(),
    );
    expect(await taken(await runOf(lead))).toHaveLength(3);
  }, 30_000);

  test('is told again for a cap that was raised, and not for one that was lowered', async () => {
    const lead = newLead();
    expect((await book(lead, 8, { dailyUsd: 10 })).warnings).toHaveLength(1);
    expect((await book(lead, 0.1, { dailyUsd: 9 })).warnings).toHaveLength(0);
    expect((await book(lead, 0.1, { dailyUsd: 20 })).warnings).toHaveLength(0);
    expect((await book(lead, 7.8, { dailyUsd: 20 })).warnings).toMatchObject([{ capUsd: 20 }]);
    expect(await taken(await runOf(lead))).toMatchObject([{ capUsd: 20, committedUsd: 16 }]);
  });

  test('is told of each cap by itself', async () => {
    const lead = newLead();
    expect((await book(lead, 9, { dailyUsd: 10, monthlyUsd: 100 })).warnings).toMatchObject([
      { period: 'day' },
    ]);
    expect((await book(lead, 1, { monthlyUsd: 12, contactMonthlyUsd: 100 })).warnings).toMatchObject([
      { contactId: null, period: 'month' },
    ]);
    expect((await book(lead, 1, { contactMonthlyUsd: 12 })).warnings).toMatchObject([
      { contactId: lead.contactId, period: 'month' },
    ]);
  });

  test('is told of a cap that a single call met, though nobody was warned before', async () => {
    const lead = newLead();
    for (let time = 0; time < 2; time += 1)
      await expect(book(lead, 3, { contactMonthlyUsd: 2 })).rejects.toMatchObject({
        code: 'budget_exhausted',
      });
    expect(await taken(await runOf(lead))).toMatchObject([
      { contactId: lead.contactId, capUsd: 2, committedUsd: 0 },
    ]);
  });
});

describe('telling', () => {
  test('is the task of one run of the location, each time it asks', async () => {
    const lead = newLead();
    const runs = await Promise.all(Array.from({ length: 8 }, (_, n) => runOf(lead, n)));
    expect(await Promise.all(runs.map(taken))).toEqual(runs.map(() => []));
    await book(lead, 9, { dailyUsd: 10 });
    const first = await Promise.all(runs.map(taken));
    expect(first.flat()).toHaveLength(1);
    expect(await Promise.all(runs.map(taken))).toEqual(first);
  });

  test('says what is committed by then, and is no matter of another location', async () => {
    const lead = newLead();
    const { id } = await book(lead, 9, { dailyUsd: 10 });
    await calls.answered(id, answerOf({ costUsd: 2.5 }));
    expect(await taken(await runOf(newLead()))).toEqual([]);
    expect(await taken(await runOf(lead))).toMatchObject([{ capUsd: 10, committedUsd: 2.5 }]);
  });

  test('of a raised cap is for whoever ends next, also where the first warning was told', async () => {
    const lead = newLead();
    await book(lead, 9, { dailyUsd: 10 });
    const [first, second] = [await runOf(lead, 1), await runOf(lead, 2)];
    expect(await taken(first)).toMatchObject([{ capUsd: 10 }]);
    await book(lead, 9, { dailyUsd: 20 });
    expect(await taken(second)).toMatchObject([{ capUsd: 20 }]);
    expect(await taken(first)).toEqual([]);
  });

  test('does not keep calls from being booked and settled meanwhile', async () => {
    const lead = newLead();
    const caps = { dailyUsd: 1_000, monthlyUsd: 1_000, contactMonthlyUsd: 1_000 };
    await book(lead, 900, caps);
    const run = await runOf(lead);
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const { id } = await book(lead, 0.01, caps);
        await Promise.all([taken(run), calls.answered(id, answerOf({ costUsd: 0.001 }))]);
      }),
    );
    expect(await taken(run)).toHaveLength(3);
  }, 30_000);
});
