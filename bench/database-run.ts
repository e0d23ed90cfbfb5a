import { parseWebhookEvent } from '../domain/ghl-event.schema';
import { messageId, sendId, webhookId, type AgentId, type ContactId, type LocationId } from '../domain/ids';
import { runIdOf, webhookWorkflowId } from '../domain/workflow-ids';
import { systemClock } from '../runtime/clock';
import type { StoredFlow } from '../domain/stored-flow';
import type { ClaimRequest } from '../store/claims';
import type { Store } from '../store/store';
import type { IncomingMessage } from '../store/webhook-log';
import { longestWriterOf, type BenchLead, type FillSize } from './database-names';

/** How what the product keeps in caches is read: through them, or from Postgres each time. */
export interface CachedReads {
  /** @param version as the row has it */
  flow(location: LocationId, contact: ContactId, version: number): Promise<unknown>;
  /** After the claim has written it. */
  flowWritten(location: LocationId, contact: ContactId, flow: StoredFlow): Promise<unknown>;
  agentContext(location: LocationId, agent: AgentId): Promise<unknown>;
}

/** Measures a call of a repository under its name. */
export type Measure = <T>(call: string, work: Promise<T>) => Promise<T>;

const text = 'Is the house on Maple Street still to be had? We could come by on Saturday.';
const reply = 'It is! Saturday works well. Which time suits you best?';

/**
 * All that Postgres does for one webhook: the repositories' own calls, side by side or one after the
 * other as the activities make them. Between them Leadwire would do the rest: caches, Claude and GHL.
 * @param name of the message; no two runs may have the same
 */
export async function playRun(
  store: Store,
  reads: CachedReads,
  lead: BenchLead,
  name: string,
  measure: Measure,
): Promise<void> {
  const { locationId, contactId } = lead;
  const message = messageId(name);
  const workflowId = webhookWorkflowId(locationId, webhookId(name));
  const now = systemClock.now().toISOString();
  const event = parseWebhookEvent(
    {
      ...{ type: 'InboundMessage', locationId, contactId, messageId: message, webhookId: name },
      ...{ body: text, messageType: 'SMS', dateAdded: now },
    },
    '',
  );
  if (event === null) throw new Error('the benchmark made no event');
  const run = runIdOf(workflowId);
  const incoming: IncomingMessage = {
    ...{ locationId, contactId, messageId: message, conversationId: null, text, dateAdded: now },
    channel: 'SMS',
  };

  // openRun
  await Promise.all([
    measure('tenant', store.tenants.find(locationId)),
    measure(
      'webhook and message',
      store.webhooks.record({ workflowId, runId: run, event, startedAt: now, message: incoming }),
    ),
  ]);
  const [state] = await Promise.all([
    measure('conversation state', store.conversations.state(locationId, contactId, message, workflowId)),
    measure('messages in view', store.conversations.openView(workflowId, locationId, contactId)),
  ]);
  await Promise.all([
    measure('qualification flow', reads.flow(locationId, contactId, state.flowVersion ?? 0)),
    measure('agent context', reads.agentContext(locationId, lead.agentId)),
  ]);

  // claimReply
  await measure('contact', store.contacts.find(locationId, contactId));
  const request: ClaimRequest = {
    ...{ workflowId, sendId: sendId(workflowId), locationId, contactId, messageId: message, reply },
    ...{
      extraction: null,
      question: null,
      isWithheld: false,
      pause: null,
      actions: [{ type: 'add_tag', tag: 'Buyer' }],
    },
    channel: 'SMS',
    replySource: 'cache',
  };
  const { claim, flow } = await measure('claim', store.claim(request, systemClock.now()));
  if (claim.outcome !== 'claimed')
    throw new Error(`a run of the benchmark was not answered: ${claim.explanation}`);
  if (flow) await measure('flow written', reads.flowWritten(locationId, contactId, flow));

  // sendReply
  const send = await measure('send', store.sends.get(workflowId));
  await measure('begin to send', store.sends.begin(send));
  await measure('sent', store.sends.markSent(send, `${name}-sent`));
  const [action] = await measure('actions to apply', store.actions.pending(workflowId));
  if (action) {
    await measure('action tried', store.actions.markTried(workflowId, [action.position]));
    await measure('action done', store.actions.markDone(workflowId, [action.position]));
  }

  // closeRun and recordFigures
  await measure(
    'end of the run',
    store.runs.end({
      ...{ workflowId, status: 'answered', replySource: 'cache', leadTemperature: 'warm' },
      ...{ explanation: 'answered from the cache', errorCode: null, timings: { open: 12, claim: 9 } },
    }),
  );
  const metrics = ['webhook_processed', 'reply_sent', 'response_time_ms'].map(metric => ({
    name: metric,
    value: 1,
  }));
  await measure(
    'business figures',
    store.records.writeMetrics({ workflowId, locationId, agentId: lead.agentId, metrics }),
  );
}

