import type { ContactId, LocationId } from '../domain/ids';
import type { FlowChange } from '../domain/stored-flow';
import type { Clock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { Cache } from './cache';

/** Flows that changed in Postgres, until Redis has them for good. */
export interface FlowSettling {
  /** Drops older copies from this process's memory at once; Redis follows with `settle`. */
  note(changes: readonly FlowChange[]): void;
  /** Below this version, what Redis holds of the flow must not be believed; 0 where nothing is open. */
  newest(location: LocationId, contact: ContactId): number;
  /** How many wait for Redis. */
  size(): number;
  /** Brings Redis up to date, as far as it answers. */
  settle(): Promise<void>;
  /** Forgets what waits, for where Redis is emptied instead. */
  drop(): void;
}

interface OpenChange {
  readonly change: FlowChange;
  /** When Redis first took it; null until then. */
  readonly writtenAt: number | null;
}

/** Many, and yet few enough to leave the pool of connections to others. */
const writesAtOnce = 20;
/** A change so old (a transaction of ours takes a third of that at the most) needs no second write. */
const oldSeconds = 30;

/**
 * Each change is written to Redis twice, `flowSettledMs` apart. The first write may be undone: Redis may
 * be restarted or evict the entry, and then take an older copy from a process that read the row before
 * the change. By the second, no such process keeps what it read any more.
 */
export function createFlowSettling(cache: Cache, clock: Clock): FlowSettling {
  const open = new Map<string, OpenChange>();
  const nameOf = (location: LocationId, contact: ContactId): string => JSON.stringify([location, contact]);

  async function write(name: string, { change, writtenAt }: OpenChange): Promise<void> {
    const { locationId, contactId, flow, version } = change;
    const outcome = await cache.setVersioned('qualification_flow', locationId, contactId, flow, version);
    // A newer change may have come in meanwhile.
    if (outcome === 'unreachable' || open.get(name)?.change !== change) return;
    if (writtenAt !== null || change.secondsAgo > oldSeconds) open.delete(name);
    else open.set(name, { change, writtenAt: clock.elapsed() });
  }

  return {
    note(changes) {
      for (const change of changes) {
        const { locationId, contactId, version } = change;
        cache.forgetOlder('qualification_flow', locationId, contactId, version);
        const name = nameOf(locationId, contactId);
        const known = open.get(name)?.change.version ?? 0;
        if (version > known) open.set(name, { change, writtenAt: null });
      }
    },
    newest: (location, contact) => open.get(nameOf(location, contact))?.change.version ?? 0,
    size: () => open.size,
    async settle() {
      const now = clock.elapsed();
      const due = [...open].filter(
        ([, { writtenAt }]) => writtenAt === null || now - writtenAt >= defaults.cache.flowSettledMs,
      );
      const queue = due.values();
      const writeAll = async (): Promise<void> => {
        for (const [name, change] of queue) {
          // After so long a stand-still the change may be an old one itself: look again first.
          if (clock.elapsed() - now > defaults.cache.flowStalenessMs) return;
          await write(name, change);
        }
      };
      await Promise.all(Array.from({ length: Math.min(writesAtOnce, due.length) }, writeAll));
    },
    drop: () => open.clear(),
  };
}
