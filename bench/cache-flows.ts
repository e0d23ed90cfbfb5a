import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createCache } from '../cache/cache';
import { createFlowCache, type FlowCache } from '../cache/flow-cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { contactId, locationId, type ContactId } from '../domain/ids';
import type { QualificationFlow } from '../domain/qualification-flow';
import type { StoredFlow } from '../domain/stored-flow';
import { systemClock } from '../runtime/clock';
import { createCipher } from '../runtime/encryption';
import { createLogger } from '../runtime/logger';
import { openStore, type Store } from '../store/store';
import { percentilesOf, type Percentiles } from './percentiles';

export const flowOperations = ['memory get', 'redis get', 'postgres get', 'postgres alone'] as const;
export type FlowOperation = (typeof flowOperations)[number];

/** Reading one qualification flow, by the tier that had it. Microseconds. */
export interface FlowRow extends Percentiles {
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
/** Until a process has looked for changes for the first time, it asks Postgres itself. */
const untilFollowedMs = 1_500;
const logger = createLogger('bench', 'warn');

/**
 * Reads flows that only Postgres has (`postgres get`: a miss of both tiers, the read, and the entry put
 * into both), then those that memory has, and those that another process left in Redis.
 */
export async function measureFlows({ redisUrl, databaseUrl, samples }: FlowOptions): Promise<FlowRow[]> {
  const store = openStore(databaseUrl, createCipher([{ id: 'bench', key: Buffer.alloc(32) }]), logger);
  const processes: BenchProcess[] = [];
  try {
    const contacts = Array.from({ length: samples + uncounted }, () => contactId(randomUUID()));
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
    const fromPostgres = await read(contacts, contact => one.flows.read(location, contact));
    const fromMemory = await read(contacts, contact => one.flows.read(location, contact));
    const fromRedis = await read(contacts, contact => other.flows.read(location, contact));
    const alone = await read(contacts, find);
    return [
      { operation: 'memory get', ...fromMemory },
      { operation: 'redis get', ...fromRedis },
      { operation: 'postgres get', ...fromPostgres },
      { operation: 'postgres alone', ...alone },
    ];
  } finally {
    for (const process of processes) process.close();
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

async function read(
  contacts: readonly ContactId[],
  ask: (contact: ContactId) => Promise<StoredFlow | null>,
): Promise<Omit<FlowRow, 'operation'>> {
  const microseconds: number[] = [];
  let wrong = 0;
  for (const contact of contacts) {
    const began = systemClock.elapsed();
    const found = await ask(contact);
    microseconds.push((systemClock.elapsed() - began) * 1_000);
    if (found?.flow.slots.budget?.value !== contact) wrong += 1;
  }
  const counted = microseconds.slice(uncounted);
  return { ...percentilesOf(counted), samples: counted.length, wrong };
}
