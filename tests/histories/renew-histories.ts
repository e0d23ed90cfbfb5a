import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { historyOf } from '../workflows/history';
import { failWith, newLead } from '../workflows/lead';
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
  await failWith(product.claude, { kind: 'status', status: 400, times: 2 });
  const run = await newLead(product).says('Hi, I want to buy in Fremont');
  expect(run).toMatchObject({ status: 'answered', replySource: 'template' });
  await save('answered-by-template', run.workflowId);
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
