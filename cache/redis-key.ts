import type { LocationId } from '../domain/ids';
import { strategies, type CacheType } from './strategies';

/** A colon within a tenant is escaped, or tenant `a:b` and key `c` would be tenant `a` and key `b:c`. */
const ownerOf = (tenant: LocationId): string => tenant.replaceAll('%', '%25').replaceAll(':', '%3A');

/** What all of a tenant begins with that shares a type's prefix: entries and locks, of other types too. */
export const tenantPrefix = (type: CacheType, tenant: LocationId): string =>
  `${strategies[type].prefix}:${ownerOf(tenant)}:`;

/** What the Redis keys of a tenant's entries of a type begin with. */
export const redisPrefix = (type: CacheType, tenant: LocationId): string =>
  strategies[type].prefix === 'claude_cache'
    ? `${tenantPrefix(type, tenant)}${type}:`
    : tenantPrefix(type, tenant);

/** Tenant first, so that no two tenants ever share an entry and one tenant's can be found. */
export const redisKey = (type: CacheType, tenant: LocationId, key: string): string =>
  `${redisPrefix(type, tenant)}${key}`;

/** Who holds it is loading the entry. Beside the entry, so that clearing a tenant takes both. */
export const lockKey = (type: CacheType, tenant: LocationId, key: string): string =>
  `${tenantPrefix(type, tenant)}lock:${type}:${key}`;
