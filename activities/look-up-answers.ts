import { cachedAnswerSchema, type CachedAnswer } from '../domain/cached-answer.schema';
import type { LocationId } from '../domain/ids';
import type { Cache } from '../cache/cache';

/** Looks for the finished reply. Never fails for want of a cache. */
export type ResponseLookUp = (location: LocationId, key: string) => Promise<CachedAnswer | null>;

export const createResponseLookUp =
  (cache: Cache): ResponseLookUp =>
  async (location, key) => {
    const hit = await cache.get('webhook_response', location, key);
    if (!hit) return null;
    const parsed = cachedAnswerSchema.safeParse(hit.value);
    if (parsed.success) return parsed.data;
    // Another version of Leadwire wrote it otherwise: what does not fit is removed and counts as a miss.
    await cache.delete('webhook_response', location, key);
    return null;
  };
