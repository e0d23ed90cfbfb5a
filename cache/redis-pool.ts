import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';
import type { RedisState } from './cache-figures';
import {
  isTimeout,
  openPooledConnection,
  type PooledConnection,
  type RedisConnection,
} from './redis-connection';

export type { RedisConnection };

/** How a command ended: `refused` means that the breaker was open, so none was sent. */
export type CommandOutcome = 'ok' | 'error' | 'timeout' | 'refused';

/** Told of each command. Seconds as Prometheus wants them. */
export type CommandListener = (name: string, seconds: number, outcome: CommandOutcome) => void;

export interface RedisPool {
  /**
   * Runs one command (or a few in one turn) on a connection that is not busy.
   * @param name for the figures, for example `get`
   * @throws where Redis is away, too slow, or was so just now (the breaker is open): within
   * `defaults.redis.commandTimeoutMs`
   */
  run<T>(name: string, command: (connection: RedisConnection) => Promise<T>): Promise<T>;
  /** Asks the server itself, whatever the breaker says. */
  ping(): Promise<boolean>;
  /** Resolves once a command can be run; never rejects. For tests and for warming up. */
  ready(): Promise<void>;
  onCommand(listener: CommandListener): void;
  readonly state: () => RedisState;
  close(): void;
}

/** The server answered, and said no: out of memory, wrong type. Redis is there, so the breaker stays shut. */
const isAnswer = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError';

/**
 * A time limit that is reached so much later than it should, in ms, says that this process stood still:
 * timers run before sockets are read, so the answer may have been there all along.
 */
const lateMs = 50;

export interface RedisPoolOptions {
  /** Milliseconds. Default: `defaults.redis.commandTimeoutMs`. */
  readonly commandTimeoutMs?: number;
}

/**
 * A pool of connections that share the work: commands of one turn still go out together on one of
 * them, and a large value on one does not hold up the others. Opening it waits for nothing.
 */
export function openRedisPool(url: string, logger: Logger, options: RedisPoolOptions = {}): RedisPool {
  const { commandTimeoutMs = defaults.redis.commandTimeoutMs } = options;
  const { maxConnections, warmConnections, commandsPerConnection, idleConnectionMs } = defaults.redis;
  const connections: PooledConnection[] = [];
  const counts = { timeouts: 0, errors: 0 };
  let listener: CommandListener = () => undefined;
  let down = false;
  let closed = false;
  let pings = 0;

  /** Time-outs that say nothing about Redis. */
  const ourOwnDelays = new WeakSet<Error>();
  const breaker = circuitBreaker(
    handleWhen(error => !isAnswer(error) && !ourOwnDelays.has(error)),
    {
      halfOpenAfter: defaults.redis.breakerOpenMs,
      breaker: new ConsecutiveBreaker(defaults.redis.breakerFailures),
    },
  );

  /** One line in the log for each outage is enough, however many connections it takes away. */
  const events = {
    onUp: () => {
      if (down) logger.info('Redis is back');
      down = false;
    },
    onDown: (reason: string) => {
      if (!down && !closed)
        logger.warn({ reason }, 'Redis is away or slow; going on without the shared cache');
      down = true;
    },
  };
  breaker.onBreak(() => events.onDown('it fails or does not answer in time'));
  breaker.onReset(events.onUp);
  const open = (): void => void connections.push(openPooledConnection(url, events, commandTimeoutMs));
  for (let count = 0; count < warmConnections; count += 1) open();

  /** The first that is not busy, so that commands of one turn share a pipeline; else the least busy one. */
  function choose(): PooledConnection | undefined {
    const usable = connections.filter(connection => connection.isUsable());
    const sound = usable.filter(connection => !connection.isSuspect());
    const free = sound.find(connection => connection.inFlight() < commandsPerConnection);
    if (free) return free;
    // One at a time: what is being opened may be enough.
    if (usable.length > 0 && usable.length === connections.length && connections.length < maxConnections)
      open();
    let least: PooledConnection | undefined;
    for (const connection of sound.length > 0 ? sound : usable)
      if (!least || connection.inFlight() < least.inFlight()) least = connection;
    return least;
  }

  async function onSomeConnection<T>(command: (connection: RedisConnection) => Promise<T>): Promise<T> {
    const connection = choose();
    if (!connection) throw new Error('no connection to Redis');
    const startedAt = systemClock.elapsed();
    try {
      return await connection.run(command);
    } catch (error) {
      const isLate = systemClock.elapsed() - startedAt > commandTimeoutMs + lateMs;
      if (isLate && error instanceof Error && isTimeout(error)) ourOwnDelays.add(error);
      throw error;
    }
  }

  function closeIdleOnes(): void {
    for (const connection of [...connections].reverse()) {
      if (connections.length <= warmConnections) return;
      if (connection.idleMs() < idleConnectionMs) continue;
      connections.splice(connections.indexOf(connection), 1);
      connection.close();
    }
  }
  const tidying = setInterval(closeIdleOnes, idleConnectionMs / 3);
  tidying.unref();

  const outcomeOf = (error: unknown): CommandOutcome => {
    if (error instanceof BrokenCircuitError) return 'refused';
    return isTimeout(error) ? 'timeout' : 'error';
  };

  return {
    async run(name, command) {
      const startedAt = systemClock.elapsed();
      const tell = (outcome: CommandOutcome): void =>
        listener(name, (systemClock.elapsed() - startedAt) / 1_000, outcome);
      try {
        const result = await breaker.execute(() => onSomeConnection(command));
        tell('ok');
        return result;
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome === 'timeout') counts.timeouts += 1;
        if (outcome === 'error') counts.errors += 1;
        tell(outcome);
        throw error;
      }
    },
    async ping() {
      // Each time another connection, so that one that hangs is noticed.
      pings += 1;
      const usable = connections.filter(connection => connection.isUsable());
      const asked = usable[pings % Math.max(1, usable.length)];
      if (!asked) return false;
      return asked.ping().then(
        () => true,
        () => false,
      );
    },
    async ready() {
      while (!closed && !connections.some(connection => connection.isUsable()))
        await new Promise(resolve => setTimeout(resolve, 10));
    },
    onCommand(newListener) {
      listener = newListener;
    },
    state: () => ({
      connections: connections.length,
      ready: connections.filter(connection => connection.isUsable()).length,
      commandsInFlight: connections.reduce((sum, connection) => sum + connection.inFlight(), 0),
      breaker: breakerName(breaker.state),
      ...counts,
    }),
    close() {
      closed = true;
      clearInterval(tidying);
      for (const connection of connections.splice(0)) connection.close();
    },
  };
}

function breakerName(state: CircuitState): RedisState['breaker'] {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half_open' : 'open';
}
