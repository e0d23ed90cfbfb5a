import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createCache } from '../cache/cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { locationId } from '../domain/ids';
import { createLogger } from '../runtime/logger';
import { isPayloadOf, payloadFor } from './cache-payloads';
import { childTask } from './measured-child';

/** As long as a fast answer of Claude takes. */
const loadMs = 200;
const tenant = locationId('bench-stampede');

/** Waits to be told a key, misses it with many callers at once, and tells how many loads that took here. */
async function run(): Promise<void> {
  const { redisUrl, callers } = z.object({ redisUrl: z.string(), callers: z.number() }).parse(childTask());
  const pool = openRedisPool(redisUrl, createLogger('bench', 'warn'));
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(redisUrl) });
  await pool.ready();
  process.send?.({ ready: true });
  for (;;) {
    const [key] = (await once(process, 'message')) as [unknown];
    if (typeof key !== 'string' || key === 'end') break;
    let loads = 0;
    const load = async (): Promise<unknown> => {
      loads += 1;
      await pause(loadMs);
      return payloadFor(key, 1_000);
    };
    const values = await Promise.all(
      Array.from({ length: callers }, () => cache.getOrLoad('semantic', tenant, key, load)),
    );
    process.send?.({ loads, wrong: values.filter(value => !isPayloadOf(key, value)).length });
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
