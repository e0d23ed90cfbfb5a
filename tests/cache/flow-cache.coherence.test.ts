import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contactId, locationId, type ContactId } from '../../domain/ids';
import { defaults } from '../../runtime/defaults';
import { LeadwireError } from '../../runtime/errors';
import type { FlowRepository } from '../../store/qualification-flows';
import {
  budget,
  budgetOf,
  seesWithinBound,
  startFlowProcess,
  write,
  writeLongAgo,
  type FlowProcess,
  type FlowProcessOptions,
} from './flow-process';
import { patientMs, sleep, until } from './open-test-cache';
import { startOwnRedis, type OwnRedis } from './own-redis';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';

const location = locationId(`location-${randomUUID()}`);
const newContact = (): ContactId => contactId(`contact-${randomUUID()}`);
const put = (contact: ContactId, version: number, value: string, at = writer) =>
  write(at, location, contact, version, value);
const sees = (process: FlowProcess, contact: ContactId, value: string) =>
  seesWithinBound(process, location, contact, value);
const inRedis = (contact: ContactId, at = writer) =>
  at.cache.getVersioned('qualification_flow', location, contact);

/** Of this file alone: connections are ended and entries removed, which others would not survive. */
let redis: OwnRedis;
let writer: FlowProcess;
let reader: FlowProcess;
const start = (options: FlowProcessOptions = {}): Promise<FlowProcess> =>
  startFlowProcess({ redisUrl: redis.url, ...options });
beforeAll(async () => {
  redis = await startOwnRedis();
  [writer, reader] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([writer.close(), reader.close()]);
  await redis.stop();
});

