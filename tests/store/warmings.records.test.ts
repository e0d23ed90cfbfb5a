import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../store/store';
import type { Warming } from '../../store/warmings';
import { answerOf, callToBook, newLead, openTestStore } from './open-test-store';

const scheduleId = `schedule-${randomUUID()}`;
const warming = (minutesAgo: number, change: Partial<Warming> = {}): Warming => ({
  scheduleId,
  workflowId: `${scheduleId}-${minutesAgo}`,
  runId: `${scheduleId}-${minutesAgo}`,
  startedAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
  endedAt: new Date(Date.now() - minutesAgo * 60_000 + 500).toISOString(),
  warmed: minutesAgo,
  alreadyWarm: 2,
  failed: 3,
  costUsd: 0.012345,
  explanation: 'a test',
  errorCode: null,
  ...change,
});

describe('what warming did', () => {
  let store: Store;
  beforeAll(() => {
    store = openTestStore();
  });
  afterAll(async () => {
    await store.database.query('test-warmings', 'delete from warmings where starts_with(schedule_id, $1)', [
      scheduleId,
    ]);
    await store.close();
  });
  const read = (...minutesAgo: number[]) =>
    store.warmings.newestOf(minutesAgo.map(n => `${scheduleId}-${n}`));

  test('is read as it was written, the newest of the runs that are asked for', async () => {
    for (const minutesAgo of [20, 1, 10]) await store.warmings.record(warming(minutesAgo));
    const text = expect.any(String) as unknown;
    expect(await read(10, 1, 20)).toEqual({ ...warming(1), startedAt: text, endedAt: text });
    await store.warmings.record(warming(30, { errorCode: 'claude_rejected' }));
    expect(await read(30, 99)).toMatchObject({ warmed: 30, errorCode: 'claude_rejected' });
    expect(await read(99)).toBeNull();
  });

  test('is kept once for a run, however often it is written', async () => {
    await store.warmings.record(warming(1, { warmed: 999 }));
    expect(await read(1)).toMatchObject({ warmed: 1 });
  });

  test('is forgotten after 90 days', async () => {
    await store.warmings.record(warming(91 * 24 * 60));
    await store.warmings.record(warming(0));
    expect(await read(91 * 24 * 60)).toBeNull();
  });

  test('costs what is booked for the calls of the run, and for no other', async () => {
    const { locationId } = newLead();
    const startedAt = new Date().toISOString();
    const pay = async (workflowId: string, costUsd: number, status: 'answered' | 'failed') => {
      const { id } = await store.claudeCalls.asked(callToBook({ workflowId, locationId }));
      await store.claudeCalls.answered(id, answerOf({ status, costUsd }));
    };
    await pay(`${scheduleId}-5`, 0.25, 'answered');
    await pay(`${scheduleId}-5`, 0.5, 'failed');
    await pay(`${scheduleId}-6`, 8, 'answered');
    expect(await store.warmings.bookedCost({ workflowId: `${scheduleId}-5`, startedAt })).toBe(0.75);
    expect(await store.warmings.bookedCost({ workflowId: `${scheduleId}-7`, startedAt })).toBe(0);
    // A run of the same id that began long after those calls.
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await store.warmings.bookedCost({ workflowId: `${scheduleId}-5`, startedAt: later })).toBe(0);
  });
});
