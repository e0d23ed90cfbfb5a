import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { LocationId } from '../domain/ids';
import { decodeEntry, encodeEntry } from './entry-codec';
import { strategies, type CacheStrategy, type CacheType } from './strategies';

export interface CacheHit {
  readonly value: unknown;
  readonly tier: 'memory' | 'redis';
}

/**
 * The cache as the rest of the code sees it: it never throws and never waits longer than one bounded
 * Redis command. Values come back as `unknown`: the caller validates them, for another version of
 * Leadwire may have written them.
 */
export interface Cache {
  get(type: CacheType, tenant: LocationId, key: string): Promise<CacheHit | null>;
  set(type: CacheType, tenant: LocationId, key: string, value: unknown): Promise<void>;
  delete(type: CacheType, tenant: LocationId, key: string): Promise<void>;
  /** Concurrent misses of one key in this process share one `load`. */
  getOrLoad(type: CacheType, tenant: LocationId, key: string, load: () => Promise<unknown>): Promise<unknown>;
}

const memoryEntries = 10_000;
const memoryBytes = 64 * 1024 * 1024;

/**
 * Tenant first, so that no two tenants ever share an entry and one tenant's can be found. A colon
 * within the tenant is escaped, or tenant `a:b` and key `c` would be tenant `a` and key `b:c`.
 */
export function redisKey(type: CacheType, tenant: LocationId, key: string): string {
  const { prefix } = strategies[type];
  const owner = tenant.replaceAll('%', '%25').replaceAll(':', '%3A');
  return prefix === 'claude_cache' ? `${prefix}:${owner}:${type}:${key}` : `${prefix}:${owner}:${key}`;
}

export function createCache(redis: Redis): Cache {
  const memory = new LRUCache<string, { readonly value: unknown; readonly bytes: number }>({
    max: memoryEntries,
    maxSize: memoryBytes,
    sizeCalculation: entry => entry.bytes + 200,
  });
  const loading = new Map<string, Promise<unknown>>();

  const remember = (strategy: CacheStrategy, name: string, value: unknown, bytes: number): void => {
    if (strategy.memorySeconds !== null)
      memory.set(name, { value, bytes }, { ttl: strategy.memorySeconds * 1_000 });
  };

  const cache: Cache = {
    async get(type, tenant, key) {
      const name = redisKey(type, tenant, key);
      const held = memory.get(name);
      if (held) return { value: held.value, tier: 'memory' };
      const entry = await redis.getBuffer(name).catch(() => null);
      if (!entry) return null;
      const value = decodeEntry(entry);
      if (value === undefined) {
        await redis.del(name).catch(() => 0);
        return null;
      }
      remember(strategies[type], name, value, entry.length);
      return { value, tier: 'redis' };
    },
    async set(type, tenant, key, value) {
      const strategy = strategies[type];
      const name = redisKey(type, tenant, key);
      const entry = encodeEntry(value, strategy.compressed);
      remember(strategy, name, value, entry.length);
      await redis.set(name, entry, 'EX', withJitter(strategy.redisSeconds)).catch(() => null);
    },
    async delete(type, tenant, key) {
      const name = redisKey(type, tenant, key);
      memory.delete(name);
      await redis.del(name).catch(() => 0);
    },
    async getOrLoad(type, tenant, key, load) {
      const found = await cache.get(type, tenant, key);
      if (found) return found.value;
      const name = redisKey(type, tenant, key);
      const underWay = loading.get(name);
      if (underWay) return underWay;
      const loaded = load()
        .then(async value => {
          await cache.set(type, tenant, key, value);
          return value;
        })
        .finally(() => loading.delete(name));
      loading.set(name, loaded);
      return loaded;
    },
  };
  return cache;
}

/** Up to a tenth shorter, so that entries written together do not all expire together. */
const withJitter = (seconds: number): number => Math.ceil(seconds * (1 - Math.random() * 0.1));
