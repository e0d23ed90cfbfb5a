import { Redis } from 'ioredis';
import { defaults } from '../runtime/defaults';

const retryStrategy = (attempt: number): number => Math.min(attempt * 100, 2_000);
const keepAliveMs = 10_000;

/**
 * Opens a connection that never hangs its caller: ioredis waits for ever by default when Redis is
 * away. Here each command is bounded, nothing queues up while the connection is down, commands of one
 * turn of the event loop share a pipeline, and it comes back by itself.
 */
export function connectRedis(url: string, commandTimeout: number = defaults.redis.commandTimeoutMs): Redis {
  return new Redis(url, {
    connectTimeout: defaults.redis.connectTimeoutMs,
    commandTimeout,
    // A command is for the server it was sent to. Sent again after a restart, a read would find what an
    // old snapshot holds and take it for new; so what a lost connection leaves unanswered fails at once.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    keepAlive: keepAliveMs,
    retryStrategy,
  });
}

/** Opens a connection that only listens (`subscription.ts`); it comes back by itself. */
export function connectSubscriber(url: string): Redis {
  const redis = new Redis(url, {
    connectTimeout: defaults.redis.connectTimeoutMs,
    // `subscription.ts` subscribes each time anew, so that it hears when that is done.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    keepAlive: keepAliveMs,
    retryStrategy,
  });
  // The connections for commands say when Redis is away; saying it twice helps nobody.
  redis.on('error', () => undefined);
  return redis;
}
