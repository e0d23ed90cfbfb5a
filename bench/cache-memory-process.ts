import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createCache } from '../cache/cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { locationId } from '../domain/ids';
import { systemClock } from '../runtime/clock';
import { createLogger } from '../runtime/logger';
import { startCacheReports } from '../workers/cache-reports';
import { isPayloadOf, payloadFor } from './cache-payloads';
import { childTask } from './measured-child';
import { locations, type MemorySample } from './cache-memory';

/** Looked up and written at once. */
const workers = 64;
const bytes = 600;
const reply = 'webhook_response';
const flow = 'qualification_flow';

const awayRepository = {
  record: () => Promise.reject(new Error('Postgres is away')),
  forgetOld: () => Promise.resolve(),
};

/**
 * Sends so many distinct keys through one cache, by every way that leaves something behind: entries that
 * are missed, written and found again, loads that several share, flows in two versions, and removals; for
 * many locations, whose figures nobody takes, for Postgres is away. Tells how much memory the process
 * holds as it goes.
 */
async function run(): Promise<void> {
  const { redisUrl, keys, samples } = z
    .object({ redisUrl: z.string(), keys: z.number(), samples: z.number() })
    .parse(childTask());
  const pool = openRedisPool(redisUrl, createLogger('bench', 'warn'));
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(redisUrl) });
  const reports = startCacheReports({
    ...{ figures: cache.figures, repository: awayRepository, name: 'bench', clock: systemClock },
    // Only when it is told to; and that Postgres is away need not be said.
    ...{ everyMs: 24 * 60 * 60 * 1_000, logger: createLogger('bench', 'silent') },
  });
  await pool.ready();
  const every = Math.ceil(keys / samples);
  let next = 0;
  let wrong = 0;

  const nameOf = (n: number): string => createHash('sha256').update(`key ${n}`).digest('hex');
  const tenantOf = (n: number) => locationId(`bench-memory-${Math.floor(n / ways.length) % locations}`);

  const check = (isRight: boolean): void => {
    if (!isRight) wrong += 1;
  };

  async function writeAndRead(n: number): Promise<void> {
    const [key, tenant] = [nameOf(n), tenantOf(n)];
    check((await cache.get(reply, tenant, key)) === null);
    await cache.set(reply, tenant, key, payloadFor(key, bytes));
    const earlier = n - 1_000;
    if (earlier < 0) return;
    const found = await cache.get(reply, tenantOf(earlier), nameOf(earlier));
    check(found === null || isPayloadOf(nameOf(earlier), found.value));
  }

  async function loadTogether(n: number): Promise<void> {
    const key = nameOf(n);
    const load = async (): Promise<unknown> => payloadFor(key, bytes);
    const ask = (): Promise<unknown> => cache.getOrLoad('coaching', tenantOf(n), key, load);
    for (const value of await Promise.all([ask(), ask()])) check(isPayloadOf(key, value));
  }

  async function raiseVersion(n: number): Promise<void> {
    const [key, tenant] = [nameOf(n), tenantOf(n)];
    for (const version of [1, 2])
      await cache.setVersioned(flow, tenant, key, payloadFor(key, bytes), version);
    const found = await cache.getVersioned(flow, tenant, key);
    check(found === null || (found.version === 2 && isPayloadOf(key, found.value)));
  }

  /** What Redis did not hear of is not removed there: changes with each command that failed. */
  function troubles(): number {
    const { breaker, timeouts, errors } = cache.figures.redis();
    return breaker === 'closed' ? timeouts + errors : Number.NaN;
  }

  async function writeAndRemove(n: number): Promise<void> {
    const [key, tenant] = [nameOf(n), tenantOf(n)];
    const before = troubles();
    await cache.set('semantic', tenant, key, payloadFor(key, bytes));
    await cache.delete('semantic', tenant, key);
    const found = await cache.get('semantic', tenant, key);
    check(found === null || troubles() !== before);
  }

  const ways = [writeAndRead, loadTogether, raiseVersion, writeAndRemove];
  const handle = async (n: number): Promise<void> => ways[n % ways.length]?.(n);

  const work = async (until: number): Promise<void> => {
    while (next < until) {
      next += 1;
      await handle(next - 1);
    }
  };

  function sample(): MemorySample {
    globalThis.gc?.();
    const { heapUsed, rss, external } = process.memoryUsage();
    const { entries, bytes: held, evictions } = cache.figures.memory();
    return { keys: next, heapUsed, rss, external, entries, bytes: held, evictions, wrong };
  }

  for (let until = every; next < keys; until = Math.min(keys, until + every)) {
    await Promise.all(Array.from({ length: workers }, () => work(until)));
    process.send?.(sample());
    // As the product does every few seconds.
    await reports.report();
  }
  await reports.close();
  cache.close();
  pool.close();
}

run().then(
  () => process.disconnect(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
