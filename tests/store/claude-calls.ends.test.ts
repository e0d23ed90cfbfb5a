import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocationId } from '../../domain/ids';
import type { CallToBook, ClaudeCallRepository } from '../../store/claude-calls';
import type { Store } from '../../store/store';
import { callsAt, callsOf, countersOf, sumsOfCalls } from './budget-sums';
import { answerOf, arrive, callToBook, end, messageOf, newLead, openTestStore } from './open-test-store';

let store: Store;
let calls: ClaudeCallRepository;
beforeAll(() => {
  store = openTestStore();
  calls = callsAt(store.database);
});
afterAll(() => store.close());

const asked = async (call: CallToBook): Promise<string> => (await calls.asked(call)).id;

/** The one amount that the counters of today and of this month both hold. */
async function held(location: LocationId): Promise<{ reserved: number; spent: number }> {
  const counters = await countersOf(store.database, location);
  expect(counters).toEqual(await sumsOfCalls(store.database, location));
  const amounts = counters.map(({ reserved, spent }) => ({
    reserved: Number(reserved),
    spent: Number(spent),
  }));
  expect(new Set(amounts.map(amount => JSON.stringify(amount))).size).toBe(1);
  return amounts[0] ?? { reserved: 0, spent: 0 };
}
const statusesAt = async (location: LocationId): Promise<string[]> =>
  (await callsOf(store.database, location)).map(({ status }) => status);

describe('a call', () => {
  test('holds its reservation until it costs what it cost, once, however often that is told', async () => {
    const lead = newLead();
    const id = await asked(callToBook({ ...lead, reservedUsd: 0.5 }));
    expect(await held(lead.locationId)).toEqual({ reserved: 0.5, spent: 0 });
    for (let time = 0; time < 3; time += 1) {
      await calls.answered(id, answerOf({ costUsd: 0.2 }));
      expect(await held(lead.locationId)).toEqual({ reserved: 0, spent: 0.2 });
    }
  });

  test('that is answered stays so, whatever a second attempt makes of it', async () => {
    const lead = newLead();
    const call = callToBook(lead);
    const id = await asked(call);
    await calls.answered(id, answerOf({ costUsd: 0.2 }));
    await calls.failed(id);
    await calls.unheard(id);
    expect(await held(lead.locationId)).toEqual({ reserved: 0, spent: 0.2 });
    expect(await calls.stored(call.workflowId, call.task)).toEqual({ a: 1 });
  });

  test('that failed costs nothing', async () => {
    const lead = newLead();
    const id = await asked(callToBook(lead));
    for (let time = 0; time < 2; time += 1) await calls.failed(id);
    expect(await held(lead.locationId)).toEqual({ reserved: 0, spent: 0 });
  });

  test('whose answer was unfit costs what it cost', async () => {
    const lead = newLead();
    const id = await asked(callToBook(lead));
    await calls.answered(id, answerOf({ status: 'failed', costUsd: 0.3 }));
    expect(await held(lead.locationId)).toEqual({ reserved: 0, spent: 0.3 });
  });

  test('that was not heard of again counts as spent, until its answer comes after all', async () => {
    const lead = newLead();
    const id = await asked(callToBook({ ...lead, reservedUsd: 0.5 }));
    for (let time = 0; time < 2; time += 1) await calls.unheard(id);
    expect(await held(lead.locationId)).toEqual({ reserved: 0, spent: 0.5 });
    await calls.answered(id, answerOf({ costUsd: 0.1 }));
    expect(await held(lead.locationId)).toEqual({ reserved: 0, spent: 0.1 });
  });

  test('whose process died is unknown once its activity is tried again; other calls are not', async () => {
    const lead = newLead();
    const call = callToBook({ ...lead, reservedUsd: 0.5 });
    await asked({ ...call, task: 'semantic' });
    await asked(call);
    const second = await asked(call);
    expect((await statusesAt(lead.locationId)).sort()).toEqual(['asked', 'asked', 'unknown']);
    expect(await held(lead.locationId)).toEqual({ reserved: 1, spent: 0.5 });
    await calls.answered(second, answerOf({ costUsd: 0.1 }));
    expect(await held(lead.locationId)).toEqual({ reserved: 0.5, spent: 0.6 });
  });

  test('without an end is unknown when its run ends, which then costs what is known', async () => {
    const message = messageOf(newLead(), 1);
    const { workflowId, locationId, contactId } = message;
    await arrive(store, message);
    const call = callToBook({ workflowId, locationId, contactId, reservedUsd: 0.5 });
    await calls.answered(await asked({ ...call, task: 'semantic' }), answerOf({ costUsd: 0.1 }));
    const late = await asked(call);
    for (let time = 0; time < 2; time += 1) {
      await end(store, message, 'answered');
      expect(await held(locationId)).toEqual({ reserved: 0, spent: 0.6 });
    }
    expect(await store.runs.findByWorkflow(workflowId)).toMatchObject({ costUsd: 0.1 });
    await calls.answered(late, answerOf({ costUsd: 0.2 }));
    expect((await held(locationId)).spent).toBeCloseTo(0.3, 9);
  });
});

