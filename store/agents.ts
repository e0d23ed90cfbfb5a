import {
  defaultProfile,
  type AgentContext,
  type AgentProfile,
  type AgentRole,
} from '../domain/agent-context';
import type { AgentId, LocationId } from '../domain/ids';
import type { CoachingIntensity, CoachingStyle, LeadTemperature } from '../domain/vocabulary';
import type { Database } from './database';

/** An agent at one of the locations they work in. */
export interface AgentPlace {
  readonly locationId: LocationId;
  readonly agentId: AgentId;
}

export interface AgentRepository {
  /** Builds what the coaching engine knows of an agent, its parts read side by side. */
  buildContext(location: LocationId, agent: AgentId): Promise<AgentContext>;
  /** Agents one of whose leads wrote since then. */
  active(since: Date): Promise<AgentPlace[]>;
  /** Locations where a profile was set for the agent or a contact is theirs, by id, at most 50. */
  knownAt(agent: AgentId): Promise<{ locationId: LocationId; name: string | null }[]>;
  /** Sets or replaces an agent's profile at a location. */
  saveProfile(location: LocationId, agent: AgentId, profile: AgentProfile): Promise<void>;
}

interface AgentRow {
  role: AgentRole;
  coaching_style: CoachingStyle;
  coaching_intensity: CoachingIntensity;
}

const recentConversations = 10;
const activeLeads = 50;
const placesAtMost = 50;

export function createAgentRepository(database: Database): AgentRepository {
  return {
    async buildContext(location, agent) {
      const [profiles, conversations, leads] = await Promise.all([
        database.query<AgentRow>(
          'agent-profile',
          'select role, coaching_style, coaching_intensity from agents where location_id = $1 and agent_id = $2',
          [location, agent],
        ),
        database.query<{ contact_id: string; last_inbound_at: Date }>(
          'agent-conversations',
          `select conversation.contact_id, conversation.last_inbound_at from contacts contact
           join conversations conversation using (location_id, contact_id)
           where contact.location_id = $1 and contact.assigned_to = $2 and conversation.last_inbound_at is not null
           order by conversation.last_inbound_at desc limit ${recentConversations}`,
          [location, agent],
          // One agent has ten contacts, another twenty thousand.
          'each_time',
        ),
        database.query<{ contact_id: string; temperature: LeadTemperature; score: number }>(
          'agent-leads',
          `select flow.contact_id, flow.temperature, flow.score from contacts contact
           join qualification_flows flow using (location_id, contact_id)
           where contact.location_id = $1 and contact.assigned_to = $2
           order by flow.updated_at desc limit ${activeLeads}`,
          [location, agent],
          'each_time',
        ),
      ]);
      const [profile] = profiles;
      return {
        agentId: agent,
        role: profile?.role ?? defaultProfile.role,
        coaching: profile
          ? { style: profile.coaching_style, intensity: profile.coaching_intensity }
          : defaultProfile.coaching,
        recentConversations: conversations.map(row => ({
          contactId: row.contact_id,
          lastInboundAt: row.last_inbound_at.toISOString(),
        })),
        activeLeads: leads.map(row => ({
          contactId: row.contact_id,
          temperature: row.temperature,
          score: row.score,
        })),
      };
    },
    async active(since) {
      const rows = await database.query<{ location_id: LocationId; assigned_to: AgentId }>(
        'agents-active',
        `select distinct contact.location_id, contact.assigned_to from conversations conversation
         join contacts contact using (location_id, contact_id)
         where conversation.last_inbound_at >= $1 and contact.assigned_to is not null`,
        [since],
      );
      return rows.map(row => ({ locationId: row.location_id, agentId: row.assigned_to }));
    },
    async knownAt(agent) {
      const rows = await database.query<{ location_id: LocationId; name: string | null }>(
        'agent-known-at',
        `select known.location_id, agent.name from (
           select location_id from agents where agent_id = $1
           union select location_id from contacts where assigned_to = $1
         ) known
         left join agents agent on agent.location_id = known.location_id and agent.agent_id = $1
         order by known.location_id limit ${placesAtMost}`,
        [agent],
      );
      return rows.map(row => ({ locationId: row.location_id, name: row.name }));
    },
    async saveProfile(location, agent, { name, role, coaching }) {
      await database.query(
        'agent-save',
        `insert into agents (location_id, agent_id, name, role, coaching_style, coaching_intensity)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (location_id, agent_id) do update set
           name = excluded.name, role = excluded.role, coaching_style = excluded.coaching_style,
           coaching_intensity = excluded.coaching_intensity, updated_at = now()`,
        [location, agent, name, role, coaching.style, coaching.intensity],
      );
    },
  };
}
