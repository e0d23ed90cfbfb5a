import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocationId } from '../../domain/ids';
import type { BudgetCaps } from '../../domain/tenant';
import {
  createClaudeBatchRepository,
  type ClaudeBatchRepository,
  type RequestToPlan,
} from '../../store/claude-batches';
import type { ClaudeCallRepository } from '../../store/claude-calls';
import type { Store } from '../../store/store';
import { callsAt, callsOf, committedOf, countersOf, sumsOfCalls } from './budget-sums';
import { answerOf, arrive, callToBook, messageOf, newLead, openTestStore } from './open-test-store';

const at = '2026-11-20T03:00:00Z';
let store: Store;
let calls: ClaudeCallRepository;
let batches: ClaudeBatchRepository;
beforeAll(() => {
  store = openTestStore();
  calls = callsAt(store.database, at);
  batches = createClaudeBatchRepository(store.database, { now: () => new Date(at), elapsed: () => 0 });
});
afterAll(() => store.close());

const none: BudgetCaps = { dailyUsd: null, monthlyUsd: null, contactMonthlyUsd: null };

function request(
  locationId: LocationId,
  situationKey: string,
  reservedUsd: number,
  caps: Partial<BudgetCaps> = {},
): RequestToPlan {
  return {
    ...{ callId: randomUUID(), locationId, situationKey, task: 'reply', model: 'a model' },
    ...{ promptVersion: '1', responseKey: 'a key', reservedUsd, caps: { ...none, ...caps } },
  };
}

const newBatch = (): string => `a-night/${randomUUID()}`;
const plan = (id: string, requests: readonly RequestToPlan[]) =>
  batches.plan(id, 'warm-responses/a-night', requests);
const idsOf = (requests: readonly RequestToPlan[]): Set<string> => new Set(requests.map(one => one.callId));
const daily = (location: LocationId): Promise<number> => committedOf(store.database, location, 'day');

async function expectTrueCounters(...locations: readonly LocationId[]): Promise<void> {
  for (const location of locations)
    expect(await countersOf(store.database, location)).toEqual(await sumsOfCalls(store.database, location));
}

describe('a planned batch', () => {
  test('counts in the budgets of its locations until its results are taken', async () => {
    const [one, other] = [newLead().locationId, newLead().locationId];
    const requests = [request(one, 'a', 0.5), request(one, 'b', 0.25), request(other, 'a', 2)];
    const id = newBatch();
    expect(await plan(id, requests)).toEqual(idsOf(requests));
    expect([await daily(one), await daily(other)]).toEqual([0.75, 2]);
    const [answered, failed, lost] = requests.map(({ callId }) => callId);
    if (!answered || !failed || !lost) throw new Error('there are three');
    await calls.answered(answered, answerOf({ costUsd: 0.125 }));
    await calls.failed(failed);
    await calls.unheard(lost);
    expect([await daily(one), await daily(other)]).toEqual([0.125, 2]);
    await expectTrueCounters(one, other);
  });

  test('that was refused costs nothing', async () => {
    const { locationId } = newLead();
    const id = newBatch();
    await plan(id, [request(locationId, 'a', 0.5)]);
    for (let time = 0; time < 2; time += 1) await batches.refused(id);
    expect(await daily(locationId)).toBe(0);
    await expectTrueCounters(locationId);
  });

  test('that is planned anew counts as it is planned last', async () => {
    const { locationId } = newLead();
    const [first, second, third] = [1, 2, 4].map(dollars => request(locationId, `${dollars}`, dollars));
    if (!first || !second || !third) throw new Error('there are three');
    const id = newBatch();
    await plan(id, [first, second]);
    await plan(id, [{ ...second, reservedUsd: 3 }, third]);
    expect(await daily(locationId)).toBe(7);
    expect((await batches.requests(id)).map(({ callId }) => callId).sort()).toEqual(
      [...idsOf([second, third])].sort(),
    );
    await expectTrueCounters(locationId);
  });

  test('whose id is known is not booked again', async () => {
    const { locationId } = newLead();
    const id = newBatch();
    await plan(id, [request(locationId, 'a', 0.5)]);
    await batches.submitted(id, `msgbatch_${randomUUID()}`);
    expect(await plan(id, [request(locationId, 'b', 0.5)])).toEqual(new Set());
    expect(await daily(locationId)).toBe(0.5);
  });
});

describe('where a budget has no room', () => {
  test('situations are left out, the least frequent first, and other locations are not touched', async () => {
    const [full, other] = [newLead().locationId, newLead().locationId];
    await calls.asked(callToBook({ locationId: full, reservedUsd: 9 }));
    const caps = { dailyUsd: 10 };
    const fitting = [request(full, 'a', 0.75, caps), request(other, 'a', 5, caps)];
    const leftOut = [request(full, 'b', 0.75, caps)];
    const id = newBatch();
    expect(await plan(id, [...fitting, ...leftOut])).toEqual(idsOf(fitting));
    expect(await batches.find(id)).toMatchObject({ requests: 2 });
    expect(await batches.requests(id)).toHaveLength(2);
    expect(await callsOf(store.database, full)).toHaveLength(2);
    await expectTrueCounters(full, other);
  });

  test('a situation is asked about as a whole or not at all', async () => {
    const { locationId } = newLead();
    const caps = { monthlyUsd: 1 };
    const whole = [request(locationId, 'a', 0.6, caps), request(locationId, 'a', 0.6, caps)];
    const small = request(locationId, 'b', 0.9, caps);
    expect(await plan(newBatch(), [...whole, small])).toEqual(idsOf([small]));
  });

  test('a batch may come to nothing', async () => {
    const { locationId } = newLead();
    expect(await plan(newBatch(), [request(locationId, 'a', 2, { dailyUsd: 1 })])).toEqual(new Set());
    expect(await callsOf(store.database, locationId)).toEqual([]);
    expect(await daily(locationId)).toBe(0);
  });

  test('neither batches nor calls go beyond a cap, whichever comes first', async () => {
    const { locationId } = newLead();
    const caps = { ...none, dailyUsd: 1 };
    // Binary fractions: their sums are exact.
    const [small, large] = [1 / 64, 1 / 16];
    const asked = Array.from({ length: 40 }, () =>
      calls.asked(callToBook({ locationId, reservedUsd: small, caps })).then(
        () => small,
        () => 0,
      ),
    );
    const planned = Array.from({ length: 10 }, async () => {
      const requests = Array.from({ length: 4 }, (_, n) => request(locationId, `${n}`, large, caps));
      return (await plan(newBatch(), requests)).size * large;
    });
    const amounts = await Promise.all([...asked, ...planned]);
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(await daily(locationId));
    expect(await daily(locationId)).toBeLessThanOrEqual(1);
    expect(await daily(locationId)).toBeGreaterThan(1 - large);
    await expectTrueCounters(locationId);
  }, 30_000);

  test('people are warned by the next run that ends, once', async () => {
    const lead = newLead();
    await plan(newBatch(), [request(lead.locationId, 'a', 0.9, { dailyUsd: 1 })]);
    const message = messageOf(lead, 1);
    await arrive(store, message);
    for (let time = 0; time < 2; time += 1)
      expect(await store.budgets.takeWarnings(message.workflowId)).toMatchObject([
        { contactId: null, period: 'day', capUsd: 1, committedUsd: 0.9 },
      ]);
  });
});
