import { cachedAnswerSchema, type CachedAnswer } from '../domain/cached-answer.schema';
import type { LocationId } from '../domain/ids';
import type { Cache } from '../cache/cache';

/** Looks for the finished reply. Never fails for want of a cache. */
export type ResponseLookUp = (location: LocationId, key: string) => Promise<CachedAnswer | null>;

/** @param how `again`: it was looked for before in this run, so it counts as no look-up of its own */
export const createResponseLookUp =
  (cache: Cache, how: 'first' | 'again' = 'first'): ResponseLookUp =>
  async (location, key) => {
    const address = ['webhook_response', location, key] as const;
    const hit = await (how === 'again' ? cache.lookAgain(...address) : cache.get(...address));
    if (!hit) return null;
    const parsed = cachedAnswerSchema.safeParse(hit.value);
    if (parsed.success) return parsed.data;
    // Another version of Leadwire wrote it otherwise: what does not fit is removed and counts as a miss.
    await cache.delete(...address);
    return null;
  };
