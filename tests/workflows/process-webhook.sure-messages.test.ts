import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { newLead, rows, type Lead } from './lead';

let product: Product;
beforeAll(async () => (product = await startProduct()), 60_000);
afterAll(() => product.stop());

const slots = async (lead: Lead): Promise<Record<string, string | null>> => {
  const [row] = await rows<{ flow: { slots: Record<string, { value: string | null }> } }>(
    product,
    'select flow from qualification_flows where contact_id = $1',
    [lead.contactId],
  );
  return Object.fromEntries(Object.entries(row?.flow.slots ?? {}).map(([name, { value }]) => [name, value]));
};
const calls = (workflowId: string) =>
  rows(product, 'select 1 from claude_calls where workflow_id = $1', [workflowId]);

test('a bare answer to our question is understood and answered without any call, with the next question', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland');
  expect(lead.received().at(-1)?.message).toMatch(/budget/i);
  const run = await lead.says('900k');
  expect(run).toMatchObject({
    status: 'answered',
    replySource: 'template',
    costUsd: 0,
    leadTemperature: 'warm',
  });
  expect(await calls(run.workflowId)).toEqual([]);
  expect(await slots(lead)).toMatchObject({ budget: '$900,000', area: 'Oakland' });
  expect(lead.received().at(-1)?.message).toMatch(/^Thanks, noted! When would you like to move\?$/);
});

test('a thumbs-up tells nothing, and the next open question is asked', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland');
  const run = await lead.says('👍');
  expect(run).toMatchObject({ status: 'answered', replySource: 'template', costUsd: 0 });
  expect(await calls(run.workflowId)).toEqual([]);
  expect(Object.keys(await slots(lead))).toEqual(['area']);
  expect(lead.received().at(-1)?.message).toMatch(/^Great! /);
});

test('a lead who becomes hot by a bare answer is offered a visit', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland, 3 beds');
  const run = await lead.says('900k');
  expect(run).toMatchObject({ replySource: 'template', leadTemperature: 'hot' });
  expect(lead.received().at(-1)?.message).toContain('set up a visit');
});

test('what is more than a bare answer is read by Claude', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland');
  const run = await lead.says('900k but only with a garage');
  expect(run).toMatchObject({ replySource: 'claude' });
  expect(await slots(lead)).toMatchObject({ budget: '$900,000' });
});
