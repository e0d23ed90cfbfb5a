import { createCache, type Cache, type CacheOptions } from '../../cache/cache';
import { connectSubscriber } from '../../cache/redis';
import { openRedisPool, type RedisPool, type RedisPoolOptions } from '../../cache/redis-pool';
import { createLogger } from '../../runtime/logger';

export const testRedisUrl = (): string => process.env['LEADWIRE_TEST_REDIS_URL'] ?? '';

export interface TestCache extends Cache {
  readonly pool: RedisPool;
}

/**
 * Milliseconds for a command where a test is about what is in Redis: on a busy machine, 250 are at times too
 * few, and what comes too late counts as a miss.
 */
export const patientMs = 10_000;

export type TestCacheOptions = Partial<CacheOptions> &
  RedisPoolOptions & { readonly waitUntilReady?: boolean };

/**
 * A cache as one process has it: connections, memory and subscription of its own. Ready for commands, and
 * patient with them unless told otherwise.
 */
export async function openTestCache(
  url = testRedisUrl(),
  options: TestCacheOptions = {},
): Promise<TestCache> {
  const { commandTimeoutMs = patientMs } = options;
  const pool = openRedisPool(url, createLogger('test', 'silent'), { commandTimeoutMs });
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(url), ...options });
  if (options.waitUntilReady !== false) await until(() => cache.isConnected(), 'Redis is reached');
  return {
    ...cache,
    pool,
    close() {
      cache.close();
      pool.close();
    },
  };
}

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Looks until it is so, for ten seconds at the most. */
export async function until(look: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`it never happened: ${what}`);
    await sleep(20);
  }
}
