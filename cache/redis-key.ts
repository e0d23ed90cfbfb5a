import type { LocationId } from '../domain/ids';
import { strategies, type CacheType } from './strategies';

/** A colon within a tenant is escaped, or tenant `a:b` and key `c` would be tenant `a` and key `b:c`. */
const ownerOf = (tenant: LocationId): string => tenant.replaceAll('%', '%25').replaceAll(':', '%3A');

/** What the Redis keys of a tenant's entries of a type begin with. */
export function redisPrefix(type: CacheType, tenant: LocationId): string {
  const { prefix } = strategies[type];
  const owner = ownerOf(tenant);
  return prefix === 'claude_cache' ? `${prefix}:${owner}:${type}:` : `${prefix}:${owner}:`;
}

/** Tenant first, so that no two tenants ever share an entry and one tenant's can be found. */
export const redisKey = (type: CacheType, tenant: LocationId, key: string): string =>
  `${redisPrefix(type, tenant)}${key}`;

/** Who holds it is loading the entry. Beside the entry, so that clearing a tenant takes both. */
export const lockKey = (type: CacheType, tenant: LocationId, key: string): string =>
  `${strategies[type].prefix}:${ownerOf(tenant)}:lock:${type}:${key}`;
