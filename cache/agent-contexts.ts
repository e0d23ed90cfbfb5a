import type { AgentContext } from '../domain/agent-context';
import { agentContextSchema } from '../domain/agent-context.schema';
import { agentId, type AgentId, type LocationId } from '../domain/ids';
import type { Cache } from './cache';

/** Where a context is built that the cache does not have. */
export interface AgentContextSource {
  buildContext(location: LocationId, agent: AgentId): Promise<AgentContext>;
}

export interface FoundAgentContext {
  readonly context: AgentContext;
  readonly source: 'cache' | 'built';
}

/** The contexts of agents: in Redis for 15 minutes, built when they are not there. */
export interface AgentContexts {
  /** @param options.rebuild build it anew whatever the cache has */
  read(
    location: LocationId,
    agent: AgentId,
    options?: { readonly rebuild?: boolean },
  ): Promise<FoundAgentContext>;
  /** How long it still lives; null where it is not kept, or Redis is away. */
  secondsLeft(location: LocationId, agent: AgentId): Promise<number | null>;
  /** Something that it is built from has changed. */
  forget(location: LocationId, agent: AgentId): Promise<void>;
}

const type = 'agent_context';

export function createAgentContexts(source: AgentContextSource, cache: Cache): AgentContexts {
  return {
    async read(location, agent, { rebuild = false } = {}) {
      const load = async (anew: boolean): Promise<FoundAgentContext | null> => {
        let built = false;
        const build = (): Promise<AgentContext> => {
          built = true;
          return source.buildContext(location, agent);
        };
        const value = await cache.getOrLoad(type, location, agent, build, { rebuild: anew });
        const parsed = agentContextSchema.safeParse(value);
        if (!parsed.success) return null;
        const context = { ...parsed.data, agentId: agentId(parsed.data.agentId) };
        return { context, source: built ? 'built' : 'cache' };
      };
      const found = (await load(rebuild)) ?? (await load(true));
      // Another version of Leadwire may have written the entry, or build it for us at this very moment.
      return found ?? { context: await source.buildContext(location, agent), source: 'built' };
    },
    secondsLeft: (location, agent) => cache.secondsLeft(type, location, agent),
    forget: (location, agent) => cache.delete(type, location, agent),
  };
}
