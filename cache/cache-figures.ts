import type { LocationId } from '../domain/ids';
import type { CacheType } from './strategies';

export type CacheTier = 'memory' | 'redis' | 'database';

/**
 * What may happen to an entry. A look-up is one `hit`, at the tier that had it, or one `miss`, at the
 * last tier that was asked; so the hit rate of a type is hits / (hits + misses). A look-up that goes past
 * memory and Redis, for neither is to be believed, is a miss in memory.
 */
export type CacheOutcome =
  'hit' | 'miss' | 'write' | 'write_refused' | 'error' | 'corrupt' | 'load' | 'shared_load';

export interface CacheCount {
  readonly type: CacheType;
  readonly tenant: LocationId;
  readonly tier: CacheTier;
  readonly outcome: CacheOutcome;
  readonly count: number;
  readonly bytes: number;
}

/** The memory tier of this process now. */
export interface MemoryState {
  readonly entries: number;
  readonly bytes: number;
  readonly evictions: number;
  readonly limitEntries: number;
  readonly limitBytes: number;
}

/** The connections of this process to Redis now. */
export interface RedisState {
  readonly connections: number;
  readonly ready: number;
  readonly commandsInFlight: number;
  readonly breaker: 'closed' | 'open' | 'half_open';
  readonly timeouts: number;
  readonly errors: number;
}

export interface CacheFigures {
  count(type: CacheType, tenant: LocationId, tier: CacheTier, outcome: CacheOutcome, bytes?: number): void;
  /** What was counted since the last take, which it forgets: for the flush to Postgres. */
  take(): CacheCount[];
  /** Of this process since it started, without tenants: for /metrics. */
  totals(): Omit<CacheCount, 'tenant'>[];
  memory(): MemoryState;
  redis(): RedisState;
}

interface Sum {
  count: number;
  bytes: number;
}

/** Adds up what the cache does: a few additions for each look-up, nothing that waits. */
export function createCacheFigures(memory: () => MemoryState, redis: () => RedisState): CacheFigures {
  let sinceTake = new Map<string, CacheCount & Sum>();
  const sinceStart = new Map<string, Omit<CacheCount, 'tenant'> & Sum>();

  return {
    count(type, tenant, tier, outcome, bytes = 0) {
      const name = `${type} ${tier} ${outcome}`;
      const taken = sinceTake.get(`${name} ${tenant}`);
      if (taken) {
        taken.count += 1;
        taken.bytes += bytes;
      } else sinceTake.set(`${name} ${tenant}`, { type, tenant, tier, outcome, count: 1, bytes });
      const total = sinceStart.get(name);
      if (total) {
        total.count += 1;
        total.bytes += bytes;
      } else sinceStart.set(name, { type, tier, outcome, count: 1, bytes });
    },
    take() {
      const taken = [...sinceTake.values()];
      sinceTake = new Map();
      return taken;
    },
    totals: () => [...sinceStart.values()].map(total => ({ ...total })),
    memory,
    redis,
  };
}
