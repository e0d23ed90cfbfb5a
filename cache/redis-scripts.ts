import type { Redis } from 'ioredis';

/**
 * The few steps that must be one step. Each is sent as text: Redis keeps the compiled form, and a
 * restarted server needs no loading anew.
 */

const removeIfSame = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Removes the key only while it still holds what was read: a corrupt entry, our own lock. */
export const removeUnchanged = (redis: Redis, name: string, held: Buffer | string): Promise<unknown> =>
  redis.eval(removeIfSame, 1, name, held);

const removeAndPublish = `
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1`;

/**
 * Removes an entry, and the lock of whoever is loading it, and tells the other processes: in this order,
 * or one of them could read it again after it was told.
 */
export const removeAndTell = (
  redis: Redis,
  entry: { readonly name: string; readonly lock: string },
  told: { readonly channel: string; readonly message: string },
): Promise<unknown> => redis.eval(removeAndPublish, 2, entry.name, entry.lock, told.channel, told.message);

const extendIfSame = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/** Keeps our lock for longer; 0 where it is no longer ours. */
export const extendLock = (redis: Redis, lock: string, token: string, ms: number): Promise<unknown> =>
  redis.eval(extendIfSame, 1, lock, token, ms);

const storeIfHeld = `
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1`;

/**
 * Stores what was loaded and lets go of the lock, if it is still ours. A deletion takes the lock away,
 * so what was loaded before it never comes back after it.
 */
export const storeLoaded = (
  redis: Redis,
  entry: { readonly name: string; readonly bytes: Buffer; readonly seconds: number },
  lock: { readonly name: string; readonly token: string },
): Promise<unknown> =>
  redis.eval(storeIfHeld, 2, entry.name, lock.name, entry.bytes, lock.token, entry.seconds);

// 2..17 is the version and 18..57 the server's run, after the byte of the codec: see entry-codec.ts.
const storeIfNewer = `
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' and string.byte(held, 1) == 2 and string.sub(held, 18, 57) == string.sub(ARGV[1], 18, 57) then
  local heldVersion, newVersion = string.sub(held, 2, 17), string.sub(ARGV[1], 2, 17)
  if heldVersion > newVersion then return 0 end
  if heldVersion == newVersion then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) return 1 end
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`;

/**
 * Compare-and-set: replaces nothing, an older version, or what an earlier run of the server left; then
 * tells the other processes. @returns 0 where Redis holds a newer version
 */
export const storeNewer = (
  redis: Redis,
  entry: { readonly name: string; readonly bytes: Buffer; readonly seconds: number },
  told: { readonly channel: string; readonly message: string },
): Promise<unknown> =>
  redis.eval(storeIfNewer, 1, entry.name, entry.bytes, entry.seconds, told.channel, told.message);
