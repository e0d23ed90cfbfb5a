import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createAnnouncements } from '../../cache/announcements';
import { createCache } from '../../cache/cache';
import { connectRedis, connectSubscriber } from '../../cache/redis';
import { locationId } from '../../domain/ids';
import { createLogger } from '../../runtime/logger';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

const logger = createLogger('test', 'silent');
const location = locationId(`location-${randomUUID()}`);
const ready = (redis: Redis) => new Promise(resolve => redis.once('ready', resolve));

/** The bound is 250 ms for a command; the rest is for a machine that is busy. */
const bounded = 2_500;
async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

describe('while Redis does not answer', () => {
  let proxy: TcpProxy;
  let redis: Redis;
  beforeAll(async () => {
    const { hostname, port } = new URL(process.env['LEADWIRE_TEST_REDIS_URL'] ?? '');
    proxy = await startTcpProxy(hostname, Number(port));
    redis = connectRedis(`redis://127.0.0.1:${proxy.port}`, logger);
    await ready(redis);
  });
  afterAll(async () => {
    redis.disconnect();
    await proxy.close();
  });

  test('a look-up is a miss within a bounded time, and what is in memory is still found', async () => {
    const cache = createCache(redis);
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
    const cache = createCache(redis);
    const again = `again-${randomUUID()}`;
    const deadline = Date.now() + 15_000;
    let found = null;
    while (found === null && Date.now() < deadline) {
      await cache.set('agent_context', location, again, 'back');
      found = await cache.get('agent_context', location, again);
    }
    expect(found).toEqual({ value: 'back', tier: 'redis' });
  });
});

describe('where Redis is not there at all', () => {
  test('every call of the cache comes back at once and none throws', async () => {
    const redis = connectRedis('redis://127.0.0.1:1', logger);
    const cache = createCache(redis);
    const took = await millisecondsOf(async () => {
      expect(await cache.get('agent_context', location, 'key')).toBeNull();
      await cache.set('agent_context', location, 'key', 1);
      await cache.delete('agent_context', location, 'key');
      expect(await cache.getOrLoad('agent_context', location, 'key', async () => 'loaded')).toBe('loaded');
    });
    expect(took).toBeLessThan(bounded);
    redis.disconnect();
  });

  test('an announcement is still heard in its own process', async () => {
    const redis = connectRedis('redis://127.0.0.1:1', logger);
    const announcements = createAnnouncements(redis, () => connectSubscriber('redis://127.0.0.1:1'));
    const heard = announcements.next('webhook/a/b', AbortSignal.timeout(10_000));
    announcements.announce('webhook/a/b');
    await heard;
    announcements.close();
    redis.disconnect();
  });
});

describe('an announcement', () => {
  const url = () => process.env['LEADWIRE_TEST_REDIS_URL'] ?? '';
  let connections: Redis[];
  let processes: ReturnType<typeof createAnnouncements>[];
  beforeAll(async () => {
    connections = [connectRedis(url(), logger), connectRedis(url(), logger)];
    await Promise.all(connections.map(ready));
    processes = connections.map(redis => createAnnouncements(redis, () => connectSubscriber(url())));
  });
  afterAll(() => {
    for (const one of processes) one.close();
    for (const redis of connections) redis.disconnect();
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
