import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { locationId } from '../../domain/ids';
import { redisKey } from '../../cache/redis-key';
import { openTestCache, until, type TestCache } from './open-test-cache';
import { startOwnRedis } from './own-redis';

const type = 'qualification_flow';
const location = locationId(`location-${randomUUID()}`);
let here: TestCache;
let there: TestCache;
beforeAll(async () => {
  [here, there] = await Promise.all([openTestCache(), openTestCache()]);
});
afterAll(() => {
  here.close();
  there.close();
});

describe('an entry that carries a version', () => {
  test('is found with it here and in another process', async () => {
    expect(await here.setVersioned(type, location, 'a', { beds: 3 }, 7)).toBe('stored');
    expect(await here.getVersioned(type, location, 'a')).toEqual({
      value: { beds: 3 },
      version: 7,
      tier: 'memory',
    });
    expect(await there.getVersioned(type, location, 'a')).toEqual({
      value: { beds: 3 },
      version: 7,
      tier: 'redis',
    });
  });

  test('is never replaced by an older one, in no tier and from no process', async () => {
    await here.setVersioned(type, location, 'b', 'new', 4);
    expect(await there.setVersioned(type, location, 'b', 'old', 3)).toBe('older');
    expect((await there.getVersioned(type, location, 'b'))?.value).toBe('new');
    expect(await here.setVersioned(type, location, 'b', 'old', 3)).toBe('older');
    expect((await here.getVersioned(type, location, 'b'))?.value).toBe('new');
  });

  test('leaves another process’s memory as soon as it hears of a newer one', async () => {
    await here.setVersioned(type, location, 'c', 'first', 1);
    expect((await there.getVersioned(type, location, 'c'))?.value).toBe('first');
    await here.setVersioned(type, location, 'c', 'second', 2);
    await until(
      async () => (await there.getVersioned(type, location, 'c'))?.value === 'second',
      'the other process sees it',
    );
  });

  test('of nine and ten is compared as a number', async () => {
    await here.setVersioned(type, location, 'd', 'ten', 10);
    expect(await here.setVersioned(type, location, 'd', 'nine', 9)).toBe('older');
    expect(await here.setVersioned(type, location, 'd', 'hundred', 100)).toBe('stored');
  });

  test('ends at the newest version, whatever the order in which versions are written', async () => {
    const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(order, async versions => {
        const key = randomUUID();
        await Promise.all(
          versions.map((version, index) =>
            (index % 2 ? here : there).setVersioned(type, location, key, `value ${version}`, version),
          ),
        );
        here.forgetMemory();
        expect(await here.getVersioned(type, location, key)).toMatchObject({ value: 'value 6', version: 6 });
      }),
      { numRuns: 50 },
    );
  });

  test('that is corrupt or of an earlier run of the server counts as none and is removed', async () => {
    const name = redisKey(type, location, 'e');
    const { pool } = here;
    for (const text of ['\u0002garbage', `\u0002${'3'.padStart(16, '0')}${'f'.repeat(40)}\u0000"old"`, 'x']) {
      await pool.run('set', ({ redis }) => redis.set(name, Buffer.from(text, 'latin1')));
      expect(await here.getVersioned(type, location, 'e')).toBeNull();
      expect(await pool.run('exists', ({ redis }) => redis.exists(name))).toBe(0);
    }
  });

  test('and one of an earlier run is replaced even by a lower version', async () => {
    const name = redisKey(type, location, 'f');
    const old = `\u0002${'9'.padStart(16, '0')}${'f'.repeat(40)}\u0000"old"`;
    await here.pool.run('set', ({ redis }) => redis.set(name, Buffer.from(old, 'latin1')));
    expect(await here.setVersioned(type, location, 'f', 'true', 2)).toBe('stored');
    expect((await there.getVersioned(type, location, 'f'))?.value).toBe('true');
  });
});

describe('clearing a tenant', () => {
  test('goes through Redis once for each prefix, not for each type', async () => {
    const redis = await startOwnRedis();
    const cache = await openTestCache(redis.url);
    const tenant = locationId(`location-${randomUUID()}`);
    for (const one of ['semantic', 'coaching', 'agent_context'] as const)
      await cache.set(one, tenant, 'key', 1);
    // Of entries that are being loaded, and no entries themselves.
    for (const one of ['semantic', 'agent_context'] as const) await cache.tryToLock(one, tenant, 'loading');
    const heard: string[] = [];
    cache.pool.onCommand(name => heard.push(name));
    expect(await cache.clear(tenant)).toBe(3);
    expect(heard.filter(name => name === 'scan')).toHaveLength(3);
    expect(await redis.command('DBSIZE')).toBe(0);
    cache.close();
    await redis.stop();
  });

  test('removes its entries from Redis and from every process’s memory, and no other tenant’s', async () => {
    const [one, other] = [locationId(`a*b-${randomUUID()}`), locationId(`axb-${randomUUID()}`)];
    for (const tenant of [one, other]) {
      await here.set('semantic', tenant, 'key', 1);
      await here.set('coaching', tenant, 'key', 1);
      await here.setVersioned(type, tenant, 'key', 1, 1);
      await there.get('semantic', tenant, 'key');
    }
    expect(await here.clear(one, 'semantic')).toBe(1);
    expect(await here.clear(one)).toBe(2);
    await until(async () => (await there.get('semantic', one, 'key')) === null, 'it is gone there');
    expect(await here.getVersioned(type, one, 'key')).toBeNull();
    expect(await there.get('semantic', other, 'key')).not.toBeNull();
    expect(await here.getVersioned(type, other, 'key')).not.toBeNull();
  });
});