test('calls of unknown cost are told apart, with what they cost at the most', async () => {
  const { locationId } = newLead();
  for (const [task, reservedUsd] of [
    ['reply', 0.25],
    ['reply', 0.5],
    ['semantic', 0.125],
  ] as const)
    await calls.unheard((await calls.asked(callToBook({ locationId, task, reservedUsd }))).id);
  await calls.asked(callToBook({ locationId, task: 'coaching' }));
  const day = { from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-11-21T00:00:00Z') };
  const expected = [
    { day: '2026-11-20', task: 'reply', calls: 2, atMostUsd: 0.75 },
    { day: '2026-11-20', task: 'semantic', calls: 1, atMostUsd: 0.125 },
  ];
  expect(await calls.unknownCalls(locationId, day.from, day.to)).toEqual(expected);
  expect(await calls.unknownCalls(locationId, day.to, new Date('2026-12-01T00:00:00Z'))).toEqual([]);
  const everywhere = await calls.unknownCalls(null, day.from, day.to);
  expect(everywhere.map(({ task }) => task)).toEqual(expect.arrayContaining(['reply', 'semantic']));
});

describe('days and months are those of UTC', () => {
  const limits = { dailyUsd: 1, monthlyUsd: 1.5, contactMonthlyUsd: null };
  const book = (locationId: LocationId, at: string, dollars: number) =>
    callsAt(store.database, at).asked(callToBook({ locationId, reservedUsd: dollars, caps: limits }));
  const exhausted = expect.objectContaining({ code: 'budget_exhausted' });

  test('a day ends at midnight, and the next has a cap of its own', async () => {
    const { locationId } = newLead();
    await book(locationId, '2026-11-10T23:59:59.999Z', 1);
    await expect(book(locationId, '2026-11-10T23:59:59.999Z', 0.1)).rejects.toEqual(exhausted);
    await book(locationId, '2026-11-11T00:00:00.000Z', 0.5);
  });

  test('a month goes on over the days and ends with its last', async () => {
    const { locationId } = newLead();
    await book(locationId, '2026-11-29T12:00:00Z', 1);
    await book(locationId, '2026-11-30T23:59:59.999Z', 0.5);
    await expect(book(locationId, '2026-11-30T23:59:59.999Z', 0.1)).rejects.toThrow(
      'the monthly cap of $1.50',
    );
    await book(locationId, '2026-12-01T00:00:00.000Z', 1);
    expect(await countersOf(store.database, locationId)).toEqual(
      await sumsOfCalls(store.database, locationId),
    );
  });

  test('what is settled later touches the day of the booking', async () => {
    const { locationId } = newLead();
    const { id } = await book(locationId, '2026-10-31T23:59:59.999Z', 1);
    await calls.answered(id, answerOf({ costUsd: 0.25 }));
    expect(await countersOf(store.database, locationId)).toEqual([
      { contact: '', period: 'day', startsOn: '2026-10-31', reserved: '0', spent: '0.25' },
      { contact: '', period: 'month', startsOn: '2026-10-01', reserved: '0', spent: '0.25' },
    ]);
  });

  test('a call that died yesterday is taken for unknown today, and leaves today its whole cap', async () => {
    const { locationId } = newLead();
    const workflowId = callToBook().workflowId;
    const call = callToBook({
      locationId,
      workflowId,
      reservedUsd: 1,
      caps: { ...limits, monthlyUsd: null },
    });
    await callsAt(store.database, '2026-11-10T23:59:59Z').asked(call);
    await callsAt(store.database, '2026-11-11T00:00:01Z').asked(call);
    expect(await countersOf(store.database, locationId)).toEqual([
      { contact: '', period: 'day', startsOn: '2026-11-10', reserved: '0', spent: '1' },
      { contact: '', period: 'day', startsOn: '2026-11-11', reserved: '1', spent: '0' },
      { contact: '', period: 'month', startsOn: '2026-11-01', reserved: '1', spent: '1' },
    ]);
  });
});
