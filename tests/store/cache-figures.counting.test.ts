import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { CacheReport } from '../../store/cache-figures';
import { openTestStore } from './open-test-store';

const store = openTestStore();
afterAll(() => store.close());
const { cacheFigures } = store;

const today = new Date().toISOString().slice(0, 10);
const daysAgo = (days: number): string =>
  new Date(Date.now() - days * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);

type Count = CacheReport['counts'][number];
const countOf = (fields: Partial<Count> = {}): Count => ({
  ...{ locationId: `location-${randomUUID()}`, day: today, type: 'semantic', tier: 'redis' },
  ...{ outcome: 'hit', count: 1, bytes: 100 },
  ...fields,
});

const reportOf = (counts: readonly Count[], fields: Partial<CacheReport> = {}): CacheReport => ({
  ...{ process: `process-${randomUUID()}`, name: 'api', startedAt: new Date(), report: 1 },
  ...{ state: { memory: 1 }, counts },
  ...fields,
});

describe('figures of the caches in Postgres', () => {
  test('add up over reports and processes', async () => {
    const one = countOf({ count: 3, bytes: 30 });
    const process = `process-${randomUUID()}`;
    await cacheFigures.record(reportOf([one], { process }));
    await cacheFigures.record(reportOf([one], { process, report: 2 }));
    await cacheFigures.record(reportOf([{ ...one, count: 4, bytes: 40 }]));
    expect(await cacheFigures.counts(today, one.locationId)).toEqual([
      { type: 'semantic', tier: 'redis', outcome: 'hit', count: 10, bytes: 100 },
    ]);
  });

  test('count a report once that is told again because its answer was lost', async () => {
    const one = countOf();
    const report = reportOf([one]);
    for (let attempt = 0; attempt < 3; attempt += 1) await cacheFigures.record(report);
    expect(await cacheFigures.counts(today, one.locationId)).toMatchObject([{ count: 1 }]);
  });

  test('count a report once that is told twice at the same moment', async () => {
    const one = countOf();
    const report = reportOf([one]);
    await Promise.all(Array.from({ length: 8 }, () => cacheFigures.record(report)));
    expect(await cacheFigures.counts(today, one.locationId)).toMatchObject([{ count: 1 }]);
  });

  test('survive many processes that add to the same rows in any order', async () => {
    const counts = Array.from({ length: 40 }, () => countOf());
    const shuffled = (): Count[] => [...counts].sort(() => Math.random() - 0.5);
    await Promise.all(Array.from({ length: 15 }, () => cacheFigures.record(reportOf(shuffled()))));
    for (const { locationId } of counts.slice(0, 5))
      expect(await cacheFigures.counts(today, locationId)).toMatchObject([{ count: 15, bytes: 1_500 }]);
  });

  test('are those of one location, from one day on', async () => {
    const one = countOf();
    const counts = [one, { ...one, day: daysAgo(3), count: 5 }, countOf({ count: 9 })];
    await cacheFigures.record(reportOf(counts));
    expect(await cacheFigures.counts(today, one.locationId)).toMatchObject([{ count: 1 }]);
    expect(await cacheFigures.counts(daysAgo(3), one.locationId)).toMatchObject([{ count: 6 }]);
    expect(await cacheFigures.counts(today, 'nobody')).toEqual([]);
  });

  test('name the locations with the most look-ups first', async () => {
    const busy = countOf({ count: 1e12 });
    const less = countOf({ count: 1e11 });
    const counts = [less, busy, { ...busy, outcome: 'miss', count: 1e12 }, { ...less, outcome: 'write' }];
    await cacheFigures.record(reportOf(counts));
    const tenants = await cacheFigures.tenants(today, 2);
    expect(tenants).toEqual([
      { locationId: busy.locationId, hits: 1e12, misses: 1e12 },
      { locationId: less.locationId, hits: 1e11, misses: 0 },
    ]);
    // Other tests share the table.
    await store.database.query('test-clear', 'delete from cache_counts where location_id = any($1)', [
      [busy.locationId, less.locationId],
    ]);
  });

  test('show each process as it last told of itself', async () => {
    const process = `process-${randomUUID()}`;
    await cacheFigures.record(reportOf([], { process, state: { memory: 1 } }));
    await cacheFigures.record(reportOf([], { process, report: 2, state: { memory: 2 } }));
    await cacheFigures.record(reportOf([], { process, report: 1, state: { memory: 0 } }));
    const found = (await cacheFigures.processes()).find(one => one.process === process);
    expect(found).toMatchObject({
      name: 'api',
      state: { memory: 2 },
      updatedAt: expect.any(Date) as unknown,
    });
  });

  test('are forgotten after 90 days, and processes after a day of silence', async () => {
    const kept = countOf({ day: daysAgo(89) });
    const old = countOf({ day: daysAgo(92) });
    const silent = `process-${randomUUID()}`;
    await cacheFigures.record(reportOf([kept, old], { process: silent }));
    await store.database.query(
      'test-silence',
      `update cache_processes set updated_at = now() - interval '25 hours' where process = $1`,
      [silent],
    );
    await cacheFigures.forgetOld();
    expect(await cacheFigures.counts(daysAgo(100), kept.locationId)).toHaveLength(1);
    expect(await cacheFigures.counts(daysAgo(100), old.locationId)).toEqual([]);
    const left = await store.database.query('test-left', 'select 1 from cache_processes where process = $1', [
      silent,
    ]);
    expect(left).toEqual([]);
  });
});
