import { EventEmitter, once } from 'node:events';
import type { Redis } from 'ioredis';
import type { RedisPool } from './redis-pool';
import { subscribe, type Subscription } from './subscription';

const channel = 'leadwire:announcements';

/** The bare text could be `error`, which an emitter throws when nobody listens. */
const eventOf = (workflowId: string): string => `about ${workflowId}`;

/**
 * Tells whoever waits that something about a run is to be read in Postgres: its reply was claimed, or
 * it ended. Only the workflow id travels. In this process it is heard at once, in others through
 * Redis; it may be lost when Redis is away, so a waiter also looks for itself from time to time.
 */
export interface Announcements {
  announce(workflowId: string): void;
  /** Resolves at the next announcement of the run, or when `signal` aborts. */
  next(workflowId: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** @param openSubscriber opens a connection to listen on: a subscribed one can do nothing else */
export function createAnnouncements(pool: RedisPool, openSubscriber: () => Redis): Announcements {
  const emitter = new EventEmitter().setMaxListeners(0);
  let subscription: Subscription | undefined;

  /** Only a process that waits needs to listen: the first wait opens the connection. */
  const listen = (): void => {
    subscription ??= subscribe(openSubscriber(), channel, {
      onMessage: workflowId => void emitter.emit(eventOf(workflowId)),
    });
  };

  return {
    announce(workflowId) {
      emitter.emit(eventOf(workflowId));
      pool.run('publish', ({ redis }) => redis.publish(channel, workflowId)).catch(() => undefined);
    },
    async next(workflowId, signal) {
      listen();
      await once(emitter, eventOf(workflowId), { signal }).catch(() => undefined);
    },
    close() {
      subscription?.close();
    },
  };
}
