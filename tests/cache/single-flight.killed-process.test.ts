import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { locationId } from '../../domain/ids';
import { openTestCache, testRedisUrl, type TestCache } from './open-test-cache';

let here: TestCache;
beforeAll(async () => {
  here = await openTestCache();
});
afterAll(() => here.close());

interface Loader {
  readonly child: ChildProcess;
  /** Begins to ask. */
  start(): void;
  /** Resolves when it has begun to load. */
  readonly loading: Promise<unknown>;
  /** What its callers were given, each different answer once. */
  readonly values: Promise<string[]>;
}

/** A process of its own, with a cache of its own, that asks for one entry many times at once. */
async function startLoader(tenant: string, key: string, callers: number, loadMs: number): Promise<Loader> {
  const child = fork(
    join(__dirname, 'fixtures', 'load-entry.js'),
    [testRedisUrl(), 'agent_context', tenant, key, String(callers), String(loadMs)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const messageThat = <T>(fits: (message: unknown) => T | undefined): Promise<T> =>
    new Promise(resolve =>
      child.on('message', message => {
        const found = fits(message);
        if (found !== undefined) resolve(found);
      }),
    );
  const loading = messageThat(message => (message === 'loading' ? true : undefined));
  const values = messageThat(message => (message as { values?: string[] }).values);
  await messageThat(message => (message === 'ready' ? true : undefined));
  return { child, start: () => void child.send('start'), loading, values };
}

const loadsOf = async (tenant: string, key: string): Promise<number> =>
  Number(await here.pool.run('get', ({ redis }) => redis.get(`loads:${tenant}:${key}`)));

describe('a thousand who miss the same entry at once', () => {
  // A load as short as this is over while some have only just missed.
  test.each([500, 5])('in four processes cause one load, of %d ms', async loadMs => {
    const tenant = locationId(`location-${randomUUID()}`);
    const loaders = await Promise.all([1, 2, 3, 4].map(() => startLoader(tenant, 'key', 250, loadMs)));
    const exits = loaders.map(({ child }) => once(child, 'exit'));
    for (const loader of loaders) loader.start();
    const values = await Promise.all(loaders.map(loader => loader.values));
    expect(new Set(values.flat()).size).toBe(1);
    expect(await loadsOf(tenant, 'key')).toBe(1);
    // And each ends by itself once its cache is closed.
    expect((await Promise.all(exits)).map(([code]) => code as number)).toEqual([0, 0, 0, 0]);
  });
});

describe('a process that is killed while it loads an entry', () => {
  test('keeps others from loading it for a moment only', async () => {
    const tenant = locationId(`location-${randomUUID()}`);
    const [killed, waiting] = [
      await startLoader(tenant, 'key', 10, 60_000),
      await startLoader(tenant, 'key', 10, 10),
    ];
    killed.start();
    await killed.loading;
    waiting.start();
    const exited = once(killed.child, 'exit');
    killed.child.kill('SIGKILL');
    await exited;
    const killedAt = Date.now();
    expect(await waiting.values).toEqual([JSON.stringify({ loadedBy: waiting.child.pid })]);
    // The lock lasts for 1.5 s; the rest is for a machine that is busy.
    expect(Date.now() - killedAt).toBeLessThan(4_000);
    expect(await loadsOf(tenant, 'key')).toBe(2);
  });
});
