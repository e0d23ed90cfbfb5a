import { afterEach, describe, expect, test } from '@jest/globals';
import { openPooledConnection } from '../../cache/redis-connection';
import { openRedisPool, type RedisPool, type RedisPoolOptions } from '../../cache/redis-pool';
import { defaults } from '../../runtime/defaults';
import { createLogger } from '../../runtime/logger';
import { patientMs, sleep, testRedisUrl, until } from './open-test-cache';
import { startOwnRedis } from './own-redis';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

const { maxConnections, warmConnections } = defaults.redis;

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** For tests of what a pool does as long as all goes well: a busy machine is no trouble of Redis. */
const patient: RedisPoolOptions = { commandTimeoutMs: patientMs };

function openPool(url = testRedisUrl(), lines: string[] = [], options: RedisPoolOptions = {}): RedisPool {
  const logger = createLogger('test', 'info', { write: line => void lines.push(line) });
  const pool = openRedisPool(url, logger, options);
  closing.push(() => pool.close());
  return pool;
}

async function openProxy(url: string): Promise<{ proxy: TcpProxy; proxied: string }> {
  const { hostname, port } = new URL(url);
  const proxy = await startTcpProxy(hostname, Number(port));
  closing.push(() => proxy.close());
  return { proxy, proxied: `redis://127.0.0.1:${proxy.port}` };
}

const echo = (pool: RedisPool, text: string): Promise<string> =>
  pool.run('echo', ({ redis }) => redis.echo(text));

describe('the pool', () => {
  test('keeps ten connections warm, and knows the run of the server behind each', async () => {
    const pool = openPool();
    await until(() => pool.state().ready === warmConnections, 'ten are ready');
    expect(pool.state()).toMatchObject({ connections: warmConnections, breaker: 'closed', errors: 0 });
    const run = await pool.run('look', async ({ serverRun }) => serverRun);
    expect(run).toMatch(/^[0-9a-f]{40}$/);
  });

  test('opens more when all are busy, never above thirty, and mixes up no answers', async () => {
    const pool = openPool(testRedisUrl(), [], patient);
    await until(() => pool.state().ready === warmConnections, 'ten are ready');
    let most = 0;
    for (let round = 0; round < 20; round += 1) {
      const texts = Array.from({ length: 400 }, (_, index) => `${round}-${index}`);
      const answers = Promise.all(texts.map(text => echo(pool, text)));
      most = Math.max(most, pool.state().connections);
      expect(pool.state().commandsInFlight).toBe(400);
      expect(await answers).toEqual(texts);
    }
    expect(most).toBeGreaterThan(warmConnections);
    expect(most).toBeLessThanOrEqual(maxConnections);
    expect(pool.state().commandsInFlight).toBe(0);
  });

  test('needs no more than the warm ones for a few commands at a time', async () => {
    const pool = openPool(testRedisUrl(), [], patient);
    await until(() => pool.state().ready === warmConnections, 'ten are ready');
    for (let round = 0; round < 100; round += 1)
      await Promise.all(Array.from({ length: 10 }, (_, index) => echo(pool, String(index))));
    expect(pool.state().connections).toBe(warmConnections);
  });

  test('tells of each command: its name, how long it took and how it ended', async () => {
    const pool = openPool(testRedisUrl(), [], patient);
    await pool.ready();
    const heard: unknown[] = [];
    pool.onCommand((name, seconds, outcome) => {
      expect(seconds).toBeGreaterThan(0);
      heard.push([name, outcome]);
    });
    await echo(pool, 'hello');
    await expect(pool.run('wrong', ({ redis }) => redis.call('NO-SUCH-COMMAND'))).rejects.toThrow('unknown');
    expect(heard).toEqual([
      ['echo', 'ok'],
      ['wrong', 'error'],
    ]);
    expect(pool.state()).toMatchObject({ errors: 1, timeouts: 0, breaker: 'closed' });
  });
});

