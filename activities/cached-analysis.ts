import { z } from 'zod';
import { answerCostSchema } from '../domain/answer-cost.schema';
import type { LocationId } from '../domain/ids';
import type { ActivityDependencies } from './dependencies';

export interface AnalysisSought<T> {
  /** The run that needs it. */
  readonly workflowId: string;
  readonly locationId: LocationId;
  /** Its task, and its type in the cache. */
  readonly task: 'semantic' | 'qualification';
  /** By the whole request that would be sent. */
  readonly key: string;
  readonly schema: z.ZodType<T>;
  /** Asks Claude, through the books. */
  readonly ask: () => Promise<T>;
}

/**
 * An analysis from the cache, or from Claude for all runs that need the same one at the moment. What a
 * run did not have to pay for is noted as saved.
 * @throws whatever `ask` throws
 */
export type AnalysisCache = <T>(sought: AnalysisSought<T>) => Promise<T>;

export function createAnalysisCache({
  cache,
  store,
}: Pick<ActivityDependencies, 'cache' | 'store'>): AnalysisCache {
  return async function find<T>(sought: AnalysisSought<T>): Promise<T> {
    const { workflowId, locationId, task, key, schema, ask } = sought;
    let isOwn = false;
    const load = async () => {
      isOwn = true;
      const answer = await ask();
      return { answer, cost: (await store.costs.ofAnswers(workflowId, task)) ?? undefined };
    };
    let found: unknown;
    try {
      found = await cache.getOrLoad(task, locationId, key, load);
    } catch (error) {
      if (isOwn) throw error;
      // What became of another run's question (it was cancelled, its budget is spent) is not for this one.
      return ask();
    }
    const entry = entryOf(schema, found);
    if (entry === null) {
      // Another version of Leadwire wrote it otherwise.
      await cache.delete(task, locationId, key);
      return ask();
    }
    if (!isOwn && entry.cost) await store.costs.saved({ workflowId, task, cost: entry.cost });
    return entry.answer;
  };
}

/** An analysis with its cost, or by itself as earlier versions kept it; null for anything else. */
function entryOf<T>(schema: z.ZodType<T>, value: unknown) {
  const withCost = z.object({ answer: schema, cost: answerCostSchema.optional() }).safeParse(value);
  if (withCost.success) return withCost.data;
  const alone = schema.safeParse(value);
  return alone.success ? { answer: alone.data, cost: undefined } : null;
}
