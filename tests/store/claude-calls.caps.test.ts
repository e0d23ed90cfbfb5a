import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LocationId } from '../../domain/ids';
import type { BudgetCaps } from '../../domain/tenant';
import type { CallToBook, ClaudeCallRepository } from '../../store/claude-calls';
import type { Store } from '../../store/store';
import { callsAt, callsOf, committedOf, countersOf, sumsOfCalls } from './budget-sums';
import { answerOf, callToBook, newLead, openTestStore } from './open-test-store';

let store: Store;
let calls: ClaudeCallRepository;
beforeAll(() => {
  store = openTestStore();
  calls = callsAt(store.database);
});
afterAll(() => store.close());

const exhausted = expect.objectContaining({ code: 'budget_exhausted' });
const caps = (changes: Partial<BudgetCaps>): BudgetCaps => ({
  ...{ dailyUsd: null, monthlyUsd: null, contactMonthlyUsd: null },
  ...changes,
});

/** The id of the call, or null where a cap left no room for it. */
async function tryToBook(call: CallToBook): Promise<string | null> {
  try {
    return (await calls.asked(call)).id;
  } catch (error) {
    expect(error).toEqual(exhausted);
    return null;
  }
}

async function expectTrueCounters(location: LocationId): Promise<void> {
  expect(await countersOf(store.database, location)).toEqual(await sumsOfCalls(store.database, location));
}

