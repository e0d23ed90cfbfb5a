import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { locationId } from '../../domain/ids';
import type { CacheOutcome, CacheTier } from '../../cache/cache-figures';
import { defaults } from '../../runtime/defaults';
import { openTestCache, sleep, until, type TestCache, type TestCacheOptions } from './open-test-cache';
import { startOwnRedis, type OwnRedis } from './own-redis';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

/**
 * The longest that a call of the cache may take: look, lock and store wait 250 ms each, and the rest is
 * for a machine that is busy.
 */
const boundMs = 2_500;

/** As in the product, for tests of how long a caller waits. */
const { commandTimeoutMs } = defaults.redis;

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let tenant = locationId('');
beforeEach(() => {
  tenant = locationId(`location-${randomUUID()}`);
});

async function ownRedis(settings: readonly (readonly [string, string])[] = []): Promise<OwnRedis> {
  const redis = await startOwnRedis(settings);
  closing.push(() => redis.stop());
  return redis;
}

async function cacheOn(url: string, options: TestCacheOptions = {}): Promise<TestCache> {
  const cache = await openTestCache(url, options);
  closing.push(() => cache.close());
  return cache;
}

async function proxyTo(url: string): Promise<{ proxy: TcpProxy; proxied: string }> {
  const proxy = await startTcpProxy('127.0.0.1', Number(new URL(url).port));
  closing.push(() => proxy.close());
  return { proxy, proxied: `redis://127.0.0.1:${proxy.port}` };
}

const counted = (cache: TestCache, tier: CacheTier, outcome: CacheOutcome): number =>
  cache.figures
    .totals()
    .filter(total => total.tier === tier && total.outcome === outcome)
    .reduce((sum, { count }) => sum + count, 0);

/** Keeps the longest time that any call took. */
function stopwatch() {
  let longestMs = 0;
  return {
    longestMs: () => longestMs,
    time: async <T>(work: () => Promise<T>): Promise<T> => {
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        longestMs = Math.max(longestMs, performance.now() - startedAt);
      }
    },
  };
}

describe('while Redis is killed and started again under load', () => {
  test('every caller gets its own answer in time, and the cache is shared again afterwards', async () => {
    const redis = await ownRedis();
    const [here, there] = await Promise.all([
      cacheOn(redis.url, { commandTimeoutMs }),
      cacheOn(redis.url, { commandTimeoutMs }),
    ]);
    const { time, longestMs } = stopwatch();
    let running = true;
    let answers = 0;
    const worker = async (cache: TestCache, number: number): Promise<void> => {
      for (let turn = 0; running; turn += 1) {
        const key = `${number}-${turn % 50}`;
        const value = await time(() => cache.getOrLoad('agent_context', tenant, key, async () => key));
        expect(value).toBe(key);
        expect((await time(() => cache.get('semantic', tenant, key)))?.value ?? key).toBe(key);
        await time(() => cache.set('semantic', tenant, key, key));
        if (turn % 10 === 0) await time(() => cache.delete('agent_context', tenant, key));
        answers += 1;
        // With the breaker open nothing here waits for anything, and timers would never get their turn.
        await sleep(1);
      }
    };
    const work = Promise.all(
      Array.from({ length: 20 }, (_, index) => worker(index % 2 ? here : there, index)),
    );
    await sleep(500);
    await redis.kill();
    const before = answers;
    await until(() => here.pool.state().breaker !== 'closed', 'the breaker opens');
    expect(await here.pool.ping()).toBe(false);
    await sleep(1_000);
    expect(answers).toBeGreaterThan(before + 20);
    await redis.start();
    await until(() => here.pool.ping(), 'Redis is reached again');
    running = false;
    await work;

    expect(longestMs()).toBeLessThan(boundMs);
    expect(counted(here, 'redis', 'error')).toBeGreaterThan(0);
    expect(here.pool.state().errors).toBeGreaterThan(0);
    await until(async () => {
      const key = randomUUID();
      await here.set('agent_context', tenant, key, 'shared');
      return (await there.get('agent_context', tenant, key)) !== null;
    }, 'what one process writes is read by the other');
    await until(() => here.pool.state().breaker === 'closed', 'the breaker closes');
    await until(() => here.pool.state().ready >= 10, 'ten connections stand again');
  });
});

