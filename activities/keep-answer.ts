import { z } from 'zod';
import { answerToKeep, type AnswerToKeep } from '../domain/cached-answer';
import { checkReply } from '../domain/reply-guard';
import { analysisVersionOf } from '../domain/response-key';
import { mayBeKept, situationOf } from '../domain/response-situation';
import type { TenantConfiguration } from '../domain/tenant';
import type { Channel } from '../domain/vocabulary';
import { messageOf } from '../runtime/errors';
import type { Tenant } from '../store/tenants';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';

/** The checks of code as a schema, so that an unfit reply is never stored as the answer. */
export const fitReply = (
  channel: Channel,
  tenant: TenantConfiguration,
  language: string,
): z.ZodType<string> =>
  z.string().transform((text, context) => {
    const checked = checkReply(text, { channel, tenant, language });
    if (checked.ok) return checked.text;
    context.addIssue({ code: 'custom', message: checked.reason });
    return z.NEVER;
  });

export type AnswerKeeper = (
  answer: Omit<AnswerToKeep, 'tenant'>,
  tenant: Tenant,
  cacheKey: string,
) => Promise<boolean>;

/**
 * Puts an answer into the cache if other leads may get it too, and beside it what is needed to have it
 * written anew. Never fails: the lead who waits has the reply already.
 * @returns whether others may get it
 */
export function createAnswerKeeper({ store, cache, logger }: ActivityDependencies): AnswerKeeper {
  return async (given, tenant, cacheKey) => {
    const { locationId, configuration } = tenant;
    const decision = answerToKeep({ ...given, tenant: configuration });
    if (!decision.keep) return false;
    const { answer } = decision;
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
