import { LRUCache } from 'lru-cache';
import type { MemoryState } from './cache-figures';

export interface MemoryEntry {
  readonly value: unknown;
  /** Of its JSON, unpacked. */
  readonly bytes: number;
  /** Of versioned types only. */
  readonly version?: number;
}

export interface MemoryTier {
  get(name: string): MemoryEntry | undefined;
  /**
   * Keeps an entry, unless it is older than the one held or than what was heard of, or it was removed
   * since `since` was taken: it may have been read before that.
   * @returns whether it is kept now
   */
  keep(name: string, entry: MemoryEntry, seconds: number, since: number): boolean;
  /** Changes with each removal. Taken before an entry is read elsewhere. */
  moment(): number;
  remove(name: string): void;
  removeOlder(name: string, version: number): void;
  /** The newest version of an entry that was held or heard of a short while ago; -1 where there is none. */
  newestHeard(name: string): number;
  /** All whose Redis key begins so; the empty text means all. */
  removeAll(prefix: string): void;
  /** Believes lower versions of these than were heard of: where they come from was set back. */
  forgetVersions(prefix: string): void;
  readonly state: () => MemoryState;
}

/** An entry's own bookkeeping, and how much larger a parsed value is than its JSON. */
const overheadBytes = 250;
const parsedPerJsonByte = 2;
/** How many of the last removals and versions are remembered, and for how long: longer than any read takes. */
const heardEntries = 20_000;
const heardForMs = 30_000;

/** The first tier: bounded by entries and by bytes, the least recently used go first. */
export function createMemoryTier(limitEntries: number, limitBytes: number): MemoryTier {
  let evictions = 0;
  let moment = 0;
  /** Since when everything that was read before counts as removed. */
  let allRemovedAt = 0;
  const entries = new LRUCache<string, MemoryEntry>({
    max: limitEntries,
    maxSize: limitBytes,
    sizeCalculation: (entry, name) => overheadBytes + 2 * name.length + parsedPerJsonByte * entry.bytes,
    dispose: (_entry, _name, reason) => {
      if (reason === 'evict') evictions += 1;
    },
  });
  const versions = new LRUCache<string, number>({ max: heardEntries, ttl: heardForMs });
  const removals = new LRUCache<string, number>({
    max: heardEntries,
    // What is remembered no more may not be kept either, if it was read so long ago.
    dispose: (removedAt, _name, reason) => {
      if (reason === 'evict') allRemovedAt = Math.max(allRemovedAt, removedAt);
    },
  });
  const newestHeard = (name: string): number =>
    Math.max(entries.peek(name)?.version ?? -1, versions.get(name) ?? -1);

  return {
    get: name => entries.get(name),
    keep(name, entry, seconds, since) {
      if (since < allRemovedAt || since < (removals.get(name) ?? 0)) return false;
      if (entry.version !== undefined && newestHeard(name) > entry.version) return false;
      entries.set(name, entry, { ttl: seconds * 1_000 });
      // One that is larger than the whole of memory is not.
      return entries.peek(name) === entry;
    },
    moment: () => moment,
    remove(name) {
      moment += 1;
      removals.set(name, moment);
      entries.delete(name);
    },
    removeOlder(name, version) {
      versions.set(name, Math.max(version, versions.get(name) ?? version));
      if ((entries.peek(name)?.version ?? version) < version) entries.delete(name);
    },
    newestHeard,
    removeAll(prefix) {
      moment += 1;
      allRemovedAt = moment;
      if (prefix === '') entries.clear();
      else for (const name of [...entries.keys()]) if (name.startsWith(prefix)) entries.delete(name);
    },
    forgetVersions(prefix) {
      for (const name of [...versions.keys()]) if (name.startsWith(prefix)) versions.delete(name);
    },
    state: () => ({
      entries: entries.size,
      bytes: entries.calculatedSize,
      evictions,
      limitEntries,
      limitBytes,
    }),
  };
}
