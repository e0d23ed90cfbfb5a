import type { Redis } from 'ioredis';
import type { LocationId } from '../domain/ids';
import { defaults } from '../runtime/defaults';
import { createCacheFigures, type CacheFigures, type CacheOutcome } from './cache-figures';
import { cacheChannel, listenToCaches, type CacheMessage } from './cache-messages';
import { createClearing } from './clearing';
import { decodeEntry, encodeEntry, jsonBytesOf } from './entry-codec';
import { tryToLock, type LoadLock, type LockAttempt } from './load-lock';
import { memoryKeeping } from './memory-keeping';
import { createMemoryTier } from './memory-tier';
import { lockKey, redisKey } from './redis-key';
import type { RedisPool } from './redis-pool';
import { removeAndTell, storeLoaded } from './redis-scripts';
import { createRedisTier, type EntryAddress } from './redis-tier';
import { createSingleFlight } from './single-flight';
import { strategies, type CacheType, type VersionedCacheType } from './strategies';
import {
  createVersionedEntries,
  type VersionedHit,
  type VersionedValue,
  type VersionedWrite,
} from './versioned-entries';

export interface CacheHit {
  readonly value: unknown;
  readonly tier: 'memory' | 'redis';
}

/**
 * The cache as the rest of the code sees it: it never throws (but for what a `load` throws) and never
 * waits longer than one bounded Redis command. Values come back as `unknown`: the caller validates
 * them, for another version of Leadwire may have written them.
 */
export interface Cache {
  get(type: CacheType, tenant: LocationId, key: string): Promise<CacheHit | null>;
  /** Looks once more for what was looked for before: it counts as no look-up of its own. */
  lookAgain(type: CacheType, tenant: LocationId, key: string): Promise<CacheHit | null>;
  set(type: CacheType, tenant: LocationId, key: string, value: unknown): Promise<void>;
  delete(type: CacheType, tenant: LocationId, key: string): Promise<void>;
  /**
   * Concurrent misses of one key share one `load`, in this process and across processes. What was
   * deleted while it was being loaded is given to those who waited, and not kept.
   * @param options.rebuild load even if there is an entry
   * @throws whatever `load` throws
   */
  getOrLoad(
    type: CacheType,
    tenant: LocationId,
    key: string,
    load: () => Promise<unknown>,
    options?: { readonly rebuild?: boolean },
  ): Promise<unknown>;
  /**
   * The right to load an entry, for who may in the end keep nothing of it. `taken`: another process is
   * loading it. Release what is held.
   */
  tryToLock(type: CacheType, tenant: LocationId, key: string): Promise<LockAttempt>;
  /** How long an entry still lives in Redis; null where there is none or Redis is away. */
  secondsLeft(type: CacheType, tenant: LocationId, key: string): Promise<number | null>;
  /** @param atLeast what is older counts as a miss: for callers who know which version there is */
  getVersioned(
    type: VersionedCacheType,
    tenant: LocationId,
    key: string,
    atLeast?: number,
  ): Promise<VersionedHit | null>;
  /** Compare-and-set in memory and Redis: only a newer version wins; other processes are told. */
  setVersioned(
    type: VersionedCacheType,
    tenant: LocationId,
    key: string,
    value: unknown,
    version: number,
  ): Promise<VersionedWrite>;
  /**
   * What `load` gives, loaded once for many who ask at the same moment, here and in other processes.
   * It is not looked for first: that is `getVersioned`.
   * @throws whatever `load` throws
   */
  loadVersioned(
    type: VersionedCacheType,
    tenant: LocationId,
    key: string,
    load: () => Promise<VersionedValue>,
    atLeast?: number,
  ): Promise<VersionedValue>;
  /** Drops this process's memory entry if it is older than the version, and refuses older ones for a while. */
  forgetOlder(type: VersionedCacheType, tenant: LocationId, key: string, version: number): void;
  /** Drops everything this process holds in memory. */
  forgetMemory(): void;
  /**
   * Removes a tenant's entries, of one type or all, in Redis and in every process's memory.
   * @returns how many were in Redis
   * @throws where Redis is away: an operator must know that nothing was removed
   */
  clear(tenant: LocationId, type?: CacheType): Promise<number>;
  /** The same for one type of every tenant, where its source was set back: lower versions are right again. */
  clearType(type: VersionedCacheType): Promise<number>;
  /** True once Redis takes commands and its messages are heard. Nothing has to wait for it. */
  isConnected(): boolean;
  readonly figures: CacheFigures;
  close(): void;
}

