import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { batchShare } from '../claude/prices';
import type { CachedAnswer } from '../domain/cached-answer.schema';
import type { LocationId } from '../domain/ids';
import { defaults } from '../runtime/defaults';
import { messageOf } from '../runtime/errors';
import type { Recurrence, RecurringSituation } from '../store/response-situations';
import type { Tenant } from '../store/tenants';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { keepableResponse } from './keepable-response';
import { analysisQuestions, highestCost, replyQuestion } from './response-requests';
import { understandingOf } from './situation-understanding';

/** A situation whose reply is to be written anew. */
export interface ResponseToWrite {
  readonly locationId: LocationId;
  readonly situationKey: string;
  /** Prompts or model of the analyses have changed, too: they come first. */
  readonly needsAnalyses: boolean;
}

/** What recurs, and what became of it without a call. */
export interface RecurringResponses {
  /** The cache has the answer for long enough. */
  readonly alreadyWarm: number;
  /** The stored answer was put into the cache again, for free. */
  readonly putBack: number;
  /** The cache did not take the answer. */
  readonly failed: number;
  /** Locations that could not be looked through to the end. */
  readonly failedLocations: number;
  /** No answer came before that others may get; not asked for again. */
  readonly unfit: number;
  /** Beyond what may be spent in one night. */
  readonly leftOut: number;
  readonly toWrite: readonly ResponseToWrite[];
}

export interface ResponseWarmingActivities {
  /** Looks through the situations that recur, puts back what needs no new answer, and names the rest. */
  findResponsesToWarm(): Promise<RecurringResponses>;
}

/** What becomes of a situation. */
type SituationKind = 'alreadyWarm' | 'putBack' | 'failed' | 'unfit' | 'toWrite';

/** The same while it is being counted. */
type Found = { -readonly [Count in keyof Omit<RecurringResponses, 'toWrite'>]: number } & {
  readonly toWrite: ResponseToWrite[];
};

const limits = defaults.responseWarming;
const dayMs = 24 * 60 * 60 * 1_000;
/** The most frequent of a location; most of them need no new answer. */
const mostLookedAt = 1_000;

export function createResponseWarmingActivities({
  store,
  cache,
  clock,
  logger,
}: ActivityDependencies): ResponseWarmingActivities {
  /** @returns whether the cache has the answer now */
  async function putBack(kept: RecurringSituation, answer: CachedAnswer): Promise<boolean> {
    const { locationId, situationKey, responseKey } = kept;
    await cache.set('webhook_response', locationId, responseKey, answer);
    // An operator who clears the location removes the situation first, so what was read before may be gone.
    if (!(await store.situations.find(locationId, situationKey)))
      await cache.delete('webhook_response', locationId, responseKey);
    return (await cache.secondsLeft('webhook_response', locationId, responseKey)) !== null;
  }

  async function sort(kept: RecurringSituation, tenant: Tenant): Promise<SituationKind> {
    const { response } = situationKeys(tenant, kept.situation);
    const secondsLeft = await cache.secondsLeft('webhook_response', kept.locationId, response);
    if (secondsLeft !== null && secondsLeft > limits.putBackBelowSeconds) return 'alreadyWarm';
    if (response === kept.responseKey) {
      const answer = keepableResponse(
        { reply: kept.answer.reply, asks: kept.answer.question },
        kept,
        kept.answer,
        tenant,
      );
      if (typeof answer !== 'string') return (await putBack(kept, answer)) ? 'putBack' : 'failed';
      // The rules of this release no longer allow it, so no other lead gets it from now on.
      await cache.delete('webhook_response', kept.locationId, response);
    } else if (secondsLeft !== null) return 'alreadyWarm';
    return response === kept.unfitKey ? 'unfit' : 'toWrite';
  }

  async function needs(kept: RecurringSituation, { configuration }: Tenant) {
    const understanding = await understandingOf(store, kept, configuration);
    const questions = [
      replyQuestion(kept.situation, understanding ?? kept.answer, configuration),
      ...(understanding ? [] : analysisQuestions(kept.situation, configuration)),
    ];
    const now = clock.now();
    const dollars = batchShare * questions.reduce((sum, question) => sum + highestCost(question, now), 0);
    return { analyses: understanding === null, dollars };
  }

  /** Adds what a location has to `found`, within the limits. */
  async function lookThrough(location: LocationId, recurrence: Recurrence, found: Found): Promise<void> {
    await store.situations.forget(location, recurrence);
    const tenant = await store.tenants.find(location);
    if (tenant?.configuration.mode !== 'live') return;
    let dollars = 0;
    let replies = 0;
    for (const kept of await store.situations.recurring(location, recurrence, mostLookedAt)) {
      heartbeat({ toWrite: found.toWrite.length });
      const kind = await sort(kept, tenant);
      if (kind !== 'toWrite') {
        found[kind] += 1;
        continue;
      }
      const needed = await needs(kept, tenant);
      const isWithin =
        replies < limits.repliesPerTenant &&
        found.toWrite.length < limits.repliesPerNight &&
        dollars + needed.dollars <= limits.dollarsPerTenant;
      if (!isWithin) {
        found.leftOut += 1;
        continue;
      }
      replies += 1;
      dollars += needed.dollars;
      const { situationKey } = kept;
      found.toWrite.push({ locationId: location, situationKey, needsAnalyses: needed.analyses });
    }
  }

  return {
    findResponsesToWarm: () =>
      withFailures(async () => {
        const signal = cancellationSignal();
        const since = new Date(clock.now().getTime() - limits.recurrenceDays * dayMs);
        const recurrence = { since, contacts: limits.recurrenceContacts };
        const found: Found = {
          ...{ alreadyWarm: 0, putBack: 0, failed: 0, failedLocations: 0, unfit: 0, leftOut: 0 },
          toWrite: [],
        };
        for (const location of await store.situations.locations()) {
          signal.throwIfAborted();
          try {
            await lookThrough(location, recurrence, found);
          } catch (error) {
            // The others are not to go without because of it.
            found.failedLocations += 1;
            logger.warn({ locationId: location, reason: messageOf(error) }, 'a location could not be warmed');
          }
        }
        return found;
      }),
  };
}
