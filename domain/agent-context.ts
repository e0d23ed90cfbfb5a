import type { AgentId } from './ids';
import type { CoachingIntensity, CoachingStyle, LeadTemperature } from './vocabulary';

/** What an agent does for the office. */
export const agentRoles = ['seller_agent', 'buyer_agent', 'transaction_coordinator', 'dual_agent'] as const;
export type AgentRole = (typeof agentRoles)[number];

/** How an agent wants to be coached. */
export interface CoachingPreferences {
  readonly style: CoachingStyle;
  readonly intensity: CoachingIntensity;
}

/** What is set for an agent at a location. */
export interface AgentProfile {
  /** Stays in Postgres: no cache and no prompt holds it. */
  readonly name: string | null;
  readonly role: AgentRole;
  readonly coaching: CoachingPreferences;
}

/** For an agent of whom nothing was set. */
export const defaultProfile: AgentProfile = {
  name: null,
  role: 'buyer_agent',
  coaching: { style: 'balanced', intensity: 'moderate' },
};

/** What the coaching engine knows of the agent who is responsible for a lead. Ids only, no names. */
export interface AgentContext {
  readonly agentId: AgentId;
  readonly role: AgentRole;
  readonly coaching: CoachingPreferences;
  /** Newest first, at most 10. */
  readonly recentConversations: readonly { readonly contactId: string; readonly lastInboundAt: string }[];
  /** At most 50. */
  readonly activeLeads: readonly {
    readonly contactId: string;
    readonly temperature: LeadTemperature;
    readonly score: number;
  }[];
}
