import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { strategies } from '../cache/strategies';
import type { AnswerCost } from '../domain/answer-cost';
import { filledAdvice } from '../domain/coaching-advice';
import type { CoachingAdvice, CoachingSituation } from '../domain/coaching';
import { hashKey } from '../domain/cache-key';
import { coachingKeyParts, conversationKeyParts } from '../domain/coaching-key';
import { bookedAdvice, cachedAdviceSchema, coachingAdviceSchema } from '../domain/coaching.schema';
import { coachingSituation, contactStateOf } from '../domain/coaching-situation';
import { agentId, contactId, locationId, type AgentId, type ContactId } from '../domain/ids';
import type { LeadIdentity } from '../domain/lead-message';
import { coachingWorkflowId } from '../domain/workflow-ids';
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
  tier: z
    .enum(['memory', 'redis', 'database'])
    .nullable()
    .describe(
      'which tier had it; database: it may be told in this conversation alone, and was booked for it',
    ),
  costUsd: z.number().describe('0 from the cache; all who wait for one call are told what it cost'),
  savedUsd: z.number().describe('what it had cost when it was written; 0 where Claude just wrote it'),
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
    const contact = contactId(body.contactId);
    const { advice, ...found } = await findAdvice(dependencies, { ...body, contact, tenant, situation });
    const filled = filledAdvice(advice, conversation.contact ?? nobody);
    return {
      ...found,
      advice: { ...filled, watchOut: [...filled.watchOut] },
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

interface Wanted {
  readonly tenant: Tenant;
  readonly situation: CoachingSituation;
  readonly contact: ContactId;
  readonly fresh: boolean;
}

/** From the cache, then from what was booked for this very conversation, then from Claude. */
async function findAdvice(
  dependencies: ApiDependencies,
  { tenant, situation, contact, fresh }: Wanted,
): Promise<FoundAdvice> {
  const cacheKey = hashKey(coachingKeyParts(situation));
  const conversationKey = hashKey(conversationKeyParts(situation, contact));
  const found = fresh
    ? null
    : await alreadyWritten(dependencies, { tenant, situation, contact, cacheKey, conversationKey });
  if (found) return found;
  const { advice, source, costUsd, savedUsd, simulated } = await waitForAdvice(dependencies, {
    ...{ situation, contactId: contact, cacheKey, conversationKey, fresh },
  });
  return { advice, source, costUsd, savedUsd, simulated, tier: null };
}

async function alreadyWritten(
  dependencies: ApiDependencies,
  wanted: Omit<Wanted, 'fresh'> & { readonly cacheKey: string; readonly conversationKey: string },
): Promise<FoundAdvice | null> {
  const { tenant, situation, cacheKey, conversationKey } = wanted;
  const { locationId: location, configuration } = tenant;
  const { cache, store } = dependencies;
  const hit = await cache.get('coaching', location, cacheKey);
  const cached = cachedAdviceSchema.safeParse(hit?.value);
  const known = { source: 'cache', costUsd: 0 } as const;
  if (hit && cached.success) {
    const { advice, cost, simulated } = cached.data;
    return { ...known, advice, simulated, savedUsd: noteSaved(dependencies, wanted, cost), tier: hit.tier };
  }
  const name = coachingWorkflowId(location, conversationKey);
  const booked = await store.coaching.booked(name, strategies.coaching.redisSeconds);
  const advice = booked && bookedAdvice(booked.answer, situation, configuration);
  if (!advice) return null;
  const { cost } = booked;
  const savedUsd = noteSaved(dependencies, wanted, cost);
  return { ...known, advice, simulated: cost.simulated, savedUsd, tier: 'database' };
}

/** Not waited for: the agent has the advice, whether or not the books can be written. @returns US dollars */
function noteSaved(
  { store, logger }: ApiDependencies,
  {
    tenant: { locationId: location },
    contact,
    conversationKey,
  }: Pick<Wanted, 'tenant' | 'contact'> & { readonly conversationKey: string },
  cost: AnswerCost | undefined,
): number {
  if (!cost) return 0;
  const workflowId = `${coachingWorkflowId(location, conversationKey)}/${randomUUID()}`;
  const conversation = { locationId: location, contactId: contact };
  store.costs
    .saved({ workflowId, task: 'coaching', cost, conversation })
    .catch((error: unknown) => logger.warn({ error }, 'what an advice from the cache saved was not noted'));
  return cost.costUsd;
}
