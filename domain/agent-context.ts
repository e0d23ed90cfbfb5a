import type { AgentId } from './ids';
import type { CoachingIntensity, CoachingStyle, LeadTemperature } from './vocabulary';

/** What the coaching engine knows of the agent who is responsible for a lead. Ids only, no names. */
export interface AgentContext {
  readonly agentId: AgentId;
  readonly role: 'seller_agent' | 'buyer_agent' | 'transaction_coordinator' | 'dual_agent';
  readonly coaching: { readonly style: CoachingStyle; readonly intensity: CoachingIntensity };
  /** Newest first, at most 10. */
  readonly recentConversations: readonly { readonly contactId: string; readonly lastInboundAt: string }[];
  /** At most 50. */
  readonly activeLeads: readonly {
    readonly contactId: string;
    readonly temperature: LeadTemperature;
    readonly score: number;
  }[];
}
