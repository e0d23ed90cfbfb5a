import { createCache, type Cache, type CacheOptions } from '../../cache/cache';
import { connectSubscriber } from '../../cache/redis';
import { openRedisPool, type RedisPool } from '../../cache/redis-pool';
import { createLogger } from '../../runtime/logger';

export const testRedisUrl = (): string => process.env['LEADWIRE_TEST_REDIS_URL'] ?? '';

export interface TestCache extends Cache {
  readonly pool: RedisPool;
}

/** A cache as one process has it: connections, memory and subscription of its own. Ready for commands. */
export async function openTestCache(
  url = testRedisUrl(),
  options: Partial<CacheOptions> & { readonly waitUntilReady?: boolean } = {},
): Promise<TestCache> {
  const pool = openRedisPool(url, createLogger('test', 'silent'));
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
