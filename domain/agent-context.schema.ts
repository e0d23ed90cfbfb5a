import { z } from 'zod';
import { agentRoles } from './agent-context';
import { coachingIntensities, coachingStyles, temperatures } from './vocabulary';

/** What may come back from the cache as an agent's context. The type is in `agent-context.ts`. */
export const agentContextSchema = z.object({
  agentId: z.string(),
  role: z.enum(agentRoles),
  coaching: z.object({ style: z.enum(coachingStyles), intensity: z.enum(coachingIntensities) }),
  recentConversations: z.array(z.object({ contactId: z.string(), lastInboundAt: z.string() })),
  activeLeads: z.array(
    z.object({ contactId: z.string(), temperature: z.enum(temperatures), score: z.number() }),
  ),
});
