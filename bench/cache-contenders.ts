import { Redis } from 'ioredis';
import { createCache } from '../cache/cache';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool, type CommandListener } from '../cache/redis-pool';
import { locationId } from '../domain/ids';
import { defaults } from '../runtime/defaults';
import { createLogger } from '../runtime/logger';

/** One way to keep an entry in memory and in Redis, as a process would use it. */
export interface Contender {
  /** Null or undefined: a miss. */
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  close(): Promise<unknown>;
}

export type OpenContender = (redisUrl: string) => Promise<Contender>;

const { memoryEntries, memoryBytes } = defaults.cache;
const lifeMs = 60 * 60 * 1_000;
const type = 'webhook_response';
const tenant = locationId('bench-cache');

/** Ours as the product has it: pool, breaker, compression, figures. */
export async function openLeadwire(redisUrl: string, onCommand?: CommandListener): Promise<Contender> {
  const pool = openRedisPool(redisUrl, createLogger('bench', 'warn'));
  if (onCommand) pool.onCommand(onCommand);
  const cache = createCache({ pool, openSubscriber: () => connectSubscriber(redisUrl) });
  await pool.ready();
  return {
    get: async key => (await cache.get(type, tenant, key))?.value,
    set: (key, value) => cache.set(type, tenant, key, value),
    async close() {
      cache.close();
      pool.close();
    },
  };
}

// The others are there for development only, and one is an ES module: none is loaded before it is asked for.

async function openBentocache(redisUrl: string): Promise<Contender> {
  const { BentoCache, bentostore } = await import('bentocache');
  const { memoryDriver } = await import('bentocache/drivers/memory');
  const { redisDriver } = await import('bentocache/drivers/redis');
  const connection = new Redis(redisUrl);
  const store = bentostore({ ttl: lifeMs })
    .useL1Layer(memoryDriver({ maxItems: memoryEntries, maxSize: memoryBytes }))
    .useL2Layer(redisDriver({ connection }));
  const cache = new BentoCache({ default: 'bench', stores: { bench: store } });
  return {
    get: key => cache.get({ key }),
    set: (key, value) => cache.set({ key, value }),
    close: () => cache.disconnectAll(),
  };
}

async function openLayeredLoader(redisUrl: string): Promise<Contender> {
  const { ManualCache, RedisCache } = await import('layered-loader');
  const redis = new Redis(redisUrl);
  const cache = new ManualCache<unknown>({
    inMemoryCache: { cacheType: 'lru-map', maxItems: memoryEntries, ttlInMsecs: lifeMs },
    asyncCache: new RedisCache(redis, { json: true, prefix: 'layered-loader', ttlInMsecs: lifeMs }),
  });
  return {
    get: key => cache.get(key),
    set: (key, value) => cache.set(key, value),
    async close() {
      await cache.close();
      redis.disconnect();
    },
  };
}

async function openCacheable(redisUrl: string): Promise<Contender> {
  const { Cacheable } = await import('cacheable');
  const { createKeyv } = await import('@keyv/redis');
  const cache = new Cacheable({ secondary: createKeyv(redisUrl, { namespace: 'cacheable' }), ttl: lifeMs });
  return {
    get: key => cache.get(key),
    set: (key, value) => cache.set(key, value),
    close: () => cache.disconnect(),
  };
}

/** No cache at all, only its client: what Node needs to ask Redis and to read the answer. */
async function openIoredis(redisUrl: string): Promise<Contender> {
  const redis = new Redis(redisUrl);
  return {
    async get(key) {
      const text = await redis.get(`ioredis:${key}`);
      return text === null ? null : (JSON.parse(text) as unknown);
    },
    set: (key, value) => redis.set(`ioredis:${key}`, JSON.stringify(value), 'PX', lifeMs),
    close: async () => redis.disconnect(),
  };
}

/** In the order of the report. */
export const contenders = {
  leadwire: redisUrl => openLeadwire(redisUrl),
  bentocache: openBentocache,
  'layered-loader': openLayeredLoader,
  cacheable: openCacheable,
  ioredis: openIoredis,
} as const satisfies Readonly<Record<string, OpenContender>>;

export type ContenderName = keyof typeof contenders;
export const contenderNames = Object.keys(contenders) as readonly ContenderName[];

/** Without a memory of their own. */
export const withoutMemory: readonly ContenderName[] = ['ioredis'];
