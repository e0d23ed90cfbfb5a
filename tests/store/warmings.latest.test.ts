import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../store/store';
import type { Warming } from '../../store/warmings';
import { openTestStore } from './open-test-store';

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
  const latest = async (id = scheduleId) =>
    (await store.warmings.latest()).filter(one => one.scheduleId === id);

  test('is read as it was written, the newest of each schedule', async () => {
    const other = `${scheduleId}-other`;
    for (const minutesAgo of [20, 1, 10]) await store.warmings.record(warming(minutesAgo));
    await store.warmings.record(warming(30, { scheduleId: other, errorCode: 'claude_rejected' }));
    expect(await latest()).toEqual([
      { ...warming(1), startedAt: expect.any(String) as unknown, endedAt: expect.any(String) as unknown },
    ]);
    expect(await latest(other)).toMatchObject([{ warmed: 30, errorCode: 'claude_rejected' }]);
  });

  test('is kept once for a run, however often it is written', async () => {
    await store.warmings.record(warming(1, { warmed: 999 }));
    expect(await latest()).toMatchObject([{ warmed: 1 }]);
  });

  test('is forgotten after 90 days', async () => {
    const old = warming(91 * 24 * 60);
    await store.warmings.record(old);
    await store.warmings.record(warming(0));
    const left = await store.database.query('test-old-warming', 'select 1 from warmings where run_id = $1', [
      old.runId,
    ]);
    expect(left).toEqual([]);
  });
});
