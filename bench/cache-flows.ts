import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createCache } from '../cache/cache';
import { createFlowCache, type FlowCache } from '../cache/flow-cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { contactId, locationId, type ContactId } from '../domain/ids';
import type { QualificationFlow } from '../domain/qualification-flow';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import { createCipher } from '../runtime/encryption';
import { createLogger } from '../runtime/logger';
import { openStore, type Store } from '../store/store';
import type { ContenderName } from './cache-contenders';
import { openLoadingContenders, type LoadingContender } from './cache-loaders';
import { percentilesOf, type Percentiles } from './percentiles';

export const flowOperations = ['memory get', 'redis get', 'postgres get', 'postgres alone'] as const;
export type FlowOperation = (typeof flowOperations)[number];

/** Reading one qualification flow, by the tier that had it. Microseconds. */
export interface FlowRow extends Percentiles {
  /** Who read it; `ioredis`: no cache is asked. */
  readonly contender: ContenderName;
  readonly operation: FlowOperation;
  readonly samples: number;
  readonly wrong: number;
}

export interface FlowOptions {
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly samples: number;
}

const location = locationId('bench-flows');
/** The first ones open connections and have code compiled. */
const uncounted = 100;
/** More than memory holds, and what is called a hit in memory would be one in Redis. */
export const flowSamplesAtMost = defaults.cache.memoryEntries / 2;
/** Until a process has looked for changes for the first time, it asks Postgres itself. */
const untilFollowedMs = 1_500;
const logger = createLogger('bench', 'warn');

/**
 * Reads flows that only Postgres has (`postgres get`: a miss of both tiers, the read, and the entry put
 * into both) in turn with the libraries, each with its own way to load; then those that memory has, and
 * those that another process left in Redis.
 * @param samples at most `flowSamplesAtMost` are read
 */
export async function measureFlows({ redisUrl, databaseUrl, samples }: FlowOptions): Promise<FlowRow[]> {
  const store = openStore(databaseUrl, createCipher([{ id: 'bench', key: Buffer.alloc(32) }]), logger);
  const processes: BenchProcess[] = [];
  const others: LoadingContender[] = [];
  try {
    const counted = Math.min(samples, flowSamplesAtMost);
    const contacts = Array.from({ length: counted + uncounted }, () => contactId(randomUUID()));
    for (const contact of contacts) await store.flows.update(location, contact, 0, flowOf(contact));
    // Processes that start put what was written lately into Redis; here nobody shall have.
    await store.database.query(
      'bench-flows-long-ago',
      `update qualification_flows set updated_at = now() - interval '1 day' where location_id = $1`,
      [location],
    );
    const one = await openProcess(redisUrl, store);
    const other = await openProcess(redisUrl, store);
    processes.push(one, other);
    await pause(untilFollowedMs);
    const find = (contact: ContactId) => store.flows.find(location, contact);
    others.push(...(await openLoadingContenders(redisUrl, contact => find(contactId(contact)))));
    const [fromPostgres, ...theirs] = await readInTurn(contacts, [
      contact => one.flows.read(location, contact),
      ...others.map(library => (contact: ContactId) => library.read(contact)),
    ]);
    const [fromMemory] = await readInTurn(contacts, [contact => one.flows.read(location, contact)]);
    const [fromRedis] = await readInTurn(contacts, [contact => other.flows.read(location, contact)]);
    const [alone] = await readInTurn(contacts, [find]);
    const row = (
      contender: ContenderName,
      operation: FlowOperation,
      figures: ReadFigures | undefined,
    ): FlowRow[] => (figures ? [{ contender, operation, ...figures }] : []);
    return [
      ...row('leadwire', 'memory get', fromMemory),
      ...row('leadwire', 'redis get', fromRedis),
      ...row('leadwire', 'postgres get', fromPostgres),
      ...others.flatMap(({ name }, place) => row(name, 'postgres get', theirs[place])),
      ...row('ioredis', 'postgres alone', alone),
    ];
  } finally {
    for (const process of processes) process.close();
    await Promise.allSettled(others.map(contender => contender.close()));
    await store.close();
  }
}

interface BenchProcess {
  readonly flows: FlowCache;
  close(): void;
}

/** With connections, memory and a follower of its own, as each process has them. */
async function openProcess(redisUrl: string, store: Store): Promise<BenchProcess> {
  const pool = openRedisPool(redisUrl, logger);
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(redisUrl) });
  const flows = createFlowCache({ cache, source: store.flows, clock: systemClock, logger });
  await pool.ready();
  return {
    flows,
    close() {
      flows.close();
      cache.close();
      pool.close();
    },
  };
}

/** Of an agency's usual size; it says whose it is, so that a wrong hit is seen. */
const flowOf = (contact: ContactId): QualificationFlow => ({
  leadType: 'buyer',
  slots: {
    budget: { value: contact, confidence: 0.9 },
    area: { value: 'Oakland or San Leandro, near BART', confidence: 0.88 },
    timeline: { value: 'before the school year begins', confidence: 0.81 },
    financing: { value: 'pre-approved', confidence: 0.9 },
  },
  lastQuestion: 'motivation',
});

type ReadFigures = Omit<FlowRow, 'operation' | 'contender'>;
type Reader = (contact: ContactId) => Promise<unknown>;

/** Each reader reads each flow; who begins changes from one to the next, so that no one always comes first. */
async function readInTurn(
  contacts: readonly ContactId[],
  readers: readonly Reader[],
): Promise<ReadFigures[]> {
  const found = readers.map(() => ({ microseconds: [] as number[], wrong: 0 }));
  for (const [round, contact] of contacts.entries()) {
    for (let turn = 0; turn < readers.length; turn += 1) {
      const place = (round + turn) % readers.length;
      const [read, one] = [readers[place], found[place]];
      if (!read || !one) continue;
      const began = systemClock.elapsed();
      const value = await read(contact);
      one.microseconds.push((systemClock.elapsed() - began) * 1_000);
      if (!isFlowOf(contact, value)) one.wrong += 1;
    }
  }
  return found.map(({ microseconds, wrong }) => {
    const counted = microseconds.slice(uncounted);
    return { ...percentilesOf(counted), samples: counted.length, wrong };
  });
}

const storedSchema = z.object({
  flow: z.object({ slots: z.object({ budget: z.object({ value: z.string() }) }) }),
});

const isFlowOf = (contact: ContactId, value: unknown): boolean =>
  storedSchema.safeParse(value).data?.flow.slots.budget.value === contact;