describe('where one connection of many hangs', () => {
  test('few commands notice, the others do its work, and another takes its place', async () => {
    const { proxy, proxied } = await openProxy(testRedisUrl());
    const pool = openPool(proxied);
    await until(() => pool.state().ready === warmConnections, 'ten are ready');
    const heard: string[] = [];
    pool.onCommand((_name, _seconds, outcome) => heard.push(outcome));
    proxy.stallFirst();
    await until(async () => {
      await echo(pool, 'hello').catch(() => undefined);
      return heard.some(outcome => outcome === 'timeout');
    }, 'a command notices');
    // From now on the others do the work, before the one that hangs is opened anew.
    await until(async () => {
      for (let count = 0; count < 10; count += 1) await echo(pool, 'hello').catch(() => undefined);
      return heard.slice(-100).every(outcome => outcome === 'ok') && heard.length > 100;
    }, 'a hundred commands in a row are answered');
    expect(heard.filter(outcome => outcome !== 'ok').length).toBeLessThan(30);
    await until(() => pool.state().ready === warmConnections, 'ten are ready again');
  });
});

/** As a long garbage collection would, or other work of this process. */
function standStill(ms: number): void {
  const endAt = performance.now() + ms;
  while (performance.now() < endAt);
}

describe('where this process itself stands still', () => {
  test('commands that seem late for that say nothing about Redis: the breaker stays shut', async () => {
    const pool = openPool();
    await until(() => pool.state().ready === warmConnections, 'ten are ready');
    await until(async () => {
      const commands = Promise.allSettled(Array.from({ length: 10 }, () => echo(pool, 'hello')));
      await new Promise(resolve => setImmediate(resolve));
      standStill(defaults.redis.commandTimeoutMs + 150);
      await commands;
      expect(pool.state().breaker).toBe('closed');
      return pool.state().timeouts >= defaults.redis.breakerFailures;
    }, 'enough commands count as late');
    await until(() => echo(pool, 'hello').then(text => text === 'hello'), 'the next is answered');
  });
});

describe('a connection that did not answer', () => {
  test('is not suspected any more once it was lost and stands anew', async () => {
    const { proxy, proxied } = await openProxy(testRedisUrl());
    const none = (): void => undefined;
    const connection = openPooledConnection(proxied, { onUp: none, onDown: none });
    closing.push(() => connection.close());
    await until(() => connection.isUsable(), 'it is open');
    proxy.stall();
    await expect(connection.run(({ redis }) => redis.echo('hello'))).rejects.toThrow('timed out');
    expect(connection.isSuspect()).toBe(true);
    proxy.cut();
    await until(() => !connection.isUsable(), 'it is lost');
    proxy.resume();
    await until(() => connection.isUsable(), 'it is open again');
    expect(connection.isSuspect()).toBe(false);
  });
});

describe('where Redis is away', () => {
  test('nothing is sent once the breaker is open, and each outage is one line in the log', async () => {
    const own = await startOwnRedis();
    closing.push(() => own.stop());
    const lines: string[] = [];
    const pool = openPool(own.url, lines);
    await until(() => pool.state().ready === warmConnections, 'ten are ready');
    for (let outage = 1; outage <= 2; outage += 1) {
      await own.kill();
      const outcomes: string[] = [];
      pool.onCommand((_name, _seconds, outcome) => outcomes.push(outcome));
      for (let count = 0; count < 50; count += 1) await echo(pool, 'hello').catch(() => undefined);
      expect(outcomes.filter(outcome => outcome === 'refused').length).toBeGreaterThan(30);
      expect(pool.state()).toMatchObject({ ready: 0, breaker: 'open' });
      expect(await pool.ping()).toBe(false);
      await sleep(300);
      await own.start();
      await until(
        () =>
          echo(pool, 'hello').then(
            () => true,
            () => false,
          ),
        'it takes commands again',
      );
      expect(pool.state().breaker).toBe('closed');
      expect(await pool.ping()).toBe(true);
      expect(lines.filter(line => line.includes('is away')).length).toBe(outage);
    }
  });

  test('opening the pool and closing it wait for nothing', async () => {
    const startedAt = performance.now();
    const pool = openPool('redis://127.0.0.1:1');
    await expect(echo(pool, 'hello')).rejects.toThrow('no connection');
    pool.close();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
