import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { qualificationsTimes } from '../domain/schedules';
import type { WarmingResult } from '../domain/warming';
import { defaults } from '../runtime/defaults';
import type { ActiveLead } from '../store/qualification-flows';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { sideBySide } from './side-by-side';

export interface QualificationWarmingActivities {
  /** Puts the flow of each lead who wrote in the last day into Redis, unless it outlives the next run. */
  warmQualifications(): Promise<WarmingResult>;
}

const activeWithinMs = 24 * 60 * 60 * 1_000;
const flowsPerPage = 200;
const flowsAtOnce = 20;
/** How long a run may take at the most until it comes to a lead. */
const runTakesAtMostMs = 120_000;
/** An entry that lives longer than this is still there when the next run comes to it. */
const livesLongEnoughSeconds =
  (qualificationsTimes.everyMs + qualificationsTimes.jitterMs + runTakesAtMostMs) / 1_000;

export function createQualificationWarmingActivities({
  store,
  cache,
  flows,
  clock,
}: Pick<ActivityDependencies, 'store' | 'cache' | 'flows' | 'clock'>): QualificationWarmingActivities {
  async function warm(lead: ActiveLead, readAt: number): Promise<'warmed' | 'alreadyWarm' | 'failed'> {
    const { locationId, contactId } = lead;
    const secondsLeft = await cache.secondsLeft('qualification_flow', locationId, contactId);
    if (secondsLeft !== null && secondsLeft > livesLongEnoughSeconds) return 'alreadyWarm';
    // What was read a while ago may be an old version by now, and Redis may have lost the newer one.
    const isFresh = clock.elapsed() - readAt <= defaults.cache.freshLoadMs;
    const flow = isFresh ? lead : await store.flows.find(locationId, contactId);
    if (!flow) return 'failed';
    const written = await flows.written(locationId, contactId, flow);
    return written === 'unreachable' ? 'failed' : 'warmed';
  }

  return {
    warmQualifications: () =>
      withFailures(async () => {
        const startedAt = clock.elapsed();
        const signal = cancellationSignal();
        const since = new Date(clock.now().getTime() - activeWithinMs);
        const counts = { warmed: 0, alreadyWarm: 0, failed: 0 };
        let page: ActiveLead[] = [];
        do {
          const readAt = clock.elapsed();
          page = await store.flows.ofActiveLeads(since, page.at(-1) ?? null, flowsPerPage);
          await sideBySide(page, flowsAtOnce, async lead => {
            signal.throwIfAborted();
            counts[await warm(lead, readAt)] += 1;
            heartbeat(counts);
          });
        } while (page.length === flowsPerPage);
        const leads = counts.warmed + counts.alreadyWarm + counts.failed;
        const seconds = ((clock.elapsed() - startedAt) / 1_000).toFixed(1);
        return {
          ...counts,
          costUsd: 0,
          explanation: `${leads} leads with a qualification wrote in the last day; looking and writing took ${seconds} s`,
        };
      }),
  };
}
