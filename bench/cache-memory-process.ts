import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createCache } from '../cache/cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { locationId } from '../domain/ids';
import { createLogger } from '../runtime/logger';
import { isPayloadOf, payloadFor } from './cache-payloads';
import { childTask } from './measured-child';
import type { MemorySample } from './cache-memory';

/** Looked up and written at once. */
const workers = 64;
const tenants = 50;
const bytes = 600;
const type = 'webhook_response';

/**
 * Sends so many distinct keys through one cache: each is looked for, missed, and written; some of the
 * newest are looked for again. Tells how much memory the process holds as it goes.
 */
async function run(): Promise<void> {
  const { redisUrl, keys, samples } = z
    .object({ redisUrl: z.string(), keys: z.number(), samples: z.number() })
    .parse(childTask());
  const pool = openRedisPool(redisUrl, createLogger('bench', 'warn'));
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(redisUrl) });
  await pool.ready();
  const every = Math.ceil(keys / samples);
  let next = 0;
  let wrong = 0;

  const nameOf = (n: number): string => createHash('sha256').update(`key ${n}`).digest('hex');
  const tenantOf = (n: number) => locationId(`bench-memory-${n % tenants}`);

  async function handle(n: number): Promise<void> {
    const key = nameOf(n);
    if ((await cache.get(type, tenantOf(n), key)) !== null) wrong += 1;
    await cache.set(type, tenantOf(n), key, payloadFor(key, bytes));
    if (n % 4 !== 0 || n < 1_000) return;
    const earlier = n - 1_000;
    const found = await cache.get(type, tenantOf(earlier), nameOf(earlier));
    if (found && !isPayloadOf(nameOf(earlier), found.value)) wrong += 1;
  }

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
    // As the product's reports do every few seconds: what was counted is told, and forgotten.
    cache.figures.take();
  }
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
