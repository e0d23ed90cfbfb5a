import type { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import { cachedAnswerSchema, type CachedAnswer } from '../domain/cached-answer.schema';
import type { LocationId } from '../domain/ids';
import type { Cache } from '../cache/cache';
import type { CacheType } from '../cache/strategies';
import type { AnswerKeys } from './answer-keys';

/** What the caches had. Whatever is null has to be asked of Claude. */
export interface FoundAnswers {
  readonly response: CachedAnswer | null;
  readonly semantic: SemanticAnalysis | null;
  readonly qualification: QualificationExtraction | null;
}

/** Looks for the reply and both analyses side by side. Never fails for want of a cache. */
export type AnswerLookUp = (location: LocationId, keys: AnswerKeys) => Promise<FoundAnswers>;

export function createAnswerLookUp(cache: Cache): AnswerLookUp {
  /** Another version of Leadwire may have written the entry: what does not fit is removed and counts as a miss. */
  async function find<T>(
    type: CacheType,
    location: LocationId,
    key: string,
    schema: z.ZodType<T>,
  ): Promise<T | null> {
    const hit = await cache.get(type, location, key);
    if (!hit) return null;
    const parsed = schema.safeParse(hit.value);
    if (parsed.success) return parsed.data;
    await cache.delete(type, location, key);
    return null;
  }

  return async (location, keys) => {
    const [response, semantic, qualification] = await Promise.all([
      find('webhook_response', location, keys.response, cachedAnswerSchema),
      find('semantic', location, keys.semantic, semanticAnalysisSchema),
      find('qualification', location, keys.qualification, qualificationExtractionSchema),
    ]);
    return { response, semantic, qualification };
  };
}