/** Those of them that only read, for a database that cannot be written to. */
export async function playReads(
  store: Store,
  reads: CachedReads,
  { locationId, contactId, agentId }: BenchLead,
  name: string,
  measure: Measure,
): Promise<void> {
  const message = messageId(name);
  await measure('tenant', store.tenants.find(locationId));
  await measure('conversation state', store.conversations.state(locationId, contactId, message, name));
  await Promise.all([
    measure('qualification flow', reads.flow(locationId, contactId, 0)),
    measure('agent context', reads.agentContext(locationId, agentId)),
  ]);
  await measure('contact', store.contacts.find(locationId, contactId));
  await measure('actions to apply', store.actions.pending(name));
}

/** What people ask meanwhile: a caller who waits, an agent who wants advice, an operator who looks at runs. */
export async function playQuestions(
  store: Store,
  lead: BenchLead,
  name: string,
  measure: Measure,
): Promise<void> {
  const { locationId, contactId } = lead;
  const workflowId = webhookWorkflowId(locationId, webhookId(name));
  await measure('reply waited for', store.sends.reply(workflowId));
  await measure('run by workflow', store.runs.findByWorkflow(workflowId));
  await measure('coaching', store.coaching.conversation(locationId, contactId, lead.agentId));
  await measure('runs of a contact', store.runs.search({ locationId, contactId, limit: 50 }));
  await measure('runs of a location', store.runs.search({ locationId, limit: 50 }));
  await measure('runs that failed', store.runs.search({ locationId, status: 'failed', limit: 50 }));
  await measure('runs of a rare event', store.runs.search({ eventType: 'ContactDndUpdate', limit: 50 }));
}

/** The calls of a run whose work might grow with the conversation. */
const growing: ReadonlySet<string> = new Set([
  'webhook and message',
  'conversation state',
  'messages in view',
  'claim',
]);

/**
 * The same run at a lead who wrote very much and whose agent has very many contacts: only what might take
 * longer for that is measured, under names that say how much it is. The agent's context is built each time.
 */
export async function playExtremes(
  play: typeof playRun,
  { store, reads, size }: { readonly store: Store; readonly reads: CachedReads; readonly size: FillSize },
  name: string,
  measure: Measure,
): Promise<void> {
  const { agentContacts, conversationMessages } = size.extremes;
  const lead = longestWriterOf(size);
  const longer = (call: string): string =>
    `${call}, with ${conversationMessages.toLocaleString('en')} messages`;
  await play(store, reads, lead, name, (call, work) =>
    growing.has(call) ? measure(longer(call), work) : work,
  );
  await measure(
    longer('coaching'),
    store.coaching.conversation(lead.locationId, lead.contactId, lead.agentId),
  );
  await measure(
    `agent context, with ${agentContacts.toLocaleString('en')} contacts`,
    store.agents.buildContext(lead.locationId, lead.agentId),
  );
}