export interface CacheOptions {
  readonly pool: RedisPool;
  /** Opens a connection to listen on: a subscribed one can do nothing else. */
  readonly openSubscriber: () => Redis;
  /** Of the memory tier. Default: `defaults.cache`. */
  readonly memoryEntries?: number;
  readonly memoryBytes?: number;
}

export function createCache({
  pool,
  openSubscriber,
  memoryEntries = defaults.cache.memoryEntries,
  memoryBytes = defaults.cache.memoryBytes,
}: CacheOptions): Cache {
  const memory = createMemoryTier(memoryEntries, memoryBytes);
  const figures = createCacheFigures(memory.state, pool.state);
  const redisTier = createRedisTier(pool, figures);
  const flights = createSingleFlight(pool);
  const keepInMemory = memoryKeeping(memory, figures);
  const versioned = createVersionedEntries({ memory, keepInMemory, figures, redisTier, flights });
  const subscription = listenToCaches(openSubscriber(), hear, () => memory.removeAll(''));

  function hear(message: CacheMessage): void {
    if (message.kind === 'version') memory.removeOlder(message.name, message.version);
    else if (message.kind === 'delete') {
      memory.remove(message.name);
      flights.forget(message.name);
    } else {
      memory.removeAll(message.prefix);
      flights.forgetAll(message.prefix);
      if (message.kind === 'went_back') memory.forgetVersions(message.prefix);
    }
  }

  const addressOf = (type: CacheType, tenant: LocationId, key: string): EntryAddress => ({
    type,
    tenant,
    key,
    name: redisKey(type, tenant, key),
  });

  function fromMemory({ type, tenant, name }: EntryAddress): CacheHit | null {
    const held = memory.get(name);
    if (!held) return null;
    figures.count(type, tenant, 'memory', 'hit', held.bytes);
    return { value: held.value, tier: 'memory' };
  }

  /** Counts nothing but what is corrupt: it may be asked several times for one look-up. */
  async function fromRedis(entry: EntryAddress): Promise<(CacheHit & { storedBytes: number }) | null> {
    const since = memory.moment();
    const found = await redisTier.read(entry);
    if (!found) return null;
    const value = decodeEntry(found.bytes, entry.name);
    if (value === undefined) {
      await redisTier.removeCorrupt(entry, found.bytes);
      return null;
    }
    keepInMemory(entry, { value, bytes: jsonBytesOf(found.bytes) }, since);
    return { value, tier: 'redis', storedBytes: found.bytes.length };
  }

  /** Stores what was loaded, unless it was deleted meanwhile. */
  async function keepLoaded(
    entry: EntryAddress,
    value: unknown,
    since: number,
    lock?: LoadLock,
  ): Promise<void> {
    const { type, tenant, name } = entry;
    const bytes = encodeEntry(value, strategies[type].compressed, name);
    if (!bytes) return figures.count(type, tenant, 'redis', 'write_refused');
    const stored = lock
      ? await redisTier.write(entry, bytes.length, ({ redis }, seconds) =>
          storeLoaded(redis, { name, bytes, seconds }, lock),
        )
      : undefined;
    if (stored !== 0) keepInMemory(entry, { value, bytes: jsonBytesOf(bytes) }, since);
  }

  const cache: Cache = {
    async get(type, tenant, key) {
      const entry = addressOf(type, tenant, key);
      const held = fromMemory(entry);
      if (held) return held;
      const found = await fromRedis(entry);
      figures.count(type, tenant, 'redis', found ? 'hit' : 'miss', found?.storedBytes);
      return found && { value: found.value, tier: found.tier };
    },
    async lookAgain(type, tenant, key) {
      const entry = addressOf(type, tenant, key);
      const held = memory.get(entry.name);
      if (held) return { value: held.value, tier: 'memory' };
      const found = await fromRedis(entry);
      return found && { value: found.value, tier: found.tier };
    },
    async set(type, tenant, key, value) {
      const entry = addressOf(type, tenant, key);
      const bytes = encodeEntry(value, strategies[type].compressed, entry.name);
      if (!bytes) return figures.count(type, tenant, 'redis', 'write_refused');
      keepInMemory(entry, { value, bytes: jsonBytesOf(bytes) }, memory.moment());
      await redisTier.write(entry, bytes.length, ({ redis }, seconds) =>
        redis.set(entry.name, bytes, 'EX', seconds),
      );
    },
    async delete(type, tenant, key) {
      const { name } = addressOf(type, tenant, key);
      memory.remove(name);
      flights.forget(name);
      const message = JSON.stringify({ kind: 'delete', name } satisfies CacheMessage);
      await pool
        .run('delete', ({ redis }) =>
          removeAndTell(
            redis,
            { name, lock: lockKey(type, tenant, key) },
            { channel: cacheChannel, message },
          ),
        )
        .catch(() => figures.count(type, tenant, 'redis', 'error'));
    },
    async getOrLoad(type, tenant, key, load, { rebuild = false } = {}) {
      const entry = addressOf(type, tenant, key);
      const held = rebuild ? null : fromMemory(entry);
      if (held) return held.value;
      const since = memory.moment();
      let storedBytes = 0;
      const flight = flights.run(entry.name, {
        lock: lockKey(type, tenant, key),
        rebuild,
        load,
        async look() {
          const found = await fromRedis(entry);
          storedBytes = found?.storedBytes ?? 0;
          return found?.value;
        },
        async keep(value, lock) {
          await keepLoaded(entry, value, since, lock);
          // Others may hold what was there before.
          if (rebuild) await redisTier.tell({ kind: 'delete', name: entry.name }).catch(() => undefined);
        },
      });
      const count = (outcome: CacheOutcome, bytes = 0): void =>
        figures.count(type, tenant, outcome.endsWith('load') ? 'database' : 'redis', outcome, bytes);
      try {
        const { value, end, joined } = await flight;
        if (end === 'found') count('hit', storedBytes);
        else if (!rebuild) count('miss');
        if (end !== 'found') count(end === 'loaded' && !joined ? 'load' : 'shared_load');
        return value;
      } catch (error) {
        if (!rebuild) count('miss');
        throw error;
      }
    },
    tryToLock: (type, tenant, key) => tryToLock(pool, lockKey(type, tenant, key)),
    async secondsLeft(type, tenant, key) {
      const name = redisKey(type, tenant, key);
      const seconds = await pool.run('ttl', ({ redis }) => redis.ttl(name)).catch(() => -2);
      return seconds < 0 ? null : seconds;
    },
    getVersioned: (type, tenant, key, atLeast = 0) => versioned.get(addressOf(type, tenant, key), atLeast),
    setVersioned: (type, tenant, key, value, version) =>
      versioned.set(addressOf(type, tenant, key), { value, version }),
    loadVersioned: (type, tenant, key, load, atLeast = 0) =>
      versioned.load(addressOf(type, tenant, key), lockKey(type, tenant, key), load, atLeast),
    forgetOlder: (type, tenant, key, version) => memory.removeOlder(redisKey(type, tenant, key), version),
    forgetMemory: () => memory.removeAll(''),
    ...createClearing(redisTier, hear),
    isConnected: () => subscription.isListening() && pool.state().ready > 0,
    figures,
    close() {
      subscription.close();
    },
  };

  return cache;
}
