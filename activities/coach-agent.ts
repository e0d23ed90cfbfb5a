import { strategies } from '../cache/strategies';
import type { AnswerCost } from '../domain/answer-cost';
import type { CoachingAdvice, CoachingSituation } from '../domain/coaching';
import { isRepeatableAdvice, usableAdvice } from '../domain/coaching-advice';
import {
  bookedAdvice,
  cachedAdviceSchema,
  coachingAdviceSchema,
  type CachedAdvice,
} from '../domain/coaching.schema';
import type { ContactId } from '../domain/ids';
import { routeOf } from '../domain/model-routes';
import { coachingPrompt } from '../domain/prompts/coaching';
import { coachingWorkflowId } from '../domain/workflow-ids';
import { LeadwireError } from '../runtime/errors';
import { askOnce } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import { paidActivity } from './paid-activity';

export interface CoachAgentInput {
  readonly situation: CoachingSituation;
  /** Whose conversation it is, for the books alone. */
  readonly contactId: ContactId;
  /** Of the advice in the cache: any conversation in this situation has it. */
  readonly cacheKey: string;
  /** Of this conversation in this situation: what is written is booked under it. */
  readonly conversationKey: string;
  /** Have it written whatever the cache has. */
  readonly fresh: boolean;
}

export interface AdviseAgentInput extends CoachAgentInput {
  /**
   * What the call is booked under: the workflow id of the conversation's key, with this run. Each run asks
   * for itself, or an advice would outlive its time in the cache by way of the books.
   */
  readonly bookedUnder: string;
}

/** An advice with its placeholders still in it, and what it cost. */
export interface WrittenAdvice {
  readonly advice: CoachingAdvice;
  readonly source: 'cache' | 'claude';
  /** US dollars. */
  readonly costUsd: number;
  /** What it had cost when it was written, where it came from the cache. US dollars. */
  readonly savedUsd: number;
  readonly simulated: boolean;
  /** The one conversation that it may be told in, by its key; null: in any that has the situation. */
  readonly onlyFor: string | null;
}

export interface CoachingActivities {
  /** Has Claude write an advice, checks it by code, and caches it if other agents may get it too. */
  adviseAgent(input: AdviseAgentInput): Promise<WrittenAdvice>;
}

/** An advice is not told for longer from the books than from the cache. */
const bookedSeconds = strategies.coaching.redisSeconds;

export function createCoachingActivities(dependencies: ActivityDependencies): CoachingActivities {
  const { store, cache, clock } = dependencies;

  /** Whoever asks in the moment between a run's end and its look at the cache starts another run. */
  async function writtenMeanwhile(input: AdviseAgentInput): Promise<WrittenAdvice | null> {
    const { situation, cacheKey, conversationKey, fresh } = input;
    if (fresh) return null;
    const { locationId } = situation;
    const hit = await cache.get('coaching', locationId, cacheKey);
    const cached = cachedAdviceSchema.safeParse(hit?.value);
    if (cached.success) {
      const { advice, cost, simulated } = cached.data;
      return {
        advice,
        simulated,
        source: 'cache',
        costUsd: 0,
        savedUsd: await saved(input, cost),
        onlyFor: null,
      };
    }
    const [booked, tenant] = await Promise.all([
      store.coaching.booked(coachingWorkflowId(locationId, conversationKey), bookedSeconds),
      store.tenants.find(locationId),
    ]);
    const advice = booked && tenant && bookedAdvice(booked.answer, situation, tenant.configuration);
    if (!advice) return null;
    const savedUsd = await saved(input, booked.cost);
    const { simulated } = booked.cost;
    return { advice, source: 'cache', costUsd: 0, savedUsd, simulated, onlyFor: conversationKey };
  }

  async function saved(
    { situation: { locationId }, contactId, bookedUnder }: AdviseAgentInput,
    cost: AnswerCost | undefined,
  ): Promise<number> {
    if (!cost) return 0;
    const conversation = { locationId, contactId };
    await store.costs.saved({ workflowId: bookedUnder, task: 'coaching', cost, conversation });
    return cost.costUsd;
  }

  async function write(input: AdviseAgentInput): Promise<WrittenAdvice> {
    const { situation, contactId, cacheKey, conversationKey, bookedUnder } = input;
    const { locationId, tenantVersion } = situation;
    const tenant = await store.tenants.find(locationId);
    if (!tenant) throw new LeadwireError('not_found', 'The location was removed while its agent was coached');
    const answer = await askOnce(dependencies, {
      workflowId: bookedUnder,
      locationId,
      contactId,
      route: routeOf('coaching', tenant.configuration, clock.now()),
      prompt: coachingPrompt(situation, tenant.configuration),
      schema: coachingAdviceSchema,
    });
    const cost = (await store.costs.ofAnswers(bookedUnder)) ?? undefined;
    const { costUsd = 0, simulated = false } = cost ?? {};
    const advice = usableAdvice(answer, situation, tenant.configuration);
    const written = { advice, source: 'claude', costUsd, savedUsd: 0, simulated } as const;
    // Whoever asks again in this conversation gets it from the books.
    if (!isRepeatableAdvice(advice, situation, tenant.configuration))
      return { ...written, onlyFor: conversationKey };
    // With other settings than the key names it is good for those who wait, and for nobody else.
    if (tenant.version === tenantVersion) {
      const entry: CachedAdvice = { advice: { ...advice, watchOut: [...advice.watchOut] }, simulated, cost };
      await cache.set('coaching', locationId, cacheKey, entry);
    }
    return { ...written, onlyFor: null };
  }

  return {
    adviseAgent: input => paidActivity(async () => (await writtenMeanwhile(input)) ?? write(input)),
  };
}
