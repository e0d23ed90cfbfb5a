import { EventEmitter, once } from 'node:events';
import type { Redis } from 'ioredis';

const channel = 'leadwire:announcements';

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
export function createAnnouncements(redis: Redis, openSubscriber: () => Redis): Announcements {
  const emitter = new EventEmitter().setMaxListeners(0);
  let subscriber: Redis | undefined;

  /** Only a process that waits needs to listen: the first wait opens the connection. */
  const listen = (): void => {
    if (subscriber) return;
    subscriber = openSubscriber();
    subscriber.on('message', (_channel: string, workflowId: string) => emitter.emit(workflowId));
    subscriber.subscribe(channel).catch(() => undefined);
  };

  return {
    announce(workflowId) {
      emitter.emit(workflowId);
      redis.publish(channel, workflowId).catch(() => undefined);
    },
    async next(workflowId, signal) {
      listen();
      await once(emitter, workflowId, { signal }).catch(() => undefined);
    },
    close() {
      subscriber?.disconnect();
    },
  };
}
