import { describe, expect, test } from '@jest/globals';
import { rateOf, summariseTypes } from '../../api/cache-summary';
import { strategies } from '../../cache/strategies';
import type { CacheCountRow } from '../../store/cache-figures';

const row = (type: string, tier: string, outcome: string, count: number, bytes = 0): CacheCountRow => ({
  ...{ type, tier, outcome, count, bytes },
});
const summaryOf = (type: string, rows: readonly CacheCountRow[]) =>
  summariseTypes(rows).find(one => one.type === type);

describe('the summary of the caches', () => {
  test('names every type of the table, used or not', () => {
    const types = summariseTypes([]);
    expect(types.map(({ type }) => type)).toEqual(Object.keys(strategies));
    expect(types[0]).toMatchObject({ lookUps: 0, hits: 0, misses: 0, hitRate: null });
  });

  test('shows the tiers that a type has', () => {
    const tiersOf = (type: string) => summaryOf(type, [])?.tiers.map(({ tier }) => tier);
    expect(tiersOf('semantic')).toEqual(['memory', 'redis']);
    expect(tiersOf('agent_context')).toEqual(['redis']);
    expect(tiersOf('qualification_flow')).toEqual(['memory', 'redis', 'database']);
  });

  test('counts a look-up once, at the tier where it ended', () => {
    const rows = [
      row('semantic', 'memory', 'hit', 60, 600),
      row('semantic', 'redis', 'hit', 30, 300),
      row('semantic', 'redis', 'miss', 10),
      row('semantic', 'redis', 'write', 10, 5_000),
      row('semantic', 'memory', 'write', 40, 9_000),
    ];
    const summary = summaryOf('semantic', rows);
    expect(summary).toMatchObject({ lookUps: 100, hits: 90, misses: 10, hitRate: 0.9 });
    expect(summary?.tiers).toMatchObject([
      {
        tier: 'memory',
        lookUps: 100,
        hits: 60,
        hitRate: 0.6,
        bytesRead: 600,
        writes: 40,
        bytesWritten: 9_000,
      },
      {
        tier: 'redis',
        lookUps: 40,
        hits: 30,
        hitRate: 0.75,
        bytesRead: 300,
        writes: 10,
        bytesWritten: 5_000,
      },
    ]);
  });

  test('says what went wrong, and who loaded for whom', () => {
    const rows = [
      row('semantic', 'redis', 'corrupt', 2, 20),
      row('semantic', 'redis', 'error', 3),
      row('semantic', 'redis', 'write_refused', 4),
      row('semantic', 'database', 'load', 5),
      row('semantic', 'memory', 'shared_load', 6),
      row('semantic', 'redis', 'shared_load', 7),
    ];
    const summary = summaryOf('semantic', rows);
    expect(summary).toMatchObject({ lookUps: 0, loads: 5, sharedLoads: 13 });
    expect(summary?.tiers[1]).toMatchObject({ corrupt: 2, errors: 3, writesRefused: 4 });
  });

  test('what only Postgres had is no hit of the cache', () => {
    const rows = [
      row('qualification_flow', 'memory', 'hit', 8),
      row('qualification_flow', 'redis', 'miss', 2),
      row('qualification_flow', 'database', 'load', 1),
    ];
    const summary = summaryOf('qualification_flow', rows);
    expect(summary).toMatchObject({ lookUps: 10, hits: 8, misses: 2, hitRate: 0.8 });
    expect(summary?.tiers[2]).toMatchObject({ tier: 'database', lookUps: 1, hits: 1 });
  });

  test('a look-up that went past memory and Redis is a miss, and nothing that Redis was asked', () => {
    const rows = [
      row('qualification_flow', 'memory', 'hit', 5),
      row('qualification_flow', 'memory', 'miss', 5),
      row('qualification_flow', 'database', 'load', 4),
      row('qualification_flow', 'database', 'error', 1),
    ];
    const summary = summaryOf('qualification_flow', rows);
    expect(summary).toMatchObject({ lookUps: 10, hits: 5, misses: 5, hitRate: 0.5, loads: 4 });
    expect(summary?.tiers).toMatchObject([
      { tier: 'memory', lookUps: 10, hits: 5 },
      { tier: 'redis', lookUps: 0, hitRate: null },
      { tier: 'database', lookUps: 4, errors: 1 },
    ]);
  });

  test('a rate of nothing is none, and others have four places', () => {
    expect(rateOf(0, 0)).toBeNull();
    expect(rateOf(2, 3)).toBe(0.6667);
  });
});