describe('200 calls at the same time', () => {
  test.each(['dailyUsd', 'monthlyUsd', 'contactMonthlyUsd'] as const)(
    'are booked until the cap `%s` is full, and not one more',
    async cap => {
      const lead = newLead();
      const call = { ...lead, caps: caps({ [cap]: 1 }), reservedUsd: 0.02 };
      const ids = await Promise.all(Array.from({ length: 200 }, () => tryToBook(callToBook(call))));
      expect(ids.filter(id => id !== null)).toHaveLength(50);
      expect(await callsOf(store.database, lead.locationId)).toHaveLength(50);
      expect(await committedOf(store.database, lead.locationId, 'month')).toBe(1);
      await expectTrueCounters(lead.locationId);
    },
    60_000,
  );

  test('are all booked where there is no cap, and counted', async () => {
    const lead = newLead();
    await Promise.all(Array.from({ length: 200 }, () => calls.asked(callToBook(lead))));
    expect(await committedOf(store.database, lead.locationId, 'day')).toBe(2);
    await expectTrueCounters(lead.locationId);
  }, 60_000);

  const step = fc.record({
    contact: fc.nat(3),
    reserved: fc.integer({ min: 1, max: 90_000_000 }),
    /** How much of the reservation it costs. */
    share: fc.integer({ min: 0, max: 1_000 }),
    end: fc.constantFrom('answered', 'answered', 'unfit', 'failed', 'unheard', 'none', 'late'),
    again: fc.boolean(),
  });

  test('of any price and end never go beyond a cap, and the counters are the sums of the calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 200, maxLength: 200 }), async steps => {
        const { locationId } = newLead();
        const contacts = [newLead(), newLead(), newLead(), newLead()].map(({ contactId }) => contactId);
        const limits = { dailyUsd: 10, monthlyUsd: 12, contactMonthlyUsd: 4 };
        await Promise.all(
          steps.map(async ({ contact, reserved, share, end, again }) => {
            const reservedUsd = reserved / 1e8;
            const contactId = contacts[contact] ?? null;
            const id = await tryToBook(callToBook({ locationId, contactId, reservedUsd, caps: limits }));
            if (id === null || end === 'none') return;
            const answer = answerOf({ costUsd: (reservedUsd * share) / 1_000 });
            const settle = async (): Promise<void> => {
              if (end === 'failed') await calls.failed(id);
              if (end === 'unheard' || end === 'late') await calls.unheard(id);
              if (end === 'answered' || end === 'late') await calls.answered(id, answer);
              if (end === 'unfit') await calls.answered(id, { ...answer, status: 'failed' });
            };
            // An attempt that was taken for dead may do the same at the same time.
            await Promise.all(again ? [settle(), settle()] : [settle()]);
          }),
        );
        const counters = await countersOf(store.database, locationId);
        expect(counters).toEqual(await sumsOfCalls(store.database, locationId));
        for (const { contact, period, reserved, spent } of counters) {
          const cap =
            contact !== ''
              ? limits.contactMonthlyUsd
              : period === 'day'
                ? limits.dailyUsd
                : limits.monthlyUsd;
          expect(Number(reserved) + Number(spent)).toBeLessThanOrEqual(cap + 1e-9);
        }
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  test('settle in whatever order without one losing another', async () => {
    const { locationId } = newLead();
    const ids = await Promise.all(
      Array.from({ length: 40 }, async () => (await calls.asked(callToBook({ locationId }))).id),
    );
    const orders = [ids, [...ids].reverse(), [...ids].sort()];
    await Promise.all(
      orders.flatMap((order, n) =>
        order.flatMap(id => [calls.unheard(id), calls.answered(id, answerOf({ costUsd: 0.001 * (n + 1) }))]),
      ),
    );
    await expectTrueCounters(locationId);
    expect((await callsOf(store.database, locationId)).every(call => call.status === 'answered')).toBe(true);
  }, 60_000);
});

describe('a cap', () => {
  test('is named by the error, and nothing is booked', async () => {
    const lead = newLead();
    const call = callToBook({ ...lead, reservedUsd: 15, caps: caps({ dailyUsd: 20, monthlyUsd: 200 }) });
    await calls.asked(call);
    await expect(calls.asked(call)).rejects.toThrow(
      'the daily cap of $20.00 of this location is spent: $15.0000 is spent or reserved, and the call can cost $15.0000',
    );
    const ofContact = { ...call, caps: caps({ contactMonthlyUsd: 2 }) };
    await expect(calls.asked(ofContact)).rejects.toThrow(
      `the monthly cap of $2.00 of contact ${lead.contactId} is spent`,
    );
    expect(await callsOf(store.database, lead.locationId)).toHaveLength(1);
    await expectTrueCounters(lead.locationId);
  });

  test('may be used to its last cent', async () => {
    const { locationId } = newLead();
    const call = callToBook({ locationId, reservedUsd: 0.1, caps: caps({ dailyUsd: 0.3 }) });
    for (let time = 0; time < 3; time += 1) await calls.asked(call);
    await expect(calls.asked(call)).rejects.toEqual(exhausted);
  });

  test('that is raised makes room at once', async () => {
    const { locationId } = newLead();
    const call = callToBook({ locationId, reservedUsd: 1, caps: caps({ dailyUsd: 1 }) });
    await calls.asked(call);
    await expect(calls.asked(call)).rejects.toEqual(exhausted);
    await calls.asked({ ...call, caps: caps({ dailyUsd: 2 }) });
  });

  test('that is set during the day counts what was spent before', async () => {
    const { locationId } = newLead();
    const call = callToBook({ locationId, reservedUsd: 1 });
    const { id } = await calls.asked(call);
    await calls.answered(id, answerOf({ costUsd: 0.6 }));
    await expect(calls.asked({ ...call, caps: caps({ dailyUsd: 1.5 }) })).rejects.toEqual(exhausted);
    await calls.asked({ ...call, caps: caps({ dailyUsd: 1.6 }) });
  });

  test('of one location, or of one contact, leaves others alone', async () => {
    const lead = newLead();
    const call = callToBook({
      ...lead,
      reservedUsd: 1,
      caps: { dailyUsd: 5, monthlyUsd: 5, contactMonthlyUsd: 1 },
    });
    await calls.asked(call);
    await expect(calls.asked(call)).rejects.toEqual(exhausted);
    await calls.asked({ ...call, contactId: newLead().contactId });
    await calls.asked({ ...call, contactId: null });
    await calls.asked({ ...call, locationId: newLead().locationId });
    await expectTrueCounters(lead.locationId);
  });

  test('is overshot by what a call cost beyond its estimate, and by no call after it', async () => {
    const { locationId } = newLead();
    const call = callToBook({ locationId, reservedUsd: 0.5, caps: caps({ dailyUsd: 1 }) });
    const { id } = await calls.asked(call);
    await calls.answered(id, answerOf({ costUsd: 1.25 }));
    await expect(calls.asked({ ...call, reservedUsd: 0.000001 })).rejects.toEqual(exhausted);
    expect(await committedOf(store.database, locationId, 'day')).toBe(1.25);
  });
});
