import type { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import { cachedAnswerSchema, type CachedAnswer } from '../domain/cached-answer.schema';
import type { LocationId } from '../domain/ids';
import type { CacheType } from '../cache/strategies';
import type { AnswerKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

/** What the caches had. Whatever is null has to be asked of Claude. */
export interface FoundAnswers {
  readonly response: CachedAnswer | null;
  readonly semantic: SemanticAnalysis | null;
  readonly qualification: QualificationExtraction | null;
}

export interface LookUpActivities {
  /** Looks for the reply and both analyses side by side. Never fails for want of a cache. */
  lookUpAnswers(input: { readonly locationId: LocationId; readonly keys: AnswerKeys }): Promise<FoundAnswers>;
}

export function createLookUpActivities({ cache }: ActivityDependencies): LookUpActivities {
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

  return {
    lookUpAnswers: ({ locationId, keys }) =>
      withFailures(async () => {
        const [response, semantic, qualification] = await Promise.all([
          find('webhook_response', locationId, keys.response, cachedAnswerSchema),
          find('semantic', locationId, keys.semantic, semanticAnalysisSchema),
          find('qualification', locationId, keys.qualification, qualificationExtractionSchema),
        ]);
        return { response, semantic, qualification };
      }),
  };
}
