import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CacheFigures } from '../cache/cache-figures';
import type { RedisMemory } from '../cache/redis-memory';
import type { CommandListener } from '../cache/redis-pool';

/** Seconds. From a command on loopback to the longest connect time-out. */
const commandBuckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5,
];

/**
 * Shows the caches of this process at `/metrics`. What the figures hold is read when it is asked for,
 * so that counting costs a look-up nothing more.
 * @param server asks Redis how full it is; null while it does not answer
 * @returns what the Redis pool is to tell of each command
 */
export function registerCacheMetrics(
  registry: Registry,
  figures: CacheFigures,
  server: () => Promise<RedisMemory | null>,
): CommandListener {
  const registers = [registry];
  new Counter({
    name: 'leadwire_cache_requests_total',
    help: 'What happened to entries of the cache; a look-up is one hit, or one miss at the last tier asked.',
    labelNames: ['type', 'tier', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { type, tier, outcome, count } of figures.totals()) this.inc({ type, tier, outcome }, count);
    },
  });
  new Counter({
    name: 'leadwire_cache_bytes_total',
    help: 'Bytes of entries that were read or written, as they are stored.',
    labelNames: ['type', 'tier', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { type, tier, outcome, bytes } of figures.totals())
        if (bytes > 0) this.inc({ type, tier, outcome }, bytes);
    },
  });
  registerMemory(registry, figures);
  registerRedis(registry, figures);
  registerServer(registry, server);
  const durations = new Histogram({
    name: 'leadwire_redis_command_duration_seconds',
    help: 'Time of Redis commands as their callers had it; refused: the breaker was open or no connection stood.',
    labelNames: ['command', 'outcome'],
    buckets: commandBuckets,
    registers,
  });
  return (command, seconds, outcome) => durations.observe({ command, outcome }, seconds);
}

function registerMemory(registry: Registry, figures: CacheFigures): void {
  gauge(registry, 'leadwire_cache_memory_entries', 'Entries in memory.', () => figures.memory().entries);
  gauge(
    registry,
    'leadwire_cache_memory_bytes',
    'Bytes of the entries in memory.',
    () => figures.memory().bytes,
  );
  gauge(
    registry,
    'leadwire_cache_memory_limit_entries',
    'Entries that memory holds at the most.',
    () => figures.memory().limitEntries,
  );
  gauge(
    registry,
    'leadwire_cache_memory_limit_bytes',
    'Bytes that memory holds at the most.',
    () => figures.memory().limitBytes,
  );
  counter(
    registry,
    'leadwire_cache_memory_evictions_total',
    'Entries that made room for others in memory.',
    () => figures.memory().evictions,
  );
}

const breakerStates = ['closed', 'half_open', 'open'] as const;

function registerRedis(registry: Registry, figures: CacheFigures): void {
  new Gauge({
    name: 'leadwire_redis_connections',
    help: 'Connections of the pool, by whether they can take commands.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { connections, ready } = figures.redis();
      this.set({ state: 'ready' }, ready);
      this.set({ state: 'connecting' }, connections - ready);
    },
  });
  new Gauge({
    name: 'leadwire_redis_breaker_state',
    help: '1 for the state that the circuit breaker is in.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { breaker } = figures.redis();
      for (const state of breakerStates) this.set({ state }, state === breaker ? 1 : 0);
    },
  });
  gauge(
    registry,
    'leadwire_redis_commands_in_flight',
    'Commands that wait for their answer.',
    () => figures.redis().commandsInFlight,
  );
  counter(
    registry,
    'leadwire_redis_timeouts_total',
    'Commands that were not answered in time.',
    () => figures.redis().timeouts,
  );
  counter(
    registry,
    'leadwire_redis_errors_total',
    'Commands that failed in another way.',
    () => figures.redis().errors,
  );
}

/** The server's own, the same in every process. None is shown while it does not say; no limit is 0. */
function registerServer(registry: Registry, server: () => Promise<RedisMemory | null>): void {
  let asked: Promise<RedisMemory | null> | undefined;
  // All of one scrape share one question.
  const ask = (): Promise<RedisMemory | null> => (asked ??= server().finally(() => (asked = undefined)));
  const shown = [
    ['leadwire_redis_used_bytes', 'Memory that the Redis server uses.', 'usedBytes'],
    ['leadwire_redis_limit_bytes', 'Memory that the Redis server may use; 0: no limit is set.', 'limitBytes'],
    ['leadwire_redis_keys', 'Keys in the Redis server.', 'keys'],
  ] as const;
  for (const [name, help, figure] of shown)
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect() {
        const memory = await ask();
        if (memory) this.set(memory[figure] ?? 0);
        else this.remove();
      },
    });
  const counted = [
    ['leadwire_redis_evicted_keys_total', 'Keys that made room for others in Redis.', 'evictedKeys'],
    ['leadwire_redis_expired_keys_total', 'Keys in Redis whose time was over.', 'expiredKeys'],
  ] as const;
  for (const [name, help, figure] of counted)
    new Counter({
      ...{ name, help, registers: [registry] },
      async collect() {
        const memory = await ask();
        this.reset();
        if (memory) this.inc(memory[figure]);
        else this.remove();
      },
    });
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    collect() {
      this.set(read());
    },
  });
}

function counter(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    ...{ name, help, registers: [registry] },
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
