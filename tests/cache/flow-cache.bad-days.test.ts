import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { contactId, locationId, type ContactId } from '../../domain/ids';
import { defaults } from '../../runtime/defaults';
import {
  boundMs,
  budget,
  budgetOf,
  seesWithinBound,
  startFlowProcess,
  write,
  writeLongAgo,
  type FlowProcess,
} from './flow-process';
import { sleep, until } from './open-test-cache';
import { startOwnRedis, type OwnRedis } from './own-redis';
import { startTcpProxy } from './tcp-proxy';

const location = locationId(`location-${randomUUID()}`);
let contact: ContactId;
let redis: OwnRedis;
let writer: FlowProcess;
let reader: FlowProcess;
beforeAll(async () => (redis = await startOwnRedis()));
afterAll(() => redis.stop());
beforeEach(async () => {
  contact = contactId(`contact-${randomUUID()}`);
  [writer, reader] = await Promise.all([
    startFlowProcess({ redisUrl: redis.url }),
    startFlowProcess({ redisUrl: redis.url }),
  ]);
});
afterEach(() => Promise.all([writer.close(), reader.close()]));

const put = (version: number, value: string, at = writer) => write(at, location, contact, version, value);
const sees = (process: FlowProcess, value: string) => seesWithinBound(process, location, contact, value);
const inRedis = async (at: FlowProcess) => {
  at.cache.forgetMemory();
  return (await at.cache.getVersioned('qualification_flow', location, contact))?.version;
};

/** Reads without pause until told to stop, and gives every value with the moment at which it was asked for. */
function keepReading({ flows }: FlowProcess) {
  const read: { at: number; value: string | null }[] = [];
  let stopped = false;
  const ended = (async () => {
    while (!stopped) {
      const at = performance.now();
      read.push({ at, value: budgetOf(await flows.read(location, contact)) });
      await sleep(5);
    }
  })();
  return async () => {
    stopped = true;
    await ended;
    return read;
  };
}

describe('a flow that was updated is never read in its old form for longer than the bound', () => {
  test('though Redis was killed and came back with a snapshot from before the update', async () => {
    await put(0, 'old');
    await redis.saveCopy();
    await reader.flows.read(location, contact);
    const stop = keepReading(reader);
    await put(1, 'new');
    const updatedAt = performance.now();
    await redis.kill();
    redis.bringBackCopy();
    await redis.start();
    await sleep(boundMs + 1_000);
    const late = await startFlowProcess({ redisUrl: redis.url });
    for (const process of [late, reader, writer]) expect(await sees(process, 'new')).toBe(true);
    const read = await stop();
    expect(read.filter(one => one.at > updatedAt + boundMs && one.value !== 'new')).toEqual([]);
    expect(await inRedis(late)).toBe(2);
    await late.close();
  });

  test('though Redis was away while it was updated', async () => {
    await put(0, 'old');
    for (const process of [reader, writer]) await process.flows.read(location, contact);
    await redis.saveCopy();
    await redis.kill();
    await put(1, 'new');
    expect(await sees(reader, 'new')).toBe(true);
    await redis.start();
    for (const process of [reader, writer]) {
      process.cache.forgetMemory();
      expect(await sees(process, 'new')).toBe(true);
    }
    await until(async () => (await inRedis(reader)) === 2, 'Redis has it, too');
  });

  test('though every process was cut off from Redis, which went on and kept the old one', async () => {
    const { hostname, port } = new URL(redis.url);
    const proxy = await startTcpProxy(hostname, Number(port));
    const redisUrl = `redis://127.0.0.1:${proxy.port}`;
    const [one, other] = await Promise.all([startFlowProcess({ redisUrl }), startFlowProcess({ redisUrl })]);
    await Promise.all([writer.close(), reader.close()]);
    await put(0, 'old', one);
    await other.flows.read(location, contact);
    proxy.stall();
    await put(1, 'new', one);
    expect(await sees(other, 'new')).toBe(true);
    const late = await startFlowProcess({ redisUrl: redis.url });
    expect(await sees(late, 'new')).toBe(true);
    expect(await inRedis(late)).toBe(2);
    proxy.resume();
    for (const process of [one, other, late]) {
      process.cache.forgetMemory();
      expect(await sees(process, 'new')).toBe(true);
      await process.close();
    }
    await proxy.close();
    [writer, reader] = await Promise.all([
      startFlowProcess({ redisUrl: redis.url }),
      startFlowProcess({ redisUrl: redis.url }),
    ]);
  });

  test('though Redis is full and refuses the new one', async () => {
    await put(0, 'old');
    await reader.flows.read(location, contact);
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await put(1, 'new');
    for (let again = 0; again < 3; again += 1) {
      for (const process of [reader, writer]) {
        expect(await sees(process, 'new')).toBe(true);
        process.cache.forgetMemory();
      }
    }
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await until(async () => (await inRedis(reader)) === 2, 'Redis has it, too');
  });

  test('though Redis forgot the new one and took the old one from a slow reader', async () => {
    await writeLongAgo(writer, location, contact, 'old');
    let slowed = false;
    const slow = await startFlowProcess({
      redisUrl: redis.url,
      seeing: rows => ({
        ...rows,
        async find(...address) {
          const found = await rows.find(...address);
          if (slowed) return found;
          slowed = true;
          await rows.update(location, contact, 1, budget('new'));
          // Nobody may have heard of it, and whoever did is made to forget.
          await redis.command('FLUSHALL');
          return found;
        },
      }),
    });
    await redis.command('FLUSHALL');
    slow.cache.forgetMemory();
    expect(budgetOf(await slow.flows.read(location, contact))).toBe('old');
    expect(slowed).toBe(true);
    const stop = keepReading(reader);
    for (const process of [slow, writer, reader]) expect(await sees(process, 'new')).toBe(true);
    await redis.command('FLUSHALL');
    // What a reader who is still slower would do.
    await slow.cache.setVersioned('qualification_flow', location, contact, budget('old'), 1);
    await until(async () => (await inRedis(writer)) === 2, 'it is written for the second time');
    await sleep(defaults.cache.flowSettledMs);
    const late = await startFlowProcess({ redisUrl: redis.url });
    expect(await sees(late, 'new')).toBe(true);
    const values = (await stop()).map(one => one.value);
    // Never back again.
    expect(values.lastIndexOf('old')).toBeLessThan(values.indexOf('new'));
    await Promise.all([slow.close(), late.close()]);
  });
});
