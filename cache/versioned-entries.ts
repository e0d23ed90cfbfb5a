import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { CacheHit } from './cache';
import type { CacheFigures } from './cache-figures';
import { cacheChannel, type CacheMessage } from './cache-messages';
import { decodeVersionedEntry, encodeEntry, jsonBytesOf, withVersion } from './entry-codec';
import type { KeepInMemory } from './memory-keeping';
import type { MemoryTier } from './memory-tier';
import { storeNewer } from './redis-scripts';
import type { EntryAddress, RedisTier } from './redis-tier';
import type { SingleFlight } from './single-flight';
import { strategies } from './strategies';

/** A value with the version of the row that it is a copy of. */
export interface VersionedValue {
  readonly value: unknown;
  readonly version: number;
}

export interface VersionedHit extends CacheHit, VersionedValue {}

/** `older`: Redis or this process holds a newer version. `unreachable`: kept in memory only. */
export type VersionedWrite = 'stored' | 'older' | 'unreachable';

/** Entries of which, in every tier, only a newer version takes the place of another (design §6.6). */
export interface VersionedEntries {
  get(entry: EntryAddress, atLeast: number): Promise<VersionedHit | null>;
  set(entry: EntryAddress, value: VersionedValue): Promise<VersionedWrite>;
  load(
    entry: EntryAddress,
    lock: string,
    load: () => Promise<VersionedValue>,
    atLeast: number,
  ): Promise<VersionedValue>;
}

interface Parts {
  readonly memory: MemoryTier;
  readonly keepInMemory: KeepInMemory;
  readonly figures: CacheFigures;
  readonly redisTier: RedisTier;
  readonly flights: SingleFlight;
}

export function createVersionedEntries(parts: Parts): VersionedEntries {
  const { memory, keepInMemory, figures, redisTier, flights } = parts;

  function fromMemory({ type, tenant, name }: EntryAddress, atLeast: number): VersionedHit | null {
    const held = memory.get(name);
    if (held?.version === undefined || held.version < atLeast) return null;
    figures.count(type, tenant, 'memory', 'hit', held.bytes);
    return { value: held.value, version: held.version, tier: 'memory' };
  }

  /** Counts nothing but what is corrupt. What is too old is left to be replaced. */
  async function fromRedis(entry: EntryAddress, atLeast: number) {
    const since = memory.moment();
    const found = await redisTier.read(entry);
    if (!found) return null;
    const decoded = decodeVersionedEntry(found.bytes, found.serverRun, entry.name);
    if (!decoded) {
      await redisTier.removeCorrupt(entry, found.bytes);
      return null;
    }
    // Redis lags behind where the writer could not reach it.
    if (decoded.version < Math.max(atLeast, memory.newestHeard(entry.name))) return null;
    keepInMemory(entry, { ...decoded, bytes: jsonBytesOf(found.bytes) }, since);
    return { ...decoded, storedBytes: found.bytes.length };
  }

  async function set(entry: EntryAddress, { value, version }: VersionedValue): Promise<VersionedWrite> {
    const { type, tenant, name } = entry;
    memory.removeOlder(name, version);
    const encoded = encodeEntry(value, strategies[type].compressed, name);
    if (!encoded) {
      figures.count(type, tenant, 'redis', 'write_refused');
      return 'unreachable';
    }
    keepInMemory(entry, { value, version, bytes: jsonBytesOf(encoded) }, memory.moment());
    const message = JSON.stringify({ kind: 'version', name, version } satisfies CacheMessage);
    const stored = await redisTier.write(entry, encoded.length, ({ redis, serverRun }, seconds) => {
      const bytes = withVersion(encoded, version, serverRun);
      return storeNewer(redis, { name, bytes, seconds }, { channel: cacheChannel, message });
    });
    if (stored === undefined) return 'unreachable';
    if (stored === 1) return 'stored';
    memory.removeOlder(name, version + 1);
    return 'older';
  }

  return {
    async get(entry, atLeast) {
      const held = fromMemory(entry, atLeast);
      if (held) return held;
      const found = await fromRedis(entry, atLeast);
      figures.count(entry.type, entry.tenant, 'redis', found ? 'hit' : 'miss', found?.storedBytes);
      return found && { value: found.value, version: found.version, tier: 'redis' };
    },
    set,
    // Who needs a newer version than a load under way was started for must not share it, nor may what
    // began long ago be shared: its answer may be as old as that.
    async load(entry, lock, load, atLeast) {
      const startedAt = systemClock.elapsed();
      const period = Math.floor(startedAt / defaults.cache.freshLoadMs);
      const { value, end, joined } = await flights.run<VersionedValue>(`${entry.name} ${atLeast} ${period}`, {
        lock: `${lock}:${atLeast}`,
        hasLooked: true,
        load,
        look: async () => (await fromRedis(entry, atLeast)) ?? undefined,
        async keep(loaded) {
          // What was read long ago may have been written, told of and evicted again since.
          if (systemClock.elapsed() - startedAt <= defaults.cache.freshLoadMs) await set(entry, loaded);
        },
      });
      const outcome = end === 'loaded' && !joined ? 'load' : 'shared_load';
      figures.count(entry.type, entry.tenant, 'database', outcome);
      return { value: value.value, version: value.version };
    },
  };
}
