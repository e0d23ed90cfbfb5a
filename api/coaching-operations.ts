import { z } from 'zod';
import { filledAdvice } from '../domain/coaching-advice';
import type { CoachingAdvice, CoachingSituation } from '../domain/coaching';
import { hashKey } from '../domain/cache-key';
import { coachingKeyParts } from '../domain/coaching-key';
import { cachedAdviceSchema, coachingAdviceSchema } from '../domain/coaching.schema';
import { coachingSituation, contactStateOf } from '../domain/coaching-situation';
import { agentId, contactId, locationId, type AgentId } from '../domain/ids';
import type { LeadIdentity } from '../domain/lead-message';
import { LeadwireError } from '../runtime/errors';
import type { CoachedConversation } from '../store/coaching';
import type { Tenant } from '../store/tenants';
import type { ApiDependencies } from './api-dependencies';
import { operation } from './operation';
import { waitForAdvice } from './wait-for-advice';

const id = z.string().min(1).max(200);

const question = z.strictObject({
  locationId: id,
  contactId: id,
  agentId: id.optional().describe('default: the agent whom the contact belongs to'),
  fresh: z.boolean().default(false).describe('have it written anew, whatever the cache has'),
});

const answer = z.object({
  advice: coachingAdviceSchema,
  source: z.enum(['cache', 'claude']),
  tier: z.enum(['memory', 'redis']).nullable().describe('which tier of the cache had it'),
  costUsd: z.number().describe('0 from the cache; all who wait for one call are told what it cost'),
  simulated: z.boolean(),
  agentId: z.string().nullable(),
});

export const coach = operation({
  method: 'post',
  path: '/v1/coaching',
  summary: 'Advice to an agent on the conversation with one contact.',
  parameters: z.object({}),
  query: z.object({}),
  body: question,
  result: answer,
  async handle({ body }, dependencies) {
    const { tenant, conversation } = await read(dependencies, body);
    const situation = situationOf(dependencies, tenant, conversation);
    const found = await findAdvice(dependencies, situation, body.fresh);
    const advice = filledAdvice(found.advice, conversation.contact ?? nobody);
    return {
      ...found,
      advice: { ...advice, watchOut: [...advice.watchOut] },
      agentId: conversation.agentId,
    };
  },
});

const nobody: LeadIdentity = { firstName: null, lastName: null, phone: null, email: null };

/** @throws LeadwireError `not_found` */
async function read(
  { store }: ApiDependencies,
  asked: z.infer<typeof question>,
): Promise<{ tenant: Tenant; conversation: CoachedConversation }> {
  const location = locationId(asked.locationId);
  const agent: AgentId | null = asked.agentId === undefined ? null : agentId(asked.agentId);
  const [tenant, conversation] = await Promise.all([
    store.tenants.find(location),
    store.coaching.conversation(location, contactId(asked.contactId), agent),
  ]);
  if (!tenant) throw new LeadwireError('not_found', `Location ${location} was never set up`);
  if (conversation.messages.length === 0)
    throw new LeadwireError('not_found', `There is no conversation with contact ${asked.contactId} there`);
  return { tenant, conversation };
}

function situationOf(
  { clock }: ApiDependencies,
  tenant: Tenant,
  conversation: CoachedConversation,
): CoachingSituation {
  const { contact, messages, flow, profile } = conversation;
  const now = clock.now();
  const channel = conversation.channel ?? 'SMS';
  const { configuration } = tenant;
  return coachingSituation({
    locationId: tenant.locationId,
    tenant: configuration,
    tenantVersion: tenant.version,
    messages,
    channel,
    identity: contact ?? nobody,
    flow,
    profile,
    state: contactStateOf({
      ...conversation,
      doNotDisturb: contact?.doNotDisturb ?? {},
      tags: contact?.tags ?? [],
      channel,
      tenant: configuration,
      now,
    }),
    now,
  });
}

type FoundAdvice = Omit<z.infer<typeof answer>, 'agentId' | 'advice'> & { readonly advice: CoachingAdvice };

async function findAdvice(
  dependencies: ApiDependencies,
  situation: CoachingSituation,
  fresh: boolean,
): Promise<FoundAdvice> {
  const cacheKey = hashKey(coachingKeyParts(situation));
  const hit = fresh ? null : await dependencies.cache.get('coaching', situation.locationId, cacheKey);
  const cached = cachedAdviceSchema.safeParse(hit?.value);
  if (hit && cached.success) return { ...cached.data, source: 'cache', tier: hit.tier, costUsd: 0 };
  const written = await waitForAdvice(dependencies, { situation, cacheKey, fresh });
  return { ...written, tier: null };
}
