import type { Redis } from 'ioredis';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import { connectRedis } from './redis';

/** A connection with what is known of the server behind it. */
export interface RedisConnection {
  readonly redis: Redis;
  /** Of the server: another one after each restart, and on each replica. */
  readonly serverRun: string;
}

/** One connection of the pool. */
export interface PooledConnection {
  /** False while commands would not be taken, or while it is not known which server takes them. */
  isUsable(): boolean;
  /** A command was not answered in time, and none has been since. */
  isSuspect(): boolean;
  inFlight(): number;
  /** @throws what the command throws, or that there is no connection */
  run<T>(command: (connection: RedisConnection) => Promise<T>): Promise<T>;
  ping(): Promise<void>;
  /** For how long no command has been sent. */
  idleMs(): number;
  close(): void;
}

export interface ConnectionEvents {
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
}

export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Command timed out';

/** How often a suspect connection is asked whether it is still there, before another is opened for it. */
const examinations = 4;
const examineEveryMs = 500;

const pause = (ms: number): Promise<void> => new Promise(resolve => void setTimeout(resolve, ms).unref());

/** Opens a connection without waiting for it; it comes back by itself whenever it is lost. */
export function openPooledConnection(
  url: string,
  { onUp, onDown }: ConnectionEvents,
  commandTimeoutMs: number = defaults.redis.commandTimeoutMs,
): PooledConnection {
  const redis = connectRedis(url, commandTimeoutMs);
  let serverRun: string | undefined;
  let suspect = false;
  /** How often it was lost: what is learnt of one says nothing about the next. */
  let losses = 0;
  let inFlight = 0;
  let lastUsedAt = systemClock.elapsed();
  let closed = false;

  // Without a listener ioredis prints each failed attempt.
  redis.on('error', (error: Error) => {
    if (!error.message.startsWith('Command queue state error')) return onDown(error.message);
    // From now on each answer would be taken for that of another command.
    onDown('it gave more answers than there were commands');
    openAnew();
  });
  redis.on('close', () => {
    serverRun = undefined;
    suspect = false;
    losses += 1;
  });
  redis.on('ready', () => void learnServer());

  /** Until the server's run is known, an entry of an earlier run could not be told from a good one. */
  async function learnServer(): Promise<void> {
    try {
      const info = await redis.info('server');
      const run = /^run_id:(\w+)/m.exec(info)?.[1];
      if (run === undefined) throw new Error('INFO server names no run_id');
      serverRun = run;
      onUp();
    } catch (error) {
      onDown(error instanceof Error ? error.message : 'unknown');
      openAnew();
    }
  }

  const openAnew = (): void => {
    if (!closed && redis.status === 'ready') redis.disconnect(true);
  };

  /**
   * A connection whose other end is gone without a word would swallow command after command, for TCP
   * takes minutes to notice. One that is only slow answers in the end.
   */
  async function examine(): Promise<void> {
    const examined = losses;
    const isSilent = (): boolean => suspect && losses === examined;
    suspect = true;
    for (let round = 0; round < examinations && isSilent(); round += 1) {
      const answers = await redis.ping().then(
        () => true,
        () => false,
      );
      if (answers && losses === examined) suspect = false;
      if (isSilent()) await pause(examineEveryMs);
    }
    if (isSilent()) openAnew();
  }

  return {
    isUsable: () => serverRun !== undefined && redis.status === 'ready',
    isSuspect: () => suspect,
    inFlight: () => inFlight,
    async run(command) {
      if (serverRun === undefined) throw new Error('no connection to Redis');
      inFlight += 1;
      lastUsedAt = systemClock.elapsed();
      try {
        return await command({ redis, serverRun });
      } catch (error) {
        if (isTimeout(error) && !suspect) void examine();
        throw error;
      } finally {
        inFlight -= 1;
      }
    },
    async ping() {
      await redis.ping();
    },
    idleMs: () => (inFlight > 0 ? 0 : systemClock.elapsed() - lastUsedAt),
    close() {
      closed = true;
      redis.disconnect();
    },
  };
}
