import { Redis } from 'ioredis';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';

/**
 * Opens a connection that never hangs its caller: ioredis waits for ever by default when Redis is
 * away. Here each command is bounded, nothing queues up while the connection is down, and it comes
 * back by itself.
 */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    connectTimeout: defaults.redis.connectTimeoutMs,
    commandTimeout: defaults.redis.commandTimeoutMs,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    keepAlive: 10_000,
    retryStrategy: attempt => Math.min(attempt * 100, 2_000),
  });
  let down = false;
  // Without a listener ioredis prints each failed attempt; one line for each outage is enough.
  redis.on('error', (error: Error) => {
    if (!down) logger.warn({ reason: error.message }, 'Redis is away; going on without the shared cache');
    down = true;
  });
  redis.on('ready', () => {
    if (down) logger.info('Redis is back');
    down = false;
  });
  return redis;
}

/** Opens a connection that only listens: it waits for Redis as long as it takes, since nobody waits for it. */
export function connectSubscriber(url: string): Redis {
  const redis = new Redis(url, {
    connectTimeout: defaults.redis.connectTimeoutMs,
    maxRetriesPerRequest: null,
  });
  // The connection for commands says when Redis is away; saying it twice helps nobody.
  redis.on('error', () => undefined);
  return redis;
}
