import type { CacheFigures } from './cache-figures';
import type { MemoryEntry, MemoryTier } from './memory-tier';
import type { EntryAddress } from './redis-tier';
import { strategies } from './strategies';

/** Keeps an entry in memory as its type says, and counts it. @param since as in `MemoryTier.keep` */
export type KeepInMemory = (address: EntryAddress, entry: MemoryEntry, since: number) => void;

export const memoryKeeping =
  (memory: MemoryTier, figures: CacheFigures): KeepInMemory =>
  ({ type, tenant, name }, entry, since) => {
    const { memorySeconds } = strategies[type];
    if (memorySeconds === null) return;
    const kept = memory.keep(name, entry, memorySeconds, since);
    figures.count(type, tenant, 'memory', kept ? 'write' : 'write_refused', entry.bytes);
  };