describe('a qualification flow', () => {
  test('is found in memory, in Redis, then in Postgres', async () => {
    const contact = newContact();
    expect(await reader.flows.read(location, contact)).toBeNull();
    await put(contact, 0, '$400k');
    expect(await sees(reader, contact, '$400k')).toBe(true);
    reader.cache.forgetMemory();
    expect(budgetOf(await reader.flows.read(location, contact))).toBe('$400k');
    await reader.cache.clear(location);
    const read = await reader.flows.read(location, contact);
    expect(read).toMatchObject({ version: 1, assessment: { temperature: 'cold' } });
    expect((await inRedis(contact, reader))?.version).toBe(1);
  });

  test('that nobody has yet is known as none, and seen once there is one', async () => {
    const contact = newContact();
    for (const process of [reader, writer, reader])
      expect(await process.flows.read(location, contact)).toBeNull();
    expect(await inRedis(contact)).toMatchObject({ version: 0 });
    await writer.rows.update(location, contact, 0, budget('now'));
    expect(await sees(reader, contact, 'now')).toBe(true);
  });

  test('that another process updated is seen at once, without waiting for the next look', async () => {
    const contact = newContact();
    await put(contact, 0, 'value 0');
    let waitedMs = 0;
    for (let version = 1; version <= 20; version += 1) {
      await reader.flows.read(location, contact);
      await put(contact, version, `value ${version}`);
      const since = performance.now();
      expect(await sees(reader, contact, `value ${version}`)).toBe(true);
      waitedMs += performance.now() - since;
    }
    // Looks are a second apart: by them alone it would take half of that on average.
    expect(waitedMs / 20).toBeLessThan(defaults.cache.flowChangesEveryMs / 2);
  });

  test('whose writer died before it told anyone is seen within the bound', async () => {
    const contact = newContact();
    await put(contact, 0, 'first');
    await reader.flows.read(location, contact);
    await writer.rows.update(location, contact, 1, budget('second'));
    expect(await sees(reader, contact, 'second')).toBe(true);
    // And in Redis, for processes that are yet to come.
    const late = await start();
    expect((await inRedis(contact, late))?.version).toBe(2);
    await late.close();
  });

  test('is seen within the bound though no message of Redis arrives', async () => {
    const contact = newContact();
    await put(contact, 0, 'value 1');
    await reader.flows.read(location, contact);
    for (let value = 2; value <= 4; value += 1) {
      await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await put(contact, value - 1, `value ${value}`);
      expect(await sees(reader, contact, `value ${value}`)).toBe(true);
    }
  });

  test('of which the version is known is never given in an older one', async () => {
    const contact = newContact();
    await put(contact, 0, 'first');
    const name = `qualification_flow:${location}:${contact}`;
    const old = await writer.cache.pool.run('get', connection => connection.redis.getBuffer(name));
    await put(contact, 1, 'second');
    await writer.cache.pool.run('set', connection => connection.redis.set(name, old ?? ''));
    reader.cache.forgetMemory();
    expect(budgetOf(await reader.flows.readAtLeast(location, contact, 2))).toBe('second');
    expect((await inRedis(contact))?.version).toBe(2);
  });

  test('that a slow reader read before an update never comes back after it', async () => {
    const contact = newContact();
    await writeLongAgo(writer, location, contact, 'old');
    let slowed = false;
    const slow = await start({
      seeing: rows => ({
        ...rows,
        async find(...address) {
          const found = await rows.find(...address);
          if (!slowed) {
            slowed = true;
            await put(contact, 1, 'new');
            await sleep(100);
          }
          return found;
        },
      }),
    });
    await slow.flows.read(location, contact);
    expect(slowed).toBe(true);
    for (const process of [slow, reader, writer]) {
      process.cache.forgetMemory();
      expect(budgetOf(await process.flows.read(location, contact))).toBe('new');
    }
    await slow.close();
  });

  test('that took long to read is not shared with those who ask later, nor kept', async () => {
    const contact = newContact();
    await writeLongAgo(writer, location, contact, 'old');
    let reads = 0;
    const slow = await start({
      seeing: rows => ({
        ...rows,
        async find(...address) {
          reads += 1;
          const found = await rows.find(...address);
          if (reads === 1) await sleep(3_000);
          return found;
        },
      }),
    });
    const first = slow.flows.read(location, contact);
    await until(() => reads === 1, 'it is being read');
    await writer.rows.update(location, contact, 1, budget('new'));
    expect(await sees(slow, contact, 'new')).toBe(true);
    expect(budgetOf(await first)).toBe('old');
    expect(budgetOf(await slow.flows.read(location, contact))).toBe('new');
    await slow.close();
  });

  test('is never lost by one of twenty writers at once: each repeats what came too late', async () => {
    const contact = newContact();
    const add = async (word: string): Promise<void> => {
      for (;;) {
        const current = await writer.rows.find(location, contact);
        const words = [budgetOf(current), word].filter(part => part !== null).join(' ');
        try {
          await put(contact, current?.version ?? 0, words, Math.random() < 0.5 ? writer : reader);
          return;
        } catch (error) {
          if (!(error instanceof LeadwireError) || error.code !== 'conflict') throw error;
        }
      }
    };
    const words = Array.from({ length: 20 }, (_, index) => `w${index}`);
    await Promise.all(words.map(add));
    const stored = await writer.rows.find(location, contact);
    expect(budgetOf(stored)?.split(' ').sort()).toEqual([...words].sort());
    expect(stored?.version).toBe(20);
    expect(await sees(reader, contact, budgetOf(stored) ?? '')).toBe(true);
  });

  test('is read once for a thousand who miss it, in two processes', async () => {
    const contact = newContact();
    await writeLongAgo(writer, location, contact, 'one');
    let reads = 0;
    const seeing = (rows: FlowRepository): FlowRepository => ({
      ...rows,
      async find(...address) {
        reads += 1;
        await sleep(100);
        return rows.find(...address);
      },
    });
    const processes = await Promise.all([1, 2].map(() => start({ seeing, commandTimeoutMs: patientMs })));
    const crowd = Array.from({ length: 500 }, () => processes).flat();
    const read = await Promise.all(crowd.map(({ flows }) => flows.readAtLeast(location, contact, 1)));
    expect(new Set(read.map(budgetOf))).toEqual(new Set(['one']));
    expect(reads).toBe(1);
    await Promise.all(processes.map(process => process.close()));
  });
});

describe('while a process is cut off from Redis', () => {
  let proxy: TcpProxy;
  let cutOff: FlowProcess;
  beforeAll(async () => {
    const { hostname, port } = new URL(redis.url);
    proxy = await startTcpProxy(hostname, Number(port));
    cutOff = await start({ redisUrl: `redis://127.0.0.1:${proxy.port}` });
  });
  afterAll(async () => {
    await cutOff.close();
    await proxy.close();
  });

  test('what it writes is seen by the others within the bound, and what they write by it', async () => {
    const contact = newContact();
    await put(contact, 0, 'first');
    await reader.flows.read(location, contact);
    await cutOff.flows.read(location, contact);
    proxy.stall();
    await put(contact, 1, 'of the one cut off', cutOff);
    expect(await sees(reader, contact, 'of the one cut off')).toBe(true);
    await put(contact, 2, 'of another');
    expect(await sees(cutOff, contact, 'of another')).toBe(true);
    proxy.resume();
  });
});
