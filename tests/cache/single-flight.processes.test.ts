import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RedisPool } from '../../cache/redis-pool';
import { createSingleFlight } from '../../cache/single-flight';
import { locationId } from '../../domain/ids';
import { openTestCache, sleep, testRedisUrl, until, type TestCache } from './open-test-cache';

let processes: TestCache[];
beforeAll(async () => {
  processes = await Promise.all([openTestCache(), openTestCache(), openTestCache()]);
});
afterAll(() => processes.forEach(cache => cache.close()));

const location = locationId(`location-${randomUUID()}`);
const one = (): TestCache => {
  const [first] = processes;
  if (!first) throw new Error('there are three');
  return first;
};

/** A program of its own that takes the lock of an entry and says so; then it hangs. */
const holder = `
  const { Redis } = require('ioredis');
  const redis = new Redis(process.argv[1]);
  redis.set(process.argv[2], 'token of another process', 'PX', 1500, 'NX').then(() => process.send('held'));
  setInterval(() => redis.pexpire(process.argv[2], 1500), 500);`;

const startHolder = async (lock: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['-e', holder, testRedisUrl(), lock], {
    cwd: join(__dirname, '..', '..'),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise(resolve => child.once('message', resolve));
  return child;
};

describe('a thousand who miss the same entry at once', () => {
  test('in one process cause one load', async () => {
    let loads = 0;
    const load = async () => {
      loads += 1;
      await sleep(100);
      return { answer: 'yes' };
    };
    const values = await Promise.all(
      Array.from({ length: 1_000 }, () => one().getOrLoad('coaching', location, 'one-process', load)),
    );
    expect(loads).toBe(1);
    expect(new Set(values.map(value => JSON.stringify(value)))).toEqual(new Set(['{"answer":"yes"}']));
  });

  test('in three processes cause one load', async () => {
    let loads = 0;
    const load = async () => {
      loads += 1;
      await sleep(300);
      return { answer: loads };
    };
    const values = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) =>
        processes[index % 3]?.getOrLoad('agent_context', location, 'three-processes', load),
      ),
    );
    expect(loads).toBe(1);
    expect(new Set(values.map(value => JSON.stringify(value)))).toEqual(new Set(['{"answer":1}']));
  });

  test('each load for themselves where Redis is away, once in each process', async () => {
    const away = await openTestCache('redis://127.0.0.1:1', { waitUntilReady: false });
    let loads = 0;
    const load = async () => {
      loads += 1;
      await sleep(50);
      return loads;
    };
    await Promise.all(Array.from({ length: 100 }, () => away.getOrLoad('coaching', location, 'away', load)));
    expect(loads).toBe(1);
    away.close();
  });
});

describe('a process that loads an entry', () => {
  test('keeps others waiting while it lives, and for a moment only when it is killed', async () => {
    const child = await startHolder(`claude_cache:${location}:lock:coaching:killed`);
    let loaded = false;
    const answer = one().getOrLoad('coaching', location, 'killed', async () => {
      loaded = true;
      return 'loaded after all';
    });
    await sleep(2_000);
    expect(loaded).toBe(false);
    const killedAt = Date.now();
    child.kill('SIGKILL');
    expect(await answer).toBe('loaded after all');
    // The lock lasts 1.5 s; the rest is for a busy machine.
    expect(Date.now() - killedAt).toBeLessThan(4_000);
  });

  test('lets go at once when its load fails, and the next one tries', async () => {
    const failing = () => Promise.reject(new Error('Claude is away'));
    await expect(one().getOrLoad('coaching', location, 'failed', failing)).rejects.toThrow('Claude is away');
    const startedAt = Date.now();
    expect(await processes[1]?.getOrLoad('coaching', location, 'failed', async () => 'ok')).toBe('ok');
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  test('is not loaded beside because one answer of Redis was lost, nor because two were', async () => {
    const name = `claude_cache:${location}:lock:coaching:lost-answers`;
    const { pool } = one();
    await pool.run('hold', ({ redis }) => redis.set(name, 'token of another process', 'PX', 60_000));
    let questions = 0;
    const losing: RedisPool = {
      ...pool,
      run(command, work) {
        if (command === 'lock') questions += 1;
        const isLost = command === 'lock' && (questions === 2 || questions === 3);
        return isLost ? Promise.reject(new Error('Command timed out')) : pool.run(command, work);
      },
    };
    const landing = await createSingleFlight(losing).run('lost-answers', {
      lock: name,
      load: async () => 'loaded beside',
      look: async () => (questions > 4 ? 'of the holder' : undefined),
      keep: async () => undefined,
    });
    expect(landing).toMatchObject({ value: 'of the holder', end: 'waited' });
  });

  test('is left alone once another process deleted the entry: who asks then loads anew', async () => {
    let finish: (value: string) => void = () => undefined;
    let began = false;
    const first = one().getOrLoad('agent_context', location, 'deleted-there', () => {
      began = true;
      return new Promise<string>(resolve => (finish = resolve));
    });
    await until(() => began, 'it is being loaded');
    await processes[1]?.delete('agent_context', location, 'deleted-there');
    await until(async () => {
      const asked = one().getOrLoad('agent_context', location, 'deleted-there', async () => 'new');
      return (await Promise.race([asked, sleep(300)])) === 'new';
    }, 'one who asks is not given what was read before');
    finish('old');
    expect(await first).toBe('old');
    expect((await processes[2]?.get('agent_context', location, 'deleted-there'))?.value).toBe('new');
  });

  test('does not bring back what was deleted meanwhile', async () => {
    let finish: (value: string) => void = () => undefined;
    const slow = one().getOrLoad(
      'agent_context',
      location,
      'deleted',
      () => new Promise<string>(resolve => (finish = resolve)),
    );
    await until(async () => {
      const [held] = await one().pool.run('keys', ({ redis }) => redis.keys(`*${location}:lock:*:deleted`));
      return held !== undefined;
    }, 'the lock is taken');
    await processes[1]?.delete('agent_context', location, 'deleted');
    finish('old');
    expect(await slow).toBe('old');
    expect(await processes[2]?.get('agent_context', location, 'deleted')).toBeNull();
  });

  test('loads anew on demand, though there is an entry', async () => {
    await one().set('agent_context', location, 'rebuilt', 'old');
    const load = async () => 'new';
    expect(await one().getOrLoad('agent_context', location, 'rebuilt', load)).toBe('old');
    expect(await one().getOrLoad('agent_context', location, 'rebuilt', load, { rebuild: true })).toBe('new');
    expect((await processes[1]?.get('agent_context', location, 'rebuilt'))?.value).toBe('new');
  });
});
