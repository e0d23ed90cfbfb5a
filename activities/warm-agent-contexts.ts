import { heartbeat } from '@temporalio/activity';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface WarmingActivities {
  /** Builds the context of each agent one of whose leads wrote in the last day, and caches it. */
  warmAgentContexts(): Promise<{ readonly warmed: number; readonly failed: number }>;
}

const activeWithinMs = 24 * 60 * 60 * 1_000;
const agentsAtMost = 5_000;

export function createWarmingActivities({
  store,
  cache,
  clock,
  logger,
}: ActivityDependencies): WarmingActivities {
  return {
    warmAgentContexts: () =>
      withFailures(async () => {
        const agents = await store.agents.active(
          new Date(clock.now().getTime() - activeWithinMs),
          agentsAtMost,
        );
        let warmed = 0;
        for (const { locationId, agentId } of agents) {
          try {
            await cache.set(
              'agent_context',
              locationId,
              agentId,
              await store.agents.buildContext(locationId, agentId),
            );
            warmed += 1;
          } catch (error) {
            logger.warn({ error, locationId, agentId }, 'the context of an agent could not be warmed');
          }
          heartbeat(warmed);
        }
        return { warmed, failed: agents.length - warmed };
      }),
  };
}
