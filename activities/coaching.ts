import { createAgentContexts } from '../cache/agent-contexts';
import type { Cache } from '../cache/cache';
import { agentId, type AgentId, type LocationId } from '../domain/ids';
import type { CoachingIntensity, CoachingStyle } from '../domain/vocabulary';
import type { AgentRepository } from '../store/agents';

/** Who is responsible for the lead, and how that agent wants to be coached. */
export interface Coaching {
  readonly agentId: AgentId;
  readonly style: CoachingStyle;
  readonly intensity: CoachingIntensity;
}

/** The coaching engine: knows each agent's context, from the cache or built when it is not there. */
export interface CoachingEngine {
  /** @param assignedTo the contact's owner in GHL, if there is one */
  coachingOf(location: LocationId, assignedTo: string | null | undefined): Promise<Coaching | null>;
}

export function createCoachingEngine(agents: AgentRepository, cache: Cache): CoachingEngine {
  const contexts = createAgentContexts(agents, cache);
  return {
    async coachingOf(location, assignedTo) {
      if (!assignedTo) return null;
      const agent = agentId(assignedTo);
      const { context } = await contexts.read(location, agent);
      return { agentId: agent, ...context.coaching };
    },
  };
}
