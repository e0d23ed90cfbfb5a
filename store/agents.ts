import type { AgentContext } from '../domain/agent-context';
import type { AgentId, LocationId } from '../domain/ids';
import type { CoachingIntensity, CoachingStyle, LeadTemperature } from '../domain/vocabulary';
import type { Database } from './database';

export interface AgentRepository {
  /** Builds what the coaching engine knows of an agent, its parts read side by side. */
  buildContext(location: LocationId, agent: AgentId): Promise<AgentContext>;
  /** Agents one of whose leads wrote since then. */
  active(since: Date, limit: number): Promise<{ locationId: LocationId; agentId: AgentId }[]>;
}

interface AgentRow {
  role: AgentContext['role'];
  coaching_style: CoachingStyle;
  coaching_intensity: CoachingIntensity;
}

const recentConversations = 10;
const activeLeads = 50;

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
        ),
        database.query<{ contact_id: string; temperature: LeadTemperature; score: number }>(
          'agent-leads',
          `select flow.contact_id, flow.temperature, flow.score from contacts contact
           join qualification_flows flow using (location_id, contact_id)
           where contact.location_id = $1 and contact.assigned_to = $2
           order by flow.updated_at desc limit ${activeLeads}`,
          [location, agent],
        ),
      ]);
      const profile = profiles[0];
      return {
        agentId: agent,
        role: profile?.role ?? 'buyer_agent',
        coaching: {
          style: profile?.coaching_style ?? 'balanced',
          intensity: profile?.coaching_intensity ?? 'moderate',
        },
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
    async active(since, limit) {
      const rows = await database.query<{ location_id: LocationId; assigned_to: AgentId }>(
        'agents-active',
        `select distinct contact.location_id, contact.assigned_to from conversations conversation
         join contacts contact using (location_id, contact_id)
         where conversation.last_inbound_at >= $1 and contact.assigned_to is not null limit $2`,
        [since, limit],
      );
      return rows.map(row => ({ locationId: row.location_id, agentId: row.assigned_to }));
    },
  };
}
