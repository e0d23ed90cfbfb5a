import type { LocationId } from '../domain/ids';
import type { Cache } from './cache';
import type { CacheMessage } from './cache-messages';
import { lockKey, redisPrefix, tenantPrefix } from './redis-key';
import type { RedisTier } from './redis-tier';
import { cacheTypes, strategies, type CacheType } from './strategies';

/** How entries are removed in Redis and in every process's memory. @param hear what this process does at such a message */
export function createClearing(
  redisTier: RedisTier,
  hear: (message: CacheMessage) => void,
): Pick<Cache, 'clear' | 'clearType'> {
  async function forgetEverywhere(kind: 'clear' | 'went_back', prefix: string): Promise<void> {
    hear({ kind, prefix });
    await redisTier.tell({ kind, prefix });
  }

  /** Of types that share what their names begin with: Redis is gone through once for all of them. */
  async function clearTypes(
    tenant: LocationId,
    types: readonly CacheType[],
    prefix: string,
  ): Promise<number> {
    const names = await redisTier.namesWith(prefix);
    const beginningSo = (beginnings: readonly string[]): readonly string[] =>
      names.filter(name => beginnings.some(beginning => name.startsWith(beginning)));
    const locks = beginningSo(types.map(type => lockKey(type, tenant, '')));
    const entries = beginningSo(types.map(type => redisPrefix(type, tenant)));
    // Locks first: what is being loaded now must not come back afterwards.
    await redisTier.unlink(locks);
    const isLock = new Set(locks);
    const removed = await redisTier.unlink(entries.filter(name => !isLock.has(name)));
    for (const type of types) await forgetEverywhere('clear', redisPrefix(type, tenant));
    return removed;
  }

  return {
    async clear(tenant, type) {
      const types = type === undefined ? cacheTypes : [type];
      let removed = 0;
      for (const prefix of new Set(types.map(one => tenantPrefix(one, tenant)))) {
        const sharing = types.filter(one => tenantPrefix(one, tenant) === prefix);
        removed += await clearTypes(tenant, sharing, prefix);
      }
      return removed;
    },
    async clearType(type) {
      const prefix = `${strategies[type].prefix}:`;
      const removed = await redisTier.unlinkAll(prefix);
      await forgetEverywhere('went_back', prefix);
      return removed;
    },
  };
}
