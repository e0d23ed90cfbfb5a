import type { CoachingAdvice, CoachingSituation } from '../domain/coaching';
import { isRepeatableAdvice, usableAdvice } from '../domain/coaching-advice';
import { cachedAdviceSchema, coachingAdviceSchema, type CachedAdvice } from '../domain/coaching.schema';
import { coachingPrompt } from '../domain/prompts/coaching';
import { LeadwireError } from '../runtime/errors';
import { askOnce } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface CoachAgentInput {
  readonly situation: CoachingSituation;
  /** Of the advice in the cache. */
  readonly cacheKey: string;
  /** Have it written whatever the cache has. */
  readonly fresh: boolean;
}

export interface AdviseAgentInput extends CoachAgentInput {
  /**
   * What the call is booked under: the workflow id with its run. Each run asks for itself, or an advice
   * would outlive its time in the cache by way of the books.
   */
  readonly bookedUnder: string;
}

/** An advice with its placeholders still in it, and what it cost. */
export interface WrittenAdvice {
  readonly advice: CoachingAdvice;
  readonly source: 'cache' | 'claude';
  /** US dollars. */
  readonly costUsd: number;
  readonly simulated: boolean;
}

export interface CoachingActivities {
  /** Has Claude write an advice, checks it by code, and caches it if other agents may get it too. */
  adviseAgent(input: AdviseAgentInput): Promise<WrittenAdvice>;
}

export function createCoachingActivities(dependencies: ActivityDependencies): CoachingActivities {
  const { store, cache } = dependencies;

  /** Whoever asks in the moment between a run's end and its look at the cache starts another run. */
  async function writtenMeanwhile({
    situation,
    cacheKey,
    fresh,
  }: CoachAgentInput): Promise<WrittenAdvice | null> {
    if (fresh) return null;
    const hit = await cache.get('coaching', situation.locationId, cacheKey);
    const cached = cachedAdviceSchema.safeParse(hit?.value);
    return cached.success ? { ...cached.data, source: 'cache', costUsd: 0 } : null;
  }

  async function write({ situation, cacheKey, bookedUnder }: AdviseAgentInput): Promise<WrittenAdvice> {
    const { locationId, model, tenantVersion } = situation;
    const tenant = await store.tenants.find(locationId);
    if (!tenant) throw new LeadwireError('not_found', 'The location was removed while its agent was coached');
    const answer = await askOnce(dependencies, {
      workflowId: bookedUnder,
      locationId,
      model,
      prompt: coachingPrompt(situation, tenant.configuration),
      schema: coachingAdviceSchema,
      form: 'structured',
    });
    const { costUsd, simulated } = await store.coaching.cost(bookedUnder);
    const advice = usableAdvice(answer, situation, tenant.configuration);
    // With other settings than the key names it is good for those who wait, and for nobody else.
    if (tenant.version === tenantVersion && isRepeatableAdvice(advice, situation, tenant.configuration)) {
      const entry: CachedAdvice = { advice: { ...advice, watchOut: [...advice.watchOut] }, simulated };
      await cache.set('coaching', locationId, cacheKey, entry);
    }
    return { advice, source: 'claude', costUsd, simulated };
  }

  return {
    adviseAgent: input => withFailures(async () => (await writtenMeanwhile(input)) ?? write(input)),
  };
}
