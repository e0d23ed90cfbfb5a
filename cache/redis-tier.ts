import type { LocationId } from '../domain/ids';
import type { CacheFigures } from './cache-figures';
import { cacheChannel, type CacheMessage } from './cache-messages';
import type { RedisConnection, RedisPool } from './redis-pool';
import { removeUnchanged } from './redis-scripts';
import { strategies, type CacheType } from './strategies';

/** One entry's address, for reading and for the figures. */
export interface EntryAddress {
  readonly type: CacheType;
  readonly tenant: LocationId;
  readonly key: string;
  /** The Redis key. */
  readonly name: string;
}

/** The second tier: every call is one bounded command, and none but those that clear or tell throws. */
export interface RedisTier {
  /** Undefined where there is none, or Redis does not say. */
  read(entry: EntryAddress): Promise<{ bytes: Buffer; serverRun: string } | undefined>;
  /** @returns what the command gave, or undefined where Redis was away */
  write(
    entry: EntryAddress,
    bytes: number,
    command: (connection: RedisConnection, seconds: number) => Promise<unknown>,
  ): Promise<unknown>;
  /** Removes what could not be read, unless somebody has put something better there since. */
  removeCorrupt(entry: EntryAddress, bytes: Buffer): Promise<void>;
  /** @returns how many there were */
  unlinkAll(prefix: string): Promise<number>;
  /** For the entries of one tenant: all are held in memory. */
  namesWith(prefix: string): Promise<readonly string[]>;
  /** @returns how many there still were */
  unlink(names: readonly string[]): Promise<number>;
  tell(message: CacheMessage): Promise<unknown>;
}

const namesAtOnce = 1_000;

/** Up to the type's jitter shorter, so that entries written together do not all expire together. */
function lifetimeOf(type: CacheType): number {
  const { redisSeconds, jitter } = strategies[type];
  return Math.ceil(redisSeconds * (1 - Math.random() * jitter));
}

export function createRedisTier(pool: RedisPool, figures: CacheFigures): RedisTier {
  /** The names that begin so, as Redis comes upon them: one may come twice. */
  async function* pagesWith(prefix: string): AsyncGenerator<readonly string[]> {
    const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
    let cursor = '0';
    do {
      const [following, names] = await pool.run('scan', ({ redis }) =>
        redis.scan(cursor, 'MATCH', pattern, 'COUNT', namesAtOnce),
      );
      cursor = following;
      yield names;
    } while (cursor !== '0');
  }

  async function unlink(names: readonly string[]): Promise<number> {
    let removed = 0;
    for (let from = 0; from < names.length; from += namesAtOnce) {
      const some = names.slice(from, from + namesAtOnce);
      removed += await pool.run('unlink', ({ redis }) => redis.unlink(...some));
    }
    return removed;
  }

  return {
    async read({ type, tenant, name }) {
      try {
        return await pool.run('get', async ({ redis, serverRun }) => {
          const bytes = await redis.getBuffer(name);
          return bytes ? { bytes, serverRun } : undefined;
        });
      } catch (error) {
        const isForeign = error instanceof Error && error.message.startsWith('WRONGTYPE');
        figures.count(type, tenant, 'redis', isForeign ? 'corrupt' : 'error');
        // Somebody's list or set, under a name that is ours.
        if (isForeign) await pool.run('remove', ({ redis }) => redis.unlink(name)).catch(() => undefined);
        return undefined;
      }
    },
    async write({ type, tenant }, bytes, command) {
      try {
        const result = await pool.run('set', connection => command(connection, lifetimeOf(type)));
        figures.count(type, tenant, 'redis', result === 0 ? 'write_refused' : 'write', bytes);
        return result;
      } catch {
        figures.count(type, tenant, 'redis', 'error');
        return undefined;
      }
    },
    async removeCorrupt({ type, tenant, name }, bytes) {
      figures.count(type, tenant, 'redis', 'corrupt', bytes.length);
      await pool.run('remove', ({ redis }) => removeUnchanged(redis, name, bytes)).catch(() => undefined);
    },
    async unlinkAll(prefix) {
      let removed = 0;
      for await (const names of pagesWith(prefix)) removed += await unlink(names);
      return removed;
    },
    async namesWith(prefix) {
      const found = new Set<string>();
      for await (const names of pagesWith(prefix)) names.forEach(name => found.add(name));
      return [...found];
    },
    unlink,
    tell: message => pool.run('publish', ({ redis }) => redis.publish(cacheChannel, JSON.stringify(message))),
  };
}
