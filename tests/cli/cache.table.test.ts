import { describe, expect, it } from '@jest/globals';
import { bytes, cacheLines, percent, type CacheView } from '../../main/commands/cache';

const tier = {
  ...{ tier: 'memory', lookUps: 100, hits: 60, hitRate: 0.6, bytesRead: 600, writes: 0, bytesWritten: 0 },
  ...{ corrupt: 0, errors: 0 },
};
const view: CacheView = {
  locationId: null,
  since: '2026-11-01',
  types: [
    {
      ...{ type: 'semantic', lookUps: 100, hits: 95, misses: 5, hitRate: 0.95, loads: 5, sharedLoads: 2 },
      tiers: [
        tier,
        { ...tier, tier: 'redis', lookUps: 40, hits: 35, hitRate: 0.875, bytesRead: 2_048, corrupt: 1 },
      ],
    },
  ],
  tenants: [
    { locationId: 'bay', lookUps: 90, hits: 90, hitRate: 1 },
    { locationId: '', lookUps: 10, hits: 5, hitRate: 0.5 },
  ],
  processes: [
    {
      ...{ process: 'host/1/abc', name: 'api', updatedAt: '2026-11-01T02:03:04.000Z' },
      memory: { entries: 3, bytes: 3_000, evictions: 7, limitBytes: 67_108_864 },
      redis: { connections: 12, ready: 10, breaker: 'closed', timeouts: 4 },
    },
  ],
  redis: {
    ...{ version: '6.2.9', usedBytes: 1_048_576, limitBytes: null, policy: 'noeviction' },
    ...{ keys: 42, evictedKeys: 0 },
  },
};
const text = cacheLines(view).join('\n');

describe('the caches for people', () => {
  it('have a row for each type and one for each of its tiers', () => {
    expect(text).toMatch(/^semantic +all +100 +95 +95\.0 % +2\.6 KB +0 B +1 +0 +5 \(2\)$/m);
    expect(text).toMatch(/^ +memory +100 +60 +60\.0 %/m);
    expect(text).toMatch(/^ +redis +40 +35 +87\.5 %/m);
  });

  it('say whose they are and since when', () => {
    expect(text).toContain('Since 2026-11-01, all locations');
    expect(cacheLines({ ...view, locationId: 'bay', tenants: [] })[0]).toContain('location bay');
  });

  it('name the locations, and those that were not told apart', () => {
    expect(text).toMatch(/^90 +90 +100\.0 % +bay$/m);
    expect(text).toMatch(/^10 +5 +50\.0 % +\(others\)$/m);
  });

  it('show each process with its memory and its way to Redis', () => {
    expect(text).toMatch(
      /^api +3 \(2\.9 KB of 64\.0 MB\) +7 +10\/12 +closed +4 +2026-11-01 02:03:04 +host\/1\/abc$/m,
    );
  });

  it('say how full Redis is, or that it is away', () => {
    expect(text).toContain('Redis 6.2.9: 42 entries, 1.0 MB without a limit (noeviction), 0 evicted');
    expect(cacheLines({ ...view, redis: null }).join('\n')).toContain('Redis does not answer');
  });

  it('show no rate where nothing was looked up', () => {
    expect(percent(null)).toBe('-');
    expect(percent(0.12345)).toBe('12.3 %');
  });

  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KB'],
    [5 * 1_024 ** 2, '5.0 MB'],
    [3 * 1_024 ** 3, '3.0 GB'],
  ])('show %d bytes as %s', (value, shown) => {
    expect(bytes(value)).toBe(shown);
  });
});
