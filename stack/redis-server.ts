import type { ChildProcess } from 'node:child_process';
import { Redis } from 'ioredis';
import type { DataFolder } from './data-folder';
import { spawnServer } from './spawn-server';

/** Starts Redis on 127.0.0.1; what it holds is appended to a file in `redis/`, synced each second. */
export function spawnRedis(program: string, folder: DataFolder, port: number): ChildProcess {
  const settings: readonly (readonly [string, string])[] = [
    ['bind', '127.0.0.1'],
    ['port', String(port)],
    ['dir', folder.redis],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    // The append-only file is enough; snapshots would only fork a big process now and then.
    ['save', ''],
    ['daemonize', 'no'],
    ['loglevel', 'warning'],
  ];
  const args = settings.flatMap(([name, value]) => [`--${name}`, value]);
  return spawnServer({ name: 'redis', file: program, args, logsFolder: folder.logs });
}

/** Resolves if Redis at this address answers PING within two seconds; else throws why. */
export async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Without a listener ioredis prints each failed attempt; the promise below tells the same.
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
