import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { batchShare } from '../claude/prices';
import type { LocationId } from '../domain/ids';
import { defaults } from '../runtime/defaults';
import type { RecurringSituation } from '../store/response-situations';
import type { Tenant } from '../store/tenants';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { analysisQuestions, highestCost, replyQuestion } from './response-requests';
import { isUnderstood } from './situation-understanding';

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

const limits = defaults.responseWarming;
const dayMs = 24 * 60 * 60 * 1_000;

export function createResponseWarmingActivities({
  store,
  cache,
  clock,
}: ActivityDependencies): ResponseWarmingActivities {
  /** @returns whether the cache has the answer now */
  async function putBack({ locationId, responseKey, answer }: RecurringSituation): Promise<boolean> {
    await cache.set('webhook_response', locationId, responseKey, answer);
    return (await cache.secondsLeft('webhook_response', locationId, responseKey)) !== null;
  }

  async function sort(
    kept: RecurringSituation,
    tenant: Tenant,
  ): Promise<Exclude<keyof RecurringResponses, 'leftOut'>> {
    const { response } = situationKeys(tenant, kept.situation);
    const secondsLeft = await cache.secondsLeft('webhook_response', kept.locationId, response);
    if (secondsLeft !== null && secondsLeft > limits.putBackBelowSeconds) return 'alreadyWarm';
    if (response === kept.responseKey) return (await putBack(kept)) ? 'putBack' : 'failed';
    if (secondsLeft !== null) return 'alreadyWarm';
    return response === kept.unfitKey ? 'unfit' : 'toWrite';
  }

  return {
    findResponsesToWarm: () =>
      withFailures(async () => {
        const signal = cancellationSignal();
        const since = new Date(clock.now().getTime() - limits.recurrenceDays * dayMs);
        const recurrence = { since, contacts: limits.recurrenceContacts };
        const counts = { alreadyWarm: 0, putBack: 0, failed: 0, unfit: 0, leftOut: 0 };
        const toWrite: ResponseToWrite[] = [];
        for (const location of await store.situations.locations()) {
          signal.throwIfAborted();
          const tenant = await store.tenants.find(location);
          if (tenant?.configuration.mode !== 'live') continue;
          let dollars = 0;
          let replies = 0;
          for (const kept of await store.situations.recurring(location, recurrence, mostLookedAt)) {
            const kind = await sort(kept, tenant);
            if (kind !== 'toWrite') {
              counts[kind] += 1;
              continue;
            }
            const needsAnalyses = !isUnderstood(kept, tenant.configuration);
            const cost = highestBatchCost(kept, tenant, needsAnalyses);
            const isWithin =
              replies < limits.repliesPerTenant &&
              toWrite.length < limits.repliesPerNight &&
              dollars + cost <= limits.dollarsPerTenant;
            if (!isWithin) {
              counts.leftOut += 1;
              continue;
            }
            replies += 1;
            dollars += cost;
            toWrite.push({ locationId: location, situationKey: kept.situationKey, needsAnalyses });
          }
          await store.situations.forget(location, recurrence);
          heartbeat(counts);
        }
        return { ...counts, toWrite };
      }),
  };
}

/** The most frequent of a location; most of them need no new answer. */
const mostLookedAt = 1_000;

function highestBatchCost(
  { situation, answer }: RecurringSituation,
  { configuration }: Tenant,
  needsAnalyses: boolean,
): number {
  const questions = [
    replyQuestion(situation, answer, configuration),
    ...(needsAnalyses ? analysisQuestions(situation, configuration) : []),
  ];
  return batchShare * questions.reduce((sum, question) => sum + highestCost(question), 0);
}