describe('a Redis that comes back with an old snapshot', () => {
  test('never gives an older version than was written before it went', async () => {
    const redis = await ownRedis();
    const [writer, reader] = await Promise.all([cacheOn(redis.url), cacheOn(redis.url)]);
    const type = 'qualification_flow';
    await writer.setVersioned(type, tenant, 'contact', 'third', 3);
    await writer.set('semantic', tenant, 'other', 'answer');
    await redis.saveCopy();
    await writer.setVersioned(type, tenant, 'contact', 'fifth', 5);
    await until(async () => {
      reader.forgetMemory();
      return (await reader.getVersioned(type, tenant, 'contact'))?.version === 5;
    }, 'the fifth is read');

    let running = true;
    const seen = new Set<number>();
    // Many at once, so that some are on their way when it goes.
    const reading = Promise.all(
      Array.from({ length: 50 }, async () => {
        while (running) {
          reader.forgetMemory();
          const hit = await reader.getVersioned(type, tenant, 'contact');
          if (hit) seen.add(hit.version);
          await sleep(1);
        }
      }),
    );
    await sleep(200);
    await redis.kill();
    redis.bringBackCopy();
    await redis.start();
    await until(() => reader.pool.ping(), 'Redis is reached again');
    // It is the old one: what has no version is there as it was.
    await until(
      async () => (await reader.get('semantic', tenant, 'other')) !== null,
      'the old data is there',
    );
    await sleep(500);
    running = false;
    await reading;
    expect([...seen]).toEqual([5]);

    const late = await cacheOn(redis.url);
    expect(await late.getVersioned(type, tenant, 'contact')).toBeNull();
    expect(await writer.setVersioned(type, tenant, 'contact', 'fifth', 5)).toBe('stored');
    expect(await late.getVersioned(type, tenant, 'contact')).toMatchObject({ value: 'fifth', version: 5 });
  });
});

describe('a Redis whose memory is full', () => {
  const junk = 'x'.repeat(100_000);
  const large = 'y'.repeat(1_000_000);

  async function fill(redis: OwnRedis): Promise<void> {
    for (let count = 0; ; count += 1) {
      try {
        await redis.command('SET', `junk:${count}`, junk);
      } catch (error) {
        expect(String(error)).toContain('OOM');
        return;
      }
    }
  }

  test('is still read, and what cannot be written is counted and loaded anew', async () => {
    const redis = await ownRedis([['maxmemory', '8mb']]);
    const cache = await cacheOn(redis.url, { memoryEntries: 1 });
    await cache.set('semantic', tenant, 'before', 'there');
    await fill(redis);
    cache.forgetMemory();
    expect((await cache.get('semantic', tenant, 'before'))?.value).toBe('there');
    await cache.set('agent_context', tenant, 'after', large);
    expect(await cache.get('agent_context', tenant, 'after')).toBeNull();
    const loaded = await cache.getOrLoad('agent_context', tenant, 'loaded', async () => large);
    expect(loaded === large).toBe(true);
    expect(await cache.setVersioned('qualification_flow', tenant, 'flow', large, 1)).toBe('unreachable');
    expect(counted(cache, 'redis', 'error')).toBeGreaterThanOrEqual(2);
    // The server answers: there is nothing to protect it or us from.
    for (let count = 0; count < 20; count += 1) await cache.set('agent_context', tenant, 'after', large);
    expect(cache.pool.state().breaker).toBe('closed');
    // What is to go can still go.
    await cache.delete('semantic', tenant, 'before');
    expect(await cache.get('semantic', tenant, 'before')).toBeNull();

    await redis.command('FLUSHALL');
    await cache.set('agent_context', tenant, 'after', 'room again');
    expect((await cache.get('agent_context', tenant, 'after'))?.value).toBe('room again');
  });

  test('lets the oldest go where it is told to, and nobody notices but by a miss', async () => {
    const redis = await ownRedis([
      ['maxmemory', '8mb'],
      ['maxmemory-policy', 'allkeys-lru'],
    ]);
    const cache = await cacheOn(redis.url);
    for (let count = 0; count < 300; count += 1)
      await cache.set('agent_context', tenant, `key-${count}`, `${count}${junk}`);
    expect((await cache.get('agent_context', tenant, 'key-299'))?.value).toBe(`299${junk}`);
    // Redis takes a few at random and lets the oldest of them go, so not each of the oldest is gone.
    const oldest = await Promise.all(
      Array.from({ length: 50 }, async (_, count) => cache.get('agent_context', tenant, `key-${count}`)),
    );
    expect(oldest.filter(entry => entry === null).length).toBeGreaterThan(25);
    // All were taken, but for what a busy machine took too long for.
    expect(counted(cache, 'redis', 'write')).toBeGreaterThan(270);
  });
});

