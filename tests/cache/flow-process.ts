import { createFlowCache, type FlowCache } from '../../cache/flow-cache';
import type { ContactId, LocationId } from '../../domain/ids';
import { emptyFlow, type QualificationFlow } from '../../domain/qualification-flow';
import type { StoredFlow } from '../../domain/stored-flow';
import { systemClock } from '../../runtime/clock';
import { defaults } from '../../runtime/defaults';
import { createLogger } from '../../runtime/logger';
import { openDatabase, type Database } from '../../store/database';
import { createFlowRepository, type FlowRepository } from '../../store/qualification-flows';
import { databaseUrl } from '../store/open-test-store';
import { openTestCache, sleep, testRedisUrl, until, type TestCache } from './open-test-cache';

/** What one process has: its own memory, connections to Redis and Postgres, and subscription. */
export interface FlowProcess {
  readonly cache: TestCache;
  readonly flows: FlowCache;
  /** The rows, past the cache. */
  readonly rows: FlowRepository;
  readonly database: Database;
  close(): Promise<void>;
}

export interface FlowProcessOptions {
  readonly redisUrl?: string;
  /** Changes how the process sees the rows: slowly, or not at all. */
  readonly seeing?: (rows: FlowRepository) => FlowRepository;
  /** Do not wait until it has looked for changes the first time. */
  readonly atOnce?: boolean;
  /** The database, where it is not that of the test run itself: through a proxy, for example. */
  readonly postgresUrl?: string;
  /** Milliseconds for a command of Redis; as in the product unless given. */
  readonly commandTimeoutMs?: number;
}

export async function startFlowProcess(options: FlowProcessOptions = {}): Promise<FlowProcess> {
  const { redisUrl = testRedisUrl(), seeing = rows => rows, atOnce = false } = options;
  const { postgresUrl = databaseUrl(), commandTimeoutMs = defaults.redis.commandTimeoutMs } = options;
  const logger = createLogger('test', 'silent');
  const database = openDatabase(postgresUrl, logger);
  const rows = createFlowRepository(database);
  const cache = await openTestCache(redisUrl, { waitUntilReady: !atOnce, commandTimeoutMs });
  let looks = 0;
  const seen = seeing(rows);
  const source: FlowRepository = {
    ...seen,
    async changesSince(...since) {
      // Whoever asks the second time is through with the first.
      looks += 1;
      return seen.changesSince(...since);
    },
  };
  const flows = createFlowCache({ cache, source, clock: systemClock, logger });
  if (!atOnce) await until(() => looks > 1, 'it looks for changes');
  return {
    cache,
    flows,
    rows,
    database,
    async close() {
      flows.close();
      cache.close();
      await database.close();
    },
  };
}

/**
 * A row that was written long ago, at version 1: to no process it is a change, so none puts it into Redis by
 * itself. For tests that count who reads it.
 */
export async function writeLongAgo(
  { database }: FlowProcess,
  location: LocationId,
  contact: ContactId,
  value: string,
): Promise<void> {
  await database.query(
    'test-old-flow',
    `insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage, updated_at, changed_in)
     values ($1, $2, $3, 0, 'cold', 'new', now() - interval '1 day', '1')`,
    [location, contact, JSON.stringify(budget(value))],
  );
}

/** A flow that holds one word, to tell versions apart. */
export const budget = (value: string): QualificationFlow => ({
  ...emptyFlow,
  leadType: 'buyer',
  slots: { budget: { value, confidence: 0.9 } },
});

export const budgetOf = (stored: StoredFlow | null): string | null =>
  stored?.flow.slots.budget?.value ?? null;

/** As the product writes: Postgres, then every tier. */
export async function write(
  { rows, flows }: FlowProcess,
  location: LocationId,
  contact: ContactId,
  version: number,
  value: string,
): Promise<StoredFlow> {
  const stored = await rows.update(location, contact, version, budget(value));
  await flows.written(location, contact, stored);
  return stored;
}

/** What a busy machine may add to the bound: a look that begins late. */
const busyMs = 1_000;
export const boundMs = defaults.cache.flowStalenessMs + busyMs;

/** Whether a process reads the value within the bound from now on, and stays with it for a moment. */
export async function seesWithinBound(
  { flows }: FlowProcess,
  location: LocationId,
  contact: ContactId,
  value: string,
): Promise<boolean> {
  const deadline = Date.now() + boundMs;
  while (budgetOf(await flows.read(location, contact)) !== value) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  for (let again = 0; again < 5; again += 1) {
    await sleep(10);
    if (budgetOf(await flows.read(location, contact)) !== value) return false;
  }
  return true;
}
