import { randomUUID } from 'node:crypto';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { RedisPool } from './redis-pool';
import { extendLock, removeUnchanged } from './redis-scripts';

/** The right to load an entry, held by one process at a time. */
export interface LoadLock {
  readonly name: string;
  readonly token: string;
  /** Gives it back, if it is still ours. */
  release(): Promise<void>;
}

export type LockAttempt =
  | { readonly outcome: 'held'; readonly lock: LoadLock }
  | { readonly outcome: 'taken' }
  /** Redis is away: there is nobody to share with. */
  | { readonly outcome: 'unreachable' };

const { lockMs, waitForLoadMs } = defaults.cache;

/**
 * Tries to take the lock. It is kept alive while its holder lives, and ends by itself soon after a
 * holder that died, so that nobody is blocked for longer than `defaults.cache.lockMs`.
 * @param fromHolder take it from whoever holds it: what that one loads is not stored any more
 */
export async function tryToLock(pool: RedisPool, name: string, fromHolder = false): Promise<LockAttempt> {
  const token = randomUUID();
  try {
    const taken = await pool.run('lock', ({ redis }) =>
      fromHolder ? redis.set(name, token, 'PX', lockMs) : redis.set(name, token, 'PX', lockMs, 'NX'),
    );
    if (taken === null) return { outcome: 'taken' };
  } catch {
    return { outcome: 'unreachable' };
  }
  const takenAt = systemClock.elapsed();
  const keepingAlive = setInterval(() => {
    // By then nobody waits for it any more.
    if (systemClock.elapsed() - takenAt > waitForLoadMs) clearInterval(keepingAlive);
    else
      pool.run('extend_lock', ({ redis }) => extendLock(redis, name, token, lockMs)).catch(() => undefined);
  }, lockMs / 3);
  keepingAlive.unref();
  return {
    outcome: 'held',
    lock: {
      name,
      token,
      async release() {
        clearInterval(keepingAlive);
        await pool.run('unlock', ({ redis }) => removeUnchanged(redis, name, token)).catch(() => undefined);
      },
    },
  };
}
