import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAnnouncements } from '../../cache/announcements';
import { connectSubscriber } from '../../cache/redis';
import { openRedisPool, type RedisPool } from '../../cache/redis-pool';
import { locationId } from '../../domain/ids';
import { defaults } from '../../runtime/defaults';
import { createLogger } from '../../runtime/logger';
import { openTestCache, testRedisUrl, until, type TestCache } from './open-test-cache';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

const logger = createLogger('test', 'silent');
const location = locationId(`location-${randomUUID()}`);

/** The bound is 250 ms for a command; the rest is for a machine that is busy. */
const bounded = 2_500;
async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

describe('while Redis does not answer', () => {
  let proxy: TcpProxy;
  let cache: TestCache;
  beforeAll(async () => {
    const { hostname, port } = new URL(testRedisUrl());
    proxy = await startTcpProxy(hostname, Number(port));
    cache = await openTestCache(`redis://127.0.0.1:${proxy.port}`, {
      commandTimeoutMs: defaults.redis.commandTimeoutMs,
    });
  });
  afterAll(async () => {
    cache.close();
    await proxy.close();
  });

  test('a look-up is a miss within a bounded time, and what is in memory is still found', async () => {
    await cache.set('semantic', location, 'kept', 'in memory');
    proxy.stall();
    expect(
      await millisecondsOf(async () => expect(await cache.get('semantic', location, 'new')).toBeNull()),
    ).toBeLessThan(bounded);
    expect(await cache.get('semantic', location, 'kept')).toEqual({ value: 'in memory', tier: 'memory' });
    expect(await millisecondsOf(() => cache.set('semantic', location, 'new', 1))).toBeLessThan(bounded);
    expect(await millisecondsOf(() => cache.delete('semantic', location, 'new'))).toBeLessThan(bounded);
    expect(await cache.getOrLoad('agent_context', location, 'agent', async () => 'loaded')).toBe('loaded');
    proxy.resume();
  });

  test('and answers again, the cache works as before', async () => {
    const again = `again-${randomUUID()}`;
    await until(async () => {
      await cache.set('agent_context', location, again, 'back');
      return (await cache.get('agent_context', location, again))?.value === 'back';
    }, 'it is found again');
  });
});

describe('where Redis is not there at all', () => {
  test('every call of the cache comes back at once and none throws', async () => {
    const cache = await openTestCache('redis://127.0.0.1:1', { waitUntilReady: false });
    const took = await millisecondsOf(async () => {
      expect(await cache.get('agent_context', location, 'key')).toBeNull();
      await cache.set('agent_context', location, 'key', 1);
      await cache.delete('agent_context', location, 'key');
      expect(await cache.getOrLoad('agent_context', location, 'key', async () => 'loaded')).toBe('loaded');
    });
    expect(took).toBeLessThan(bounded);
    cache.close();
  });

  test('an announcement is still heard in its own process', async () => {
    const pool = openRedisPool('redis://127.0.0.1:1', logger);
    const announcements = createAnnouncements(pool, () => connectSubscriber('redis://127.0.0.1:1'));
    const heard = announcements.next('webhook/a/b', AbortSignal.timeout(10_000));
    announcements.announce('webhook/a/b');
    await heard;
    announcements.close();
    pool.close();
  });
});

describe('an announcement', () => {
  let pools: RedisPool[];
  let processes: ReturnType<typeof createAnnouncements>[];
  beforeAll(async () => {
    pools = [openRedisPool(testRedisUrl(), logger), openRedisPool(testRedisUrl(), logger)];
    await Promise.all(pools.map(pool => pool.ready()));
    processes = pools.map(pool => createAnnouncements(pool, () => connectSubscriber(testRedisUrl())));
  });
  afterAll(() => {
    for (const one of processes) one.close();
    for (const pool of pools) pool.close();
  });

  /** True when it was heard before the time was over. */
  async function hears(listener: number, workflowId: string, announce: () => void): Promise<boolean> {
    const timeout = new AbortController();
    const heard = processes[listener]?.next(workflowId, timeout.signal);
    let over = false;
    // The first wait opens the connection to listen on; announcing again makes up for that.
    const again = setInterval(announce, 100);
    const timer = setTimeout(() => {
      over = true;
      timeout.abort();
    }, 10_000);
    await heard;
    clearInterval(again);
    clearTimeout(timer);
    return !over;
  }

  test('in one process is heard in another', async () => {
    const workflowId = `webhook/${randomUUID()}`;
    expect(await hears(1, workflowId, () => processes[0]?.announce(workflowId))).toBe(true);
  });

  test('of another run wakes nobody', async () => {
    const [wanted, other] = [randomUUID(), randomUUID()];
    const heard = processes[1]?.next(wanted, AbortSignal.timeout(500)).then(() => 'time over');
    let woken = false;
    void heard?.then(() => (woken = true));
    processes[0]?.announce(other);
    processes[1]?.announce(other);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(woken).toBe(false);
    await heard;
  });

  test('wakes everyone who waits for that run', async () => {
    const workflowId = `webhook/${randomUUID()}`;
    const signal = AbortSignal.timeout(10_000);
    const [here] = processes;
    if (!here) throw new Error('there are two');
    const waiting = [0, 1, 2].map(() => here.next(workflowId, signal));
    here.announce(workflowId);
    await Promise.all(waiting);
    expect(signal.aborted).toBe(false);
  });
});
