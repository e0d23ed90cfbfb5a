import { z } from 'zod';
import { agentRoles, defaultProfile } from '../domain/agent-context';
import { agentContextSchema } from '../domain/agent-context.schema';
import { agentId, locationId, type AgentId, type LocationId } from '../domain/ids';
import { coachingIntensities, coachingStyles } from '../domain/vocabulary';
import { createAgentContexts, type AgentContexts } from '../cache/agent-contexts';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies } from './api-dependencies';
import { operation } from './operation';

const id = z.string().min(1).max(200);
const path = z.object({ agentId: id });
const where = id.optional().describe('needed only where the agent works in several locations');

const contextView = agentContextSchema.omit({ role: true }).extend({
  locationId: z.string(),
  profile: z.object({
    name: z.string().nullable().describe('read from Postgres: it is in no cache'),
    role: z.enum(agentRoles),
  }),
  source: z.enum(['cache', 'built']),
  expiresAt: z.string().nullable().describe('when the cached context ends; null while Redis is away'),
});

interface KnownAgent {
  readonly agentId: AgentId;
  readonly locationId: LocationId;
  readonly name: string | null;
}

/**
 * The agent at one of their locations.
 * @throws LeadwireError `not_found` where nobody knows them, `invalid_request` where it is unclear which
 * location is meant
 */
async function agentAt(
  { store }: ApiDependencies,
  agent: AgentId,
  location: string | undefined,
): Promise<KnownAgent> {
  const places = await store.agents.knownAt(agent);
  const found = location === undefined ? places : places.filter(place => place.locationId === location);
  const [place, another] = found;
  if (!place) {
    const there = location === undefined ? 'in no location' : `not in location ${location}`;
    throw new LeadwireError(
      'not_found',
      `Agent ${agent} is known ${there}: no contact is theirs, no profile set`,
    );
  }
  if (another) {
    const choices = found.map(one => one.locationId).join(', ');
    throw new LeadwireError('invalid_request', `query "locationId": say which of ${choices}`);
  }
  return { agentId: agent, ...place };
}

const contextsOf = ({ store, cache }: ApiDependencies): AgentContexts =>
  createAgentContexts(store.agents, cache);

/** When an entry with so many seconds left ends. ISO 8601. */
const endOf = ({ clock }: ApiDependencies, secondsLeft: number | null): string | null =>
  secondsLeft === null ? null : new Date(clock.now().getTime() + secondsLeft * 1_000).toISOString();

export const getAgentContext = operation({
  method: 'get',
  path: '/v1/agents/{agentId}/context',
  summary: 'What the coaching engine knows of an agent: profile, recent conversations, active leads.',
  parameters: path,
  query: z.object({
    locationId: where,
    rebuild: z.enum(['true', 'false']).optional().describe('true: build it anew, whatever the cache has'),
  }),
  result: contextView,
  async handle({ parameters, query }, dependencies) {
    const known = await agentAt(dependencies, agentId(parameters.agentId), query.locationId);
    return viewOf(dependencies, known, query.rebuild === 'true');
  },
});

async function viewOf(
  dependencies: ApiDependencies,
  known: KnownAgent,
  rebuild: boolean,
): Promise<z.infer<typeof contextView>> {
  const contexts = contextsOf(dependencies);
  const { context, source } = await contexts.read(known.locationId, known.agentId, { rebuild });
  const { role, ...parts } = agentContextSchema.parse(context);
  return {
    ...parts,
    locationId: known.locationId,
    profile: { name: known.name, role },
    source,
    expiresAt: endOf(dependencies, await contexts.secondsLeft(known.locationId, known.agentId)),
  };
}

export const warmAgent = operation({
  method: 'post',
  path: '/v1/agents/{agentId}/warm',
  summary: "Builds an agent's context anew and caches it, in one location or in all that know the agent.",
  parameters: path,
  query: z.object({ locationId: id.optional().describe('default: every location that knows the agent') }),
  result: z.object({
    agentId: z.string(),
    warmed: z.array(z.object({ locationId: z.string(), expiresAt: z.string().nullable() })),
  }),
  async handle({ parameters, query }, dependencies) {
    const agent = agentId(parameters.agentId);
    const places =
      query.locationId === undefined
        ? await dependencies.store.agents.knownAt(agent)
        : [await agentAt(dependencies, agent, query.locationId)];
    if (places.length === 0) await agentAt(dependencies, agent, undefined);
    const warmed = await Promise.all(
      places.map(async ({ locationId: location, name }) => {
        const { expiresAt } = await viewOf(
          dependencies,
          { agentId: agent, locationId: location, name },
          true,
        );
        return { locationId: location, expiresAt };
      }),
    );
    return { agentId: agent, warmed };
  },
});

const profileBody = z.strictObject({
  locationId: where,
  name: z.string().trim().min(1).max(200).nullable().default(defaultProfile.name),
  role: z.enum(agentRoles).default(defaultProfile.role),
  coachingStyle: z.enum(coachingStyles).default(defaultProfile.coaching.style),
  coachingIntensity: z.enum(coachingIntensities).default(defaultProfile.coaching.intensity),
});

export const putAgent = operation({
  method: 'put',
  path: '/v1/agents/{agentId}',
  summary:
    'Sets or replaces who an agent is and how they want to be coached. What is left out gets its default.',
  parameters: path,
  query: z.object({ locationId: where }),
  body: profileBody,
  result: z.object({
    agentId: z.string(),
    locationId: z.string(),
    name: z.string().nullable(),
    role: z.enum(agentRoles),
    coachingStyle: z.enum(coachingStyles),
    coachingIntensity: z.enum(coachingIntensities),
  }),
  async handle({ parameters, query, body }, dependencies) {
    const agent = agentId(parameters.agentId);
    const location = await placeToSet(dependencies, agent, body.locationId, query.locationId);
    const { name, role, coachingStyle, coachingIntensity } = body;
    const coaching = { style: coachingStyle, intensity: coachingIntensity };
    await dependencies.store.agents.saveProfile(location, agent, { name, role, coaching });
    await contextsOf(dependencies).forget(location, agent);
    return { agentId: agent, locationId: location, name, role, coachingStyle, coachingIntensity };
  },
});

/** A profile may be set before any contact belongs to the agent, but only where the location is set up. */
async function placeToSet(
  dependencies: ApiDependencies,
  agent: AgentId,
  inBody: string | undefined,
  inQuery: string | undefined,
): Promise<LocationId> {
  if (inBody !== undefined && inQuery !== undefined && inBody !== inQuery)
    throw new LeadwireError('invalid_request', 'body "locationId": differs from that of the query');
  const named = inBody ?? inQuery;
  if (named === undefined) return (await agentAt(dependencies, agent, undefined)).locationId;
  const tenant = await dependencies.store.tenants.find(locationId(named));
  if (!tenant) throw new LeadwireError('not_found', `Location ${named} was never set up`);
  return tenant.locationId;
}
