import { parseWebhookEvent } from '../../domain/ghl-event.schema';
import { messageId, sendId, webhookId } from '../../domain/ids';
import { emptyFlow } from '../../domain/qualification-flow';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';
import { runIdOf, webhookWorkflowId } from '../../domain/workflow-ids';
import type { BenchLead } from '../../bench/database-names';
import type { Store } from '../../store/store';
import { answerOf, tagAction } from './open-test-store';

/** A repository by its name in the store, and a method of it. */
type CallName = `${string}.${string}`;
type Call = (store: Store, lead: BenchLead) => Promise<unknown>;

const workflowOf = ({ locationId }: BenchLead) => webhookWorkflowId(locationId, webhookId('new'));
const settings = tenantConfigurationSchema.parse({ name: 'Plans Realty' });
const nobody = { firstName: null, lastName: null, phone: null, email: null };
const search =
  (filter: (lead: BenchLead) => object): Call =>
  (store, lead) =>
    store.runs.search({ ...filter(lead), limit: 50 });
const after = '2026-01-01T00:00:00.000000Z~run_1';

/** Pages are asked for one by one as they are read. */
async function readAll(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const page of pages) void page;
}

/** Every call that stands between a webhook and its answer, or between a person and theirs; in order, for each needs what stands before it. */
export const hotPathCalls: readonly (readonly [CallName, Call])[] = [
  ['tenants.find', (store, lead) => store.tenants.find(lead.locationId)],
  ['tenants.findOrCreate', (store, lead) => store.tenants.findOrCreate(lead.locationId, 'Plans Realty')],
  ['tenants.ghlToken', (store, lead) => store.tenants.ghlToken(lead.locationId)],
  ['tenants.save', (store, lead) => store.tenants.save(lead.locationId, settings)],
  [
    'webhooks.record',
    async (store, lead) => {
      const { locationId, contactId } = lead;
      const ids = { locationId, contactId, messageId: 'new', webhookId: 'new' };
      const event = parseWebhookEvent({ type: 'InboundMessage', ...ids, body: 'hello' }, '');
      if (event === null) throw new Error('not an object');
      const startedAt = new Date().toISOString();
      const workflowId = workflowOf(lead);
      const message = {
        ...{ locationId, contactId, messageId: 'new', conversationId: null, text: 'hello' },
        ...{ channel: 'SMS' as const, dateAdded: startedAt },
      };
      const entry = { workflowId, runId: runIdOf(workflowId), event, startedAt };
      await store.webhooks.record({ ...entry, message });
      await store.webhooks.record({ ...entry, message: null });
    },
  ],
  [
    'conversations.state',
    (store, lead) =>
      store.conversations.state(lead.locationId, lead.contactId, messageId('new'), workflowOf(lead)),
  ],
  [
    'conversations.openView',
    (store, lead) => store.conversations.openView(workflowOf(lead), lead.locationId, lead.contactId),
  ],
  ['summaries.find', (store, lead) => store.summaries.find(lead.locationId, lead.contactId)],
  [
    'summaries.unsummarised',
    (store, lead) =>
      store.summaries.unsummarised(
        lead.locationId,
        lead.contactId,
        { dateAdded: new Date().toISOString(), messageId: 'm' },
        60,
      ),
  ],
  [
    'summaries.keep',
    (store, lead) =>
      store.summaries.keep(lead.locationId, lead.contactId, {
        text: 'a summary',
        until: { dateAdded: new Date().toISOString(), messageId: 'm' },
      }),
  ],
  ['conversations.view', (store, lead) => store.conversations.view(workflowOf(lead))],
  ['flows.find', (store, lead) => store.flows.find(lead.locationId, lead.contactId)],
  ['agents.buildContext', (store, lead) => store.agents.buildContext(lead.locationId, lead.agentId)],
  ['contacts.find', (store, lead) => store.contacts.find(lead.locationId, lead.contactId)],
  [
    'contacts.save',
    (store, lead) =>
      store.contacts.save(lead.locationId, lead.contactId, {
        ...{ ...nobody, tags: [], doNotDisturb: {}, assignedTo: lead.agentId },
      }),
  ],
  ['contacts.forget', (store, lead) => store.contacts.forget(lead.locationId, lead.contactId, null)],
  [
    'claudeCalls.asked',
    async (store, lead) => {
      const { locationId, contactId } = lead;
      const caps = { dailyUsd: 1, monthlyUsd: 1_000, contactMonthlyUsd: 1_000 };
      const call = { ...{ workflowId: workflowOf(lead), task: 'reply', locationId, contactId }, caps };
      const booked = { ...call, model: 'a model', promptVersion: '1', reservedUsd: 0.9 };
      const { id } = await store.claudeCalls.asked(booked);
      await store.claudeCalls.unheard(id);
      await store.claudeCalls.answered(id, answerOf());
      await store.claudeCalls.failed(id);
      await store.claudeCalls.asked({ ...booked, reservedUsd: 2 }).catch(() => undefined);
    },
  ],
  ['claudeCalls.answered', async () => undefined],
  ['claudeCalls.failed', async () => undefined],
  ['claudeCalls.unheard', async () => undefined],
  [
    'claudeCalls.unknownCalls',
    async (store, lead) => {
      const since = new Date(Date.now() - 30 * 24 * 3_600_000);
      await store.claudeCalls.unknownCalls(lead.locationId, since, new Date());
      await store.claudeCalls.unknownCalls(null, since, new Date());
    },
  ],
  ['budgets.takeWarnings', (store, lead) => store.budgets.takeWarnings(workflowOf(lead))],
  ['claudeCalls.stored', (store, lead) => store.claudeCalls.stored(workflowOf(lead), 'reply')],
  [
    'situations.keep',
    (store, lead) =>
      store.situations.keep({
        ...{
          locationId: lead.locationId,
          situationKey: 'a key',
          responseKey: 'another',
          analysisVersion: '1',
        },
        ...{ situation: {} as never, answer: {} as never },
      }),
  ],
  ['situations.find', (store, lead) => store.situations.find(lead.locationId, 'a key')],
  ['situations.markUnfit', (store, lead) => store.situations.markUnfit(lead.locationId, 'a key', 'another')],
  [
    'store.claim',
    (store, lead) =>
      store.claim(
        {
          ...{ workflowId: workflowOf(lead), sendId: sendId('plans'), messageId: messageId('new') },
          ...{ locationId: lead.locationId, contactId: lead.contactId, reply: 'hello' },
          ...{ channel: 'SMS', replySource: 'claude', actions: [tagAction('Buyer')] },
          ...{ extraction: null, question: null, isWithheld: false, pause: { reason: 'a test', hours: 1 } },
        },
        new Date(),
      ),
  ],
  ['sends.get', (store, lead) => store.sends.get(workflowOf(lead))],
  [
    'sends.ownedMessageIds',
    async (store, lead) => store.sends.ownedMessageIds(await store.sends.get(workflowOf(lead))),
  ],
  ['sends.begin', async (store, lead) => store.sends.begin(await store.sends.get(workflowOf(lead)))],
  ['sends.markUnheard', store => store.sends.markUnheard(sendId('plans'))],
  ['sends.markNotTaken', store => store.sends.markNotTaken(sendId('plans'))],
  ['sends.markGivenUp', store => store.sends.markGivenUp(sendId('plans'), 'failed', 'ghl_rejected')],
  [
    'sends.markSent',
    async (store, lead) => store.sends.markSent(await store.sends.get(workflowOf(lead)), 'ghl-plans'),
  ],
  ['sends.reply', (store, lead) => store.sends.reply(workflowOf(lead))],
  [
    'sends.ownerOf',
    (store, lead) => store.sends.ownerOf(lead.locationId, lead.contactId, 'ghl-plans', 'hello'),
  ],
  ['actions.pending', (store, lead) => store.actions.pending(workflowOf(lead))],
  ['actions.all', (store, lead) => store.actions.all(workflowOf(lead))],
  ['actions.plan', (store, lead) => store.actions.plan(workflowOf(lead), [tagAction('Seller')])],
  ['actions.markTried', (store, lead) => store.actions.markTried(workflowOf(lead), [0])],
  ['actions.markNotTaken', (store, lead) => store.actions.markNotTaken(workflowOf(lead), [0])],
  ['actions.markDone', (store, lead) => store.actions.markDone(workflowOf(lead), [0])],
  ['actions.markFailed', (store, lead) => store.actions.markFailed(workflowOf(lead), [0], 'ghl_rejected')],
  [
    'runs.end',
    (store, lead) =>
      store.runs.end({
        ...{
          workflowId: workflowOf(lead),
          status: 'answered',
          replySource: 'claude',
          leadTemperature: 'warm',
        },
        ...{ explanation: 'a test', errorCode: null, timings: {} },
      }),
  ],
  [
    'records.writeMetrics',
    (store, lead) =>
      store.records.writeMetrics({
        ...{ workflowId: workflowOf(lead), locationId: lead.locationId, agentId: lead.agentId },
        metrics: [{ name: 'webhook_processed', value: 1 }],
      }),
  ],
  [
    'records.wasNotified',
    (store, lead) =>
      store.records.wasNotified({ workflowId: workflowOf(lead), kind: 'run_failed', channel: 'record' }),
  ],
  [
    'records.writeNotification',
    (store, lead) =>
      store.records.writeNotification({
        ...{ workflowId: workflowOf(lead), kind: 'run_failed', channel: 'record', priority: 'high' },
        ...{ locationId: lead.locationId, contactId: lead.contactId, title: 'a title', message: 'a message' },
      }),
  ],
  [
    'consent.change',
    async (store, lead) => {
      const change = {
        ...{ workflowId: workflowOf(lead), locationId: lead.locationId, contactId: lead.contactId },
        ...{ channel: 'SMS', source: 'message', actions: [] },
      };
      await store.consent.change({ ...change, messageId: messageId('new'), change: 'opt_out' });
      await store.consent.change({ ...change, messageId: messageId('newer'), change: 'opt_in' });
    },
  ],
  [
    'consent.takeOver',
    (store, lead) =>
      store.consent.takeOver({
        ...{ locationId: lead.locationId, contactId: lead.contactId, messageId: 'by-a-person' },
        ...{ text: 'hello', channel: 'SMS', dateAdded: new Date().toISOString(), sleepMinutes: 60 },
      }),
  ],
  ['runs.find', (store, lead) => store.runs.find(runIdOf(workflowOf(lead)))],
  ['runs.findByWorkflow', (store, lead) => store.runs.findByWorkflow(workflowOf(lead))],
  ['runs.search', search(() => ({}))],
  ['runs.search', search(() => ({ after }))],
  ['runs.search', search(({ locationId }) => ({ locationId }))],
  ['runs.search', search(({ locationId }) => ({ locationId, after }))],
  ['runs.search', search(({ locationId }) => ({ locationId, status: 'failed' }))],
  ['runs.search', search(({ locationId }) => ({ locationId, status: 'failed', after }))],
  ['runs.search', search(({ locationId, contactId }) => ({ locationId, contactId }))],
  ['runs.search', search(({ contactId }) => ({ contactId }))],
  ['runs.search', search(({ contactId }) => ({ contactId, after }))],
  ['runs.search', search(({ locationId }) => ({ locationId, replySource: 'template' }))],
  ['runs.search', search(() => ({ status: 'failed' }))],
  ['runs.search', search(() => ({ status: 'failed', after }))],
  ['runs.search', search(() => ({ eventType: 'ContactDndUpdate' }))],
  ['runs.search', search(() => ({ replySource: 'template' }))],
  ['runs.search', search(() => ({ from: '2026-01-01T00:00:00Z', to: new Date().toISOString() }))],
  [
    'coaching.conversation',
    async (store, lead) => {
      await store.coaching.conversation(lead.locationId, lead.contactId, lead.agentId);
      await store.coaching.conversation(lead.locationId, lead.contactId, null);
    },
  ],
  ['coaching.booked', store => store.coaching.booked('coaching/a-location/a-key', 3_600)],
  ['costs.ofAnswers', (store, lead) => store.costs.ofAnswers(workflowOf(lead), 'reply')],
  [
    'costs.saved',
    async (store, lead) => {
      const saving = {
        workflowId: workflowOf(lead),
        task: 'semantic',
        cost: { costUsd: 0.001, model: 'a model', simulated: false },
      };
      await store.costs.saved(saving);
      await store.costs.saved({ ...saving, workflowId: 'coaching/of-a-lead', conversation: lead });
    },
  ],
  [
    'costs.sums',
    async (store, { locationId, contactId }) => {
      const now = new Date();
      const dayAgo = new Date(now.getTime() - 24 * 3_600_000);
      const monthAgo = new Date(now.getTime() - 30 * 24 * 3_600_000);
      const day = { by: 'task', from: dayAgo, to: now, limit: 100 } as const;
      await store.costs.sums({ ...day, locationId });
      await store.costs.sums({ ...day, from: monthAgo, locationId, contactId });
      await store.costs.sums({ ...day, from: monthAgo, by: 'conversation', contactId });
    },
  ],
  ['agents.knownAt', (store, lead) => store.agents.knownAt(lead.agentId)],
  [
    'agents.saveProfile',
    (store, lead) =>
      store.agents.saveProfile(lead.locationId, lead.agentId, {
        ...{ name: 'Ana', role: 'buyer_agent' },
        coaching: { style: 'balanced', intensity: 'moderate' },
      }),
  ],
  [
    'flows.update',
    async (store, lead) => {
      const version = (await store.flows.find(lead.locationId, lead.contactId))?.version ?? 0;
      await store.flows.update(lead.locationId, lead.contactId, version, emptyFlow);
    },
  ],
  [
    'flows.changesSince',
    async store => {
      const first = await store.flows.changesSince(null, 1);
      await readAll(first.pages);
      await readAll((await store.flows.changesSince(first.cursor, 1)).pages);
    },
  ],
];

/** Calls that nobody waits for, each with its reason; `*` stands for all of a repository. */
export const offTheHotPath: Readonly<Record<CallName, string>> = {
  'flows.ofActiveLeads': 'warming, every quarter of an hour: a page of those who wrote in the last day',
  'agents.active': 'warming, every ten minutes: all who have leads that wrote in the last day',
  'warmings.bookedCost': 'once for each run of a schedule',
  'warmings.record': 'once for each run of a schedule',
  'warmings.newestOf': 'ten rows at most, by their primary key',
  'cacheFigures.*': 'figures of a process every few seconds, and sums over days for an operator',
  'claudeBatches.*': 'the nightly warming',
  'situations.forgetAll': 'an operator clears a location, whose situations stand together by the primary key',
  'situations.locations': 'the nightly warming',
  'situations.recurring': 'the nightly warming, a location after the other',
  'situations.forget': 'the nightly warming, a location after the other',
};
