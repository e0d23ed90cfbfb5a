import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { createAgentContexts } from '../cache/agent-contexts';
import { agentContextsTimes } from '../domain/schedules';
import type { WarmingResult } from '../domain/warming';
import { messageOf } from '../runtime/errors';
import type { AgentPlace } from '../store/agents';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { sideBySide } from './side-by-side';

export interface WarmingActivities {
  /** Makes the context of each agent anew one of whose leads wrote in the last day, unless it outlives the next run. */
  warmAgentContexts(): Promise<WarmingResult>;
}

const activeWithinMs = 24 * 60 * 60 * 1_000;
/** Each builds with three statements; the pool is shared with all runs of this process. */
const agentsAtOnce = 4;
/** How long a run may take at the most until it comes to an agent. */
const runTakesAtMostMs = 60_000;

/** An entry that lives longer than this is still there when the next run comes to it. */
const livesLongEnoughSeconds =
  (agentContextsTimes.everyMs + agentContextsTimes.jitterMs + runTakesAtMostMs) / 1_000;

export function createWarmingActivities({
  store,
  cache,
  clock,
  logger,
}: ActivityDependencies): WarmingActivities {
  const contexts = createAgentContexts(store.agents, cache);

  /** Redis may be away: then an entry that was just built is nowhere, and that is a failure. */
  async function warm({ locationId, agentId }: AgentPlace): Promise<'warmed' | 'alreadyWarm' | 'failed'> {
    const secondsLeft = await contexts.secondsLeft(locationId, agentId);
    if (secondsLeft !== null && secondsLeft > livesLongEnoughSeconds) return 'alreadyWarm';
    try {
      await contexts.read(locationId, agentId, { rebuild: true });
      return (await contexts.secondsLeft(locationId, agentId)) === null ? 'failed' : 'warmed';
    } catch (error) {
      logger.warn(
        { locationId, agentId, reason: messageOf(error) },
        'the context of an agent could not be warmed',
      );
      return 'failed';
    }
  }

  return {
    warmAgentContexts: () =>
      withFailures(async () => {
        const startedAt = clock.elapsed();
        const signal = cancellationSignal();
        const since = new Date(clock.now().getTime() - activeWithinMs);
        const agents = await store.agents.active(since);
        const counts = { warmed: 0, alreadyWarm: 0, failed: 0 };
        await sideBySide(agents, agentsAtOnce, async agent => {
          signal.throwIfAborted();
          counts[await warm(agent)] += 1;
          heartbeat({ ...counts, of: agents.length });
        });
        const seconds = ((clock.elapsed() - startedAt) / 1_000).toFixed(1);
        return {
          ...counts,
          costUsd: 0,
          explanation: `${agents.length} agents have leads who wrote in the last day; looking and building took ${seconds} s`,
        };
      }),
  };
}
