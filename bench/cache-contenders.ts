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

// Each has the memory of ours as far as it knows such a limit: `memoryLimits` says how far.

/** With both limits; bytes are those of the serialised entries. */
export async function bentocacheAt(redisUrl: string) {
  const { BentoCache, bentostore } = await import('bentocache');
  const { memoryDriver } = await import('bentocache/drivers/memory');
  const { redisDriver } = await import('bentocache/drivers/redis');
  const connection = new Redis(redisUrl);
  const store = bentostore({ ttl: lifeMs })
    .useL1Layer(memoryDriver({ maxItems: memoryEntries, maxSize: memoryBytes }))
    .useL2Layer(redisDriver({ connection }));
  return new BentoCache({ default: 'bench', stores: { bench: store } });
}

async function openBentocache(redisUrl: string): Promise<Contender> {
  const cache = await bentocacheAt(redisUrl);
  return {
    get: key => cache.get({ key }),
    set: (key, value) => cache.set({ key, value }),
    close: () => cache.disconnectAll(),
  };
}

/** It knows entries only. */
export async function layeredLoaderTiers(redisUrl: string, prefix: string) {
  const { RedisCache } = await import('layered-loader');
  const redis = new Redis(redisUrl);
  return {
    redis,
    tiers: {
      inMemoryCache: { cacheType: 'lru-map', maxItems: memoryEntries, ttlInMsecs: lifeMs },
      asyncCache: new RedisCache<unknown>(redis, { json: true, prefix, ttlInMsecs: lifeMs }),
    },
  } as const;
}

async function openLayeredLoader(redisUrl: string): Promise<Contender> {
  const { ManualCache } = await import('layered-loader');
  const { redis, tiers } = await layeredLoaderTiers(redisUrl, 'layered-loader');
  const cache = new ManualCache<unknown>(tiers);
  return {
    get: key => cache.get(key),
    set: (key, value) => cache.set(key, value),
    async close() {
      await cache.close();
      redis.disconnect();
    },
  };
}

/** It knows entries only; its memory is then a least-recently-used list instead of a plain map. */
export async function cacheableAt(redisUrl: string, namespace: string) {
  const { Cacheable, createKeyv: createMemory } = await import('cacheable');
  const { createKeyv } = await import('@keyv/redis');
  return new Cacheable({
    primary: createMemory({ ttl: lifeMs, lruSize: memoryEntries }),
    secondary: createKeyv(redisUrl, { namespace }),
    ttl: lifeMs,
  });
}

async function openCacheable(redisUrl: string): Promise<Contender> {
  const cache = await cacheableAt(redisUrl, 'cacheable');
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

const entries = `${memoryEntries.toLocaleString('en')} entries`;
const megabytes = `${memoryBytes / 1024 / 1024} MB`;

/** What bounds the memory of each, for the report. */
export const memoryLimits = `leadwire: ${entries} and ${megabytes}, reckoned as parsed values; bentocache: ${entries} and ${megabytes} of serialised ones; layered-loader and cacheable: ${entries}, for they know no limit of bytes`;
