import { randomBytes } from 'node:crypto';
import { createCache } from '../cache/cache';
import { createFlowCache } from '../cache/flow-cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { systemClock } from '../runtime/clock';
import { createCipher } from '../runtime/encryption';
import { createLogger } from '../runtime/logger';
import { openDatabase } from '../store/database';
import { storeOn, type Store } from '../store/store';
import type { BenchLead } from './database-names';
import type { CachedReads } from './database-run';
import { openUnpreparedDatabase } from './unprepared-database';

/** What a scenario has of the product's three means; indexes are dropped for all at once. */
export interface Means {
  readonly prepared: boolean;
  readonly cached: boolean;
}

export interface OpenScenario {
  readonly store: Store;
  readonly reads: CachedReads;
  /** Puts what the schedules keep warm for a lead into the caches, if there are any. */
  warm(lead: BenchLead): Promise<void>;
  close(): Promise<void>;
}

const logger = createLogger('bench', 'error');
// Nothing that is read or written here is sealed; the store asks for a cipher all the same.
const cipher = createCipher([{ id: 'bench', key: randomBytes(32) }]);

export async function openScenario(
  { prepared, cached }: Means,
  servers: { readonly databaseUrl: string; readonly redisUrl: string },
): Promise<OpenScenario> {
  const { databaseUrl, redisUrl } = servers;
  const store = storeOn(
    prepared ? openDatabase(databaseUrl, logger) : openUnpreparedDatabase(databaseUrl),
    cipher,
  );
  if (!cached)
    return { store, reads: readsOf(store), warm: async () => undefined, close: () => store.close() };
  const pool = openRedisPool(redisUrl, logger);
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(redisUrl) });
  const flows = createFlowCache({ cache, source: store.flows, clock: systemClock, logger });
  await pool.ready();
  const reads: CachedReads = {
    flow: (location, contact, version) => flows.readAtLeast(location, contact, version),
    flowWritten: (location, contact, flow) => flows.written(location, contact, flow),
    agentContext: (location, agent) =>
      cache.getOrLoad('agent_context', location, agent, () => store.agents.buildContext(location, agent)),
  };
  return {
    store,
    reads,
    async warm({ locationId, contactId, agentId }) {
      await Promise.all([reads.flow(locationId, contactId, 0), reads.agentContext(locationId, agentId)]);
    },
    async close() {
      flows.close();
      cache.close();
      pool.close();
      await store.close();
    },
  };
}

const readsOf = (store: Store): CachedReads => ({
  flow: (location, contact) => store.flows.find(location, contact),
  flowWritten: async () => undefined,
  agentContext: (location, agent) => store.agents.buildContext(location, agent),
});
