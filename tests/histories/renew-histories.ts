import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { taskQueues, workflowTypes } from '../../domain/temporal-names';
import { eventually, operate, startProduct, type Product } from '../support/product';
import { historyOf } from '../workflows/history';
import { failWith, newLead, setUpTenant } from '../workflows/lead';
import { batchesOf, responseWarming } from '../workflows/warming';
import { keyOfHistories, saveHistory } from './saved-history';

/**
 * Plays one run of each kind and saves its history. No test: README.md beside it says when and how it
 * is run.
 */
let product: Product;
beforeAll(async () => {
  product = await startProduct({ environment: { LEADWIRE_ENCRYPTION_KEYS: keyOfHistories } });
}, 60_000);
afterAll(() => product.stop());

const save = async (name: string, workflowId: string): Promise<void> =>
  saveHistory({ name, workflowId, history: await historyOf(product, workflowId) });

const text = 'Hello, do you have anything with 3 bedrooms in San Jose?';

test('answered: cold, then warm', async () => {
  const first = newLead(product);
  const cold = await first.says(text);
  expect(cold).toMatchObject({ status: 'answered', replySource: 'claude' });
  await save('answered-cold', cold.workflowId);
  await save('metrics', `${cold.workflowId}/metrics`);
  const warm = await newLead(product, first.locationId).says(text);
  expect(warm).toMatchObject({ status: 'answered', replySource: 'cache' });
  await save('answered-warm', warm.workflowId);
});

test('answered with a template, while Claude was away', async () => {
  await failWith(product.claude, { kind: 'status', status: 400, times: 3 });
  const run = await newLead(product).says('Hi, I want to buy in Fremont');
  expect(run).toMatchObject({ status: 'answered', replySource: 'template' });
  await save('answered-by-template', run.workflowId);
});

test('answered by a rule, handed to a person, and drafted', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland');
  const byRule = await lead.says('900k');
  expect(byRule).toMatchObject({ status: 'answered', replySource: 'template', costUsd: 0 });
  await save('answered-by-rule', byRule.workflowId);
  const handedOff = await lead.says('Can I talk to a real person please?');
  expect(handedOff).toMatchObject({ status: 'handed_off', replySource: 'template' });
  await save('handed-off', handedOff.workflowId);
  const other = newLead(product);
  await setUpTenant(product, other.locationId, { mode: 'draft' });
  const drafted = await other.says('Hi, I want to buy a house in Oakland');
  expect(drafted).toMatchObject({ status: 'handed_off', replySource: 'none' });
  await save('drafted', drafted.workflowId);
});

test('opted out, and returned', async () => {
  const lead = newLead(product);
  const stop = await lead.says('STOP');
  expect(stop).toMatchObject({ status: 'opted_out' });
  await save('opted-out', stop.workflowId);
  await save('notifications', `${stop.workflowId}/notifications`);
  const start = await lead.says('START');
  expect(start).toMatchObject({ status: 'answered', replySource: 'template' });
  await save('opted-in', start.workflowId);
});

test('ignored', async () => {
  const lead = newLead(product);
  const run = await lead.says('', { type: 'ContactUpdate' });
  expect(run).toMatchObject({ status: 'ignored' });
  await save('ignored', run.workflowId);
});

test('too old, so made a task', async () => {
  const run = await newLead(product).says(text, { dateAdded: new Date(Date.now() - 3e8).toISOString() });
  expect(run).toMatchObject({ status: 'ignored' });
  await save('too-old', run.workflowId);
});

test('a person took over', async () => {
  const lead = newLead(product);
  const workflowId = await lead.isWrittenTo('Hi, this is Ann');
  await save('taken-over', workflowId);
  const run = await lead.says('Great');
  expect(run).toMatchObject({ status: 'paused' });
  await save('paused', run.workflowId);
});

test('failed', async () => {
  const match = { path: '/conversations/messages', method: 'POST' };
  await failWith(product.ghl, { kind: 'status', status: 422, match });
  const run = await newLead(product).says('Hi, I want to sell my condo');
  expect(run).toMatchObject({ status: 'failed' });
  await save('failed', run.workflowId);
});

test.each([
  ['warm-agent-contexts', workflowTypes.warmAgentContexts],
  ['warm-qualifications', workflowTypes.warmQualifications],
])('%s', async (name, type) => {
  const { workflowId } = await product.client.workflow.start(type, {
    taskQueue: taskQueues.workflows,
    workflowId: `${name}-2026-01-01T00:00:00Z`,
  });
  await save(name, workflowId);
});

test('responses warmed: analyses, then replies, each after a look at its batch; one in the middle; one cancelled', async () => {
  const warming = responseWarming(product);
  const changed = async (settings: Record<string, unknown>): Promise<void> =>
    setUpTenant(product, await warming.locationWith(2), settings);
  product.claude.batches.processingMs = 600;
  await changed({ models: { analysis: 'claude-haiku-4-5' } });
  const whole = await warming.start();
  expect(await whole.result()).toMatchObject({ warmed: 1, failed: 0 });
  await save('warm-responses', whole.workflowId);

  product.claude.batches.processingMs = 600_000;
  await changed({ voice: { tone: 'formal' } });
  const waiting = await warming.start();
  const history = await eventually(async () => {
    const [batch] = await batchesOf(product, waiting);
    const soFar = await waiting.fetchHistory();
    return batch?.batch_id && soFar.events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes)
      ? soFar
      : null;
  }, 'a second look at the batch');
  saveHistory({ name: 'warm-responses-waiting', workflowId: waiting.workflowId, history });

  await waiting.cancel();
  await save('warm-responses-cancelled', waiting.workflowId);
});

test('coaching', async () => {
  const lead = newLead(product);
  await lead.says(text);
  const { status } = await operate(product, '/v1/coaching', {
    method: 'POST',
    json: { locationId: lead.locationId, contactId: lead.contactId },
  });
  expect(status).toBe(200);
  // The namespace is of this run alone.
  const workflowId = await eventually(async () => {
    const found = product.client.workflow.list({ query: `WorkflowType = '${workflowTypes.coachAgent}'` });
    for await (const run of found) return run.workflowId;
    return null;
  }, 'the run that wrote the advice');
  await save('coaching', workflowId);
});
