import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryTier } from '../../cache/memory-tier';
import { locationId } from '../../domain/ids';
import { openTestCache, type TestCache } from './open-test-cache';

describe('the memory tier', () => {
  test('holds no more entries than it may, whatever is put into it', () => {
    const memory = createMemoryTier(100, 1_000_000);
    for (let count = 0; count < 10_000; count += 1)
      memory.keep(`key-${count}`, { value: count, bytes: 5 }, 60, memory.moment());
    expect(memory.state()).toMatchObject({ entries: 100, evictions: 9_900, limitEntries: 100 });
    expect(memory.get('key-9999')?.value).toBe(9_999);
    expect(memory.get('key-0')).toBeUndefined();
  });

  test('holds no more bytes than it may, and nothing that alone is larger', () => {
    const memory = createMemoryTier(100_000, 1_000_000);
    fc.assert(
      fc.property(fc.array(fc.nat(200_000), { maxLength: 50 }), sizes => {
        for (const bytes of sizes) memory.keep(randomUUID(), { value: '', bytes }, 60, memory.moment());
        expect(memory.state().bytes).toBeLessThanOrEqual(1_000_000);
      }),
    );
    expect(memory.keep('huge', { value: '', bytes: 1_000_000 }, 60, memory.moment())).toBe(false);
    expect(memory.get('huge')).toBeUndefined();
    expect(memory.state().evictions).toBeGreaterThan(0);
  });

  test('keeps nothing that was read before it was removed', () => {
    const memory = createMemoryTier(100, 1_000_000);
    const before = memory.moment();
    memory.remove('key');
    memory.keep('key', { value: 'old', bytes: 5 }, 60, before);
    memory.keep('other', { value: 'fine', bytes: 6 }, 60, before);
    expect(memory.get('key')).toBeUndefined();
    expect(memory.get('other')?.value).toBe('fine');
    memory.removeAll('oth');
    memory.keep('other', { value: 'old', bytes: 5 }, 60, before);
    expect(memory.get('other')).toBeUndefined();
    memory.keep('key', { value: 'new', bytes: 5 }, 60, memory.moment());
    expect(memory.get('key')?.value).toBe('new');
  });

  test('remembers that, however much else is removed meanwhile', () => {
    const memory = createMemoryTier(100, 1_000_000);
    const before = memory.moment();
    memory.remove('key');
    for (let count = 0; count < 50_000; count += 1) memory.remove(`key-${count}`);
    memory.keep('key', { value: 'old', bytes: 5 }, 60, before);
    expect(memory.get('key')).toBeUndefined();
  });

  test('never goes back to an older version than it held or heard of', () => {
    const version = fc.record({ heard: fc.boolean(), version: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(version), steps => {
        const memory = createMemoryTier(100, 1_000_000);
        let newest = -1;
        for (const step of steps) {
          if (step.heard) memory.removeOlder('key', step.version);
          else memory.keep('key', { value: 0, bytes: 1, version: step.version }, 60, memory.moment());
          newest = Math.max(newest, step.version);
          expect(memory.newestHeard('key')).toBe(newest);
          expect(memory.get('key')?.version ?? newest).toBe(newest);
        }
      }),
    );
  });
});

describe('a cache whose memory is full', () => {
  const tenant = locationId(`location-${randomUUID()}`);
  let cache: TestCache;
  beforeAll(async () => {
    cache = await openTestCache(undefined, { memoryEntries: 50, memoryBytes: 100_000 });
  });
  afterAll(() => cache.close());

  test('still gives every entry, from Redis, and counts what had to go', async () => {
    const text = 'What is your budget? '.repeat(40);
    for (let count = 0; count < 500; count += 1)
      await cache.set('semantic', tenant, `key-${count}`, count + text);
    const state = cache.figures.memory();
    expect(state.entries).toBeLessThanOrEqual(50);
    expect(state.bytes).toBeLessThanOrEqual(100_000);
    expect(state.evictions).toBeGreaterThanOrEqual(450);
    expect(await cache.get('semantic', tenant, 'key-499')).toMatchObject({ tier: 'memory' });
    for (let count = 0; count < 500; count += 1)
      expect((await cache.get('semantic', tenant, `key-${count}`))?.value).toBe(count + text);
  });
});

describe('the figures', () => {
  test('say for each look-up where it ended: one hit, or one miss at the last tier', async () => {
    const tenant = locationId(`location-${randomUUID()}`);
    const cache = await openTestCache();
    const other = await openTestCache();
    await cache.get('coaching', tenant, 'key');
    await cache.getOrLoad('coaching', tenant, 'key', async () => 'advice');
    await cache.get('coaching', tenant, 'key');
    await other.get('coaching', tenant, 'key');
    await other.getOrLoad('coaching', tenant, 'key', async () => 'never');
    const countsOf = (one: TestCache) =>
      Object.fromEntries(one.figures.take().map(({ tier, outcome, count }) => [`${tier} ${outcome}`, count]));
    expect(countsOf(cache)).toEqual({
      'redis miss': 2,
      'database load': 1,
      'redis write': 1,
      'memory write': 1,
      'memory hit': 1,
    });
    expect(countsOf(other)).toEqual({ 'redis hit': 1, 'memory write': 1, 'memory hit': 1 });
    expect(cache.figures.take()).toEqual([]);

    // Ten at once: one loads, nine share it.
    await Promise.all(
      Array.from({ length: 10 }, () => cache.getOrLoad('coaching', tenant, 'ten', async () => 'advice')),
    );
    expect(countsOf(cache)).toEqual({
      'redis miss': 10,
      'database load': 1,
      'database shared_load': 9,
      'redis write': 1,
      'memory write': 1,
    });
    cache.close();
    other.close();
  });
});
