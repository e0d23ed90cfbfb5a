import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contactId, locationId, type ContactId } from '../../domain/ids';
import { defaults } from '../../runtime/defaults';
import { LeadwireError } from '../../runtime/errors';
import { databaseUrl } from '../store/open-test-store';
import {
  boundMs,
  budget,
  budgetOf,
  seesWithinBound,
  startFlowProcess,
  write,
  type FlowProcess,
  type FlowProcessOptions,
} from './flow-process';
import { sleep, until } from './open-test-cache';
import { startOwnRedis, type OwnRedis } from './own-redis';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

const location = locationId(`location-${randomUUID()}`);
const newContact = (): ContactId => contactId(`contact-${randomUUID()}`);

/** Of this file alone: it is emptied of flows. */
let redis: OwnRedis;
let writer: FlowProcess;
const start = (options: FlowProcessOptions = {}): Promise<FlowProcess> =>
  startFlowProcess({ redisUrl: redis.url, ...options });
const inRedis = (contact: ContactId) => {
  writer.cache.forgetMemory();
  return writer.cache.getVersioned('qualification_flow', location, contact);
};
beforeAll(async () => {
  redis = await startOwnRedis();
  writer = await start();
});
afterAll(async () => {
  await writer.close();
  await redis.stop();
});

/** As if nothing had changed. */
async function* noPages(): AsyncGenerator<never> {}

describe('while Postgres does not answer, though connections to it stand', () => {
  let proxy: TcpProxy;
  let process: FlowProcess;
  beforeAll(async () => {
    const url = new URL(databaseUrl());
    proxy = await startTcpProxy(url.hostname, Number(url.port));
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    process = await start({ postgresUrl: url.toString() });
  });
  afterAll(async () => {
    proxy.resume();
    await process.close();
    await proxy.close();
  });

  test('a flow of the caches is given at once while it is surely fresh, then a clear error in time, and it is read again afterwards', async () => {
    const contact = newContact();
    await write(writer, location, contact, 0, 'first');
    expect(await seesWithinBound(process, location, contact, 'first')).toBe(true);
    proxy.stall();
    const stalledAt = performance.now();
    expect(budgetOf(await process.flows.read(location, contact))).toBe('first');
    expect(performance.now() - stalledAt).toBeLessThan(1_000);
    await sleep(boundMs);
    const askedAt = performance.now();
    await expect(process.flows.read(location, contact)).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    expect(performance.now() - askedAt).toBeLessThan(defaults.postgres.callTimeoutMs + 4_000);
    // Committed meanwhile by one who reaches Postgres.
    await writer.rows.update(location, contact, 1, budget('second'));
    proxy.resume();
    const isSeen = () =>
      process.flows.read(location, contact).then(
        stored => budgetOf(stored) === 'second',
        () => false,
      );
    await until(isSeen, 'it is read again');
  }, 60_000);
});

describe('while Postgres refuses, and when it is back', () => {
  test('a flow of the caches is given only while it is surely fresh, then a clear error', async () => {
    const contact = newContact();
    await write(writer, location, contact, 0, 'first');
    let away = false;
    const failing = <T>(work: () => Promise<T>): Promise<T> =>
      away ? Promise.reject(new LeadwireError('database_unavailable', 'away')) : work();
    const process = await start({
      seeing: rows => ({
        ...rows,
        find: (...address) => failing(() => rows.find(...address)),
        changesSince: (...since) => failing(() => rows.changesSince(...since)),
      }),
    });
    expect(budgetOf(await process.flows.read(location, contact))).toBe('first');
    away = true;
    await sleep(boundMs);
    await expect(process.flows.read(location, contact)).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    away = false;
    const isBack = () =>
      process.flows.read(location, contact).then(
        stored => budgetOf(stored) === 'first',
        () => false,
      );
    await until(isBack, 'it is read again');
    await process.close();
  });

  test('what was read from it meanwhile is not followed by what memory held before', async () => {
    const contact = newContact();
    let found: () => void = () => undefined;
    const nothingYet = new Promise<void>(resolve => (found = resolve));
    const process = await start({
      atOnce: true,
      seeing: rows => ({
        ...rows,
        // A look that began before the update, and takes its time.
        async changesSince(...since) {
          const changes = await rows.changesSince(...since);
          await nothingYet;
          return { ...changes, pages: noPages() };
        },
      }),
    });
    await until(() => process.cache.isConnected(), 'Redis is reached');
    await write(process, location, contact, 0, 'old');
    await writer.rows.update(location, contact, 1, budget('new'));
    expect(budgetOf(await process.flows.read(location, contact))).toBe('new');
    found();
    const deadline = performance.now() + 500;
    while (performance.now() < deadline) {
      expect(budgetOf(await process.flows.read(location, contact))).toBe('new');
      await sleep(5);
    }
    await process.close();
  });

  test('and comes back without what it had said before, nothing of that is given any more', async () => {
    const contact = newContact();
    let wentBack = false;
    const process = await start({
      seeing: rows => ({
        ...rows,
        async changesSince(...since) {
          const changes = await rows.changesSince(...since);
          const restarted = wentBack;
          wentBack = false;
          return { ...changes, restarted };
        },
      }),
    });
    await write(writer, location, contact, 0, 'kept');
    // As if version 2 had been lost with the server: only the caches know of it.
    await process.cache.setVersioned('qualification_flow', location, contact, budget('lost'), 2);
    expect(budgetOf(await process.flows.read(location, contact))).toBe('lost');
    wentBack = true;
    // Redis still holds it, and is not asked: not for the reply to a lead either.
    await until(
      async () =>
        budgetOf(await process.flows.readAtLeast(location, contact, 1)) === 'kept' &&
        (await inRedis(contact))?.version === 2,
      'it is noticed before Redis is emptied',
    );
    expect(await seesWithinBound(process, location, contact, 'kept')).toBe(true);
    await until(async () => (await inRedis(contact))?.version !== 2, 'Redis is emptied of it');
    await sleep(boundMs);
    expect(budgetOf(await process.flows.read(location, contact))).toBe('kept');
    expect((await inRedis(contact))?.version).toBe(1);
    await process.close();
  });

  test('those who ask for one flow at the same moment ask Postgres once', async () => {
    let reads = 0;
    const process = await start({
      atOnce: true,
      seeing: rows => ({
        ...rows,
        changesSince: () => Promise.reject(new LeadwireError('database_unavailable', 'away')),
        async find(...address) {
          reads += 1;
          await sleep(100);
          return rows.find(...address);
        },
      }),
    });
    const contact = newContact();
    await Promise.all(Array.from({ length: 100 }, () => process.flows.read(location, contact)));
    expect(reads).toBe(1);
    await process.close();
  });
});