describe('a Redis that takes five seconds for each answer', () => {
  test('costs the callers a few short waits, and none gets another’s late answer', async () => {
    const redis = await ownRedis();
    const { proxy, proxied } = await proxyTo(redis.url);
    const cache = await cacheOn(proxied, { memoryEntries: 1, commandTimeoutMs });
    for (let count = 0; count < 20; count += 1)
      await cache.set('agent_context', tenant, `key-${count}`, `value ${count}`);
    proxy.delayReplies(5_000);
    const { time, longestMs } = stopwatch();
    // Longer than it takes until the connections count as dead and are opened anew.
    const endAt = performance.now() + 8_000;
    let lookUps = 0;
    for (; performance.now() < endAt; lookUps += 1) {
      expect(await time(() => cache.get('agent_context', tenant, `key-${lookUps % 20}`))).toBeNull();
      await sleep(20);
    }
    expect(longestMs()).toBeLessThan(1_500);
    // Without the breaker each would take 250 ms.
    expect(lookUps).toBeGreaterThan(60);
    expect(cache.pool.state().timeouts).toBeGreaterThanOrEqual(5);
    expect(cache.pool.state().timeouts).toBeLessThan(30);
    expect(counted(cache, 'redis', 'error')).toBe(lookUps);

    proxy.delayReplies(0);
    await until(async () => {
      for (let count = 0; count < 20; count += 1) {
        const hit = await cache.get('agent_context', tenant, `key-${count}`);
        if (hit === null) return false;
        expect(hit.value).toBe(`value ${count}`);
      }
      return true;
    }, 'everything is found again');
  }, 60_000);
});

describe('a Redis that answers garbage', () => {
  const garbage: readonly (readonly [string, (chunk: Buffer) => Buffer])[] = [
    ['no protocol at all', () => Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
    ['nulls', chunk => Buffer.alloc(chunk.length)],
    [
      'values with other bytes in them',
      chunk => Buffer.from(chunk.toString('latin1').replaceAll('value', 'wrong'), 'latin1'),
    ],
    ['an answer too many', chunk => Buffer.concat([Buffer.from('$5\r\nwrong\r\n'), chunk])],
  ];

  test.each(garbage)('(%s) is never believed, and costs no more than a miss', async (_what, change) => {
    const redis = await ownRedis();
    const { proxy, proxied } = await proxyTo(redis.url);
    const cache = await cacheOn(proxied, { memoryEntries: 1, commandTimeoutMs });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    for (const key of keys) await cache.set('agent_context', tenant, key, `value of ${key}`);
    const { time, longestMs } = stopwatch();
    const look = (): Promise<unknown[]> =>
      Promise.all(
        keys.map(async key => {
          const hit = await time(() => cache.get('agent_context', tenant, key));
          if (hit) expect(hit.value).toBe(`value of ${key}`);
          return hit;
        }),
      );
    proxy.changeReplies(change);
    for (let round = 0; round < 10; round += 1) {
      await look();
      await cache.setVersioned('qualification_flow', tenant, 'flow', 'value', round);
      expect(await cache.getOrLoad('coaching', tenant, `round ${round}`, async () => 'loaded')).toBe(
        'loaded',
      );
      await sleep(20);
    }
    expect(longestMs()).toBeLessThan(boundMs);
    expect(counted(cache, 'redis', 'error') + counted(cache, 'redis', 'corrupt')).toBeGreaterThan(0);

    proxy.changeReplies(undefined);
    await until(async () => {
      for (const key of keys) await cache.set('agent_context', tenant, key, `value of ${key}`);
      return (await look()).every(hit => hit !== null);
    }, 'everything is found again');
  });
});

describe('messages between processes', () => {
  test('that are lost with their connection leave nothing old in memory', async () => {
    const redis = await ownRedis();
    const [here, there] = await Promise.all([cacheOn(redis.url), cacheOn(redis.url)]);
    for (let round = 0; round < 5; round += 1) {
      await here.set('semantic', tenant, 'key', 'old');
      expect((await there.get('semantic', tenant, 'key'))?.value).toBe('old');
      await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await here.delete('semantic', tenant, 'key');
      await until(async () => (await there.get('semantic', tenant, 'key')) === null, 'the old one is gone');
      await until(() => here.isConnected() && there.isConnected(), 'messages are heard again');
    }
  });

  test('that stop coming without a word are missed within seconds', async () => {
    const redis = await ownRedis();
    const { proxy, proxied } = await proxyTo(redis.url);
    const cache = await cacheOn(proxied);
    proxy.stall();
    await until(() => !cache.isConnected(), 'the silence is noticed');
    proxy.resume();
    await until(() => cache.isConnected(), 'messages are heard again');
  });
});
