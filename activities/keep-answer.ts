import type { AnswerCost } from '../domain/answer-cost';
import { answerToKeep, type AnswerToKeep } from '../domain/cached-answer';
import { analysisVersionOf } from '../domain/response-key';
import { mayBeKept, situationOf } from '../domain/response-situation';
import { messageOf } from '../runtime/errors';
import type { Tenant } from '../store/tenants';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';

export type AnswerKeeper = (
  answer: Omit<AnswerToKeep, 'tenant'>,
  tenant: Tenant,
  cacheKey: string,
  /** What a hit will save, if that is known. */
  cost?: AnswerCost | null,
) => Promise<boolean>;

/**
 * Puts an answer into the cache if other leads may get it too, and beside it what is needed to have it
 * written anew. Never fails: the lead who waits has the reply already.
 * @returns whether others may get it
 */
export function createAnswerKeeper({ store, cache, logger }: ActivityDependencies): AnswerKeeper {
  return async (given, tenant, cacheKey, cost) => {
    const { locationId, configuration } = tenant;
    const decision = answerToKeep({ ...given, tenant: configuration });
    if (!decision.keep) return false;
    const answer = cost ? { ...decision.answer, cost } : decision.answer;
    const situation = situationOf(given.context, given.flowBefore, given.language);
    const keys = situationKeys(tenant, situation);
    const cached = cache.set('webhook_response', locationId, cacheKey, answer);
    if (!mayBeKept(situation)) return cached.then(() => true);
    await Promise.all([
      cached,
      store.situations
        .keep({
          locationId,
          situation,
          answer,
          situationKey: keys.situation,
          responseKey: keys.response,
          analysisVersion: analysisVersionOf(configuration.models.analysis),
        })
        .catch((error: unknown) =>
          logger.warn({ locationId, reason: messageOf(error) }, 'a situation could not be kept'),
        ),
    ]);
    return true;
  };
}
