import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../cache/redis';
import { redisKey } from '../../cache/redis-key';
import { strategies, type CacheType } from '../../cache/strategies';
import { locationId } from '../../domain/ids';
import { openTestCache, until, testRedisUrl, type TestCache } from './open-test-cache';

/** Those whose entries carry no version; the others are in cache.versions.test.ts. */
const types = (Object.keys(strategies) as CacheType[]).filter(type => !strategies[type].versioned);
const tenant = () => locationId(`location-${randomUUID()}`);

let redis: Redis;
/** Two processes that share nothing but Redis. */
let here: TestCache;
let there: TestCache;
beforeAll(async () => {
  redis = connectRedis(testRedisUrl());
  await new Promise(resolve => redis.once('ready', resolve));
  [here, there] = await Promise.all([openTestCache(), openTestCache()]);
});
afterAll(() => {
  redis.disconnect();
  here.close();
  there.close();
});

describe.each(types)('an entry of type %s', type => {
  const { memorySeconds, redisSeconds, prefix, jitter } = strategies[type];

  test('is found here and in another process', async () => {
    const location = tenant();
    await here.set(type, location, 'key', { said: 'hello' });
    expect(await here.get(type, location, 'key')).toEqual({
      value: { said: 'hello' },
      tier: memorySeconds === null ? 'redis' : 'memory',
    });
    expect(await there.get(type, location, 'key')).toEqual({ value: { said: 'hello' }, tier: 'redis' });
  });

  test('lives in Redis under its prefix and tenant, for its time and a little less', async () => {
    const location = tenant();
    await here.set(type, location, 'key', 1);
    const [name = '', ...others] = await redis.keys(`*${location}*`);
    expect(others).toEqual([]);
    expect(name.startsWith(`${prefix}:${location}:`)).toBe(true);
    const left = await redis.ttl(name);
    expect(left).toBeLessThanOrEqual(redisSeconds);
    expect(left).toBeGreaterThan(redisSeconds * (1 - jitter) - 5);
  });

  test('is gone after it was deleted', async () => {
    const location = tenant();
    await here.set(type, location, 'key', 1);
    await there.get(type, location, 'key');
    await here.delete(type, location, 'key');
    await until(async () => (await there.get(type, location, 'key')) === null, 'it is gone there');
    expect(await here.get(type, location, 'key')).toBeNull();
    expect(await there.get(type, location, 'key')).toBeNull();
  });

  test('that is corrupt counts as none and is removed', async () => {
    const location = tenant();
    const name = redisKey(type, location, 'key');
    for (const bytes of [[1, 2, 3], [], [0], [7, 0x31], [2, 0x31]]) {
      await redis.set(name, Buffer.from(bytes));
      expect(await here.get(type, location, 'key')).toBeNull();
      expect(await redis.exists(name)).toBe(0);
    }
  });
});

describe('the cache', () => {
  test('compresses what is large where the type says so', async () => {
    const location = tenant();
    const long = 'What is your budget? '.repeat(200);
    await here.set('webhook_response', location, 'key', long);
    await here.set('qualification', location, 'key', long);
    expect(await redis.strlen(redisKey('webhook_response', location, 'key'))).toBeLessThan(long.length / 10);
    expect(await redis.strlen(redisKey('qualification', location, 'key'))).toBeGreaterThan(long.length);
    expect((await there.get('webhook_response', location, 'key'))?.value).toBe(long);
  });

  test('never gives one tenant what is another’s, or one type what is another’s', async () => {
    const [one, other] = [tenant(), tenant()];
    await here.set('semantic', one, 'key', 'of one');
    expect(await here.get('semantic', other, 'key')).toBeNull();
    expect(await there.get('semantic', other, 'key')).toBeNull();
    expect(await here.get('coaching', one, 'key')).toBeNull();
  });

  test('has a name of its own for each type, tenant and key, whatever characters are in them', () => {
    // Few characters, so that names that look alike come up often.
    const part = fc
      .array(fc.constantFrom('a', ':', '%', '%3A'), { minLength: 1, maxLength: 3 })
      .map(parts => parts.join(''));
    const address = fc.tuple(fc.constantFrom(...(Object.keys(strategies) as CacheType[])), part, part);
    fc.assert(
      fc.property(address, address, (one, other) => {
        const name = ([type, location, key]: typeof one) => redisKey(type, locationId(location), key);
        expect(name(one) === name(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
  });

  test('loads once for many who ask at the same moment, and not again after that', async () => {
    const location = tenant();
    let loads = 0;
    const load = async () => {
      loads += 1;
      await new Promise(resolve => setTimeout(resolve, 50));
      return { loads };
    };
    const values = await Promise.all(
      Array.from({ length: 20 }, () => here.getOrLoad('agent_context', location, 'agent', load)),
    );
    expect(values.every(value => JSON.stringify(value) === '{"loads":1}')).toBe(true);
    expect(await there.getOrLoad('agent_context', location, 'agent', load)).toEqual({ loads: 1 });
    expect(loads).toBe(1);
  });

  test('tells everyone who waits that a load failed, keeps nothing of it, and loads anew', async () => {
    const location = tenant();
    const failing = () => Promise.reject(new Error('Postgres is away'));
    const results = await Promise.allSettled([
      here.getOrLoad('agent_context', location, 'agent', failing),
      here.getOrLoad('agent_context', location, 'agent', failing),
    ]);
    expect(results.map(result => result.status)).toEqual(['rejected', 'rejected']);
    expect(await here.getOrLoad('agent_context', location, 'agent', async () => 'back')).toBe('back');
  });

  test('names a strategy with its lifetimes for every type', () => {
    expect(strategies).toMatchObject({
      coaching: { memorySeconds: 300, redisSeconds: 3_600, compressed: true },
      semantic: { memorySeconds: 300, redisSeconds: 1_800, compressed: true },
      qualification: { memorySeconds: 300, redisSeconds: 2_400, compressed: false },
      webhook_response: { memorySeconds: 300, compressed: true },
      qualification_flow: { memorySeconds: 600, redisSeconds: 1_800 },
      agent_context: { memorySeconds: null, redisSeconds: 900 },
    });
  });
});
