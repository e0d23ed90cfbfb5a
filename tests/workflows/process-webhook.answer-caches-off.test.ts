import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { operate, startProduct, type Product } from '../support/product';
import { claudeCalls, fullEndOf, newLead, takeLonger } from './lead';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ environment: { LEADWIRE_ANSWER_CACHES: 'off' } });
}, 120_000);
afterAll(() => product.stop());

test('with the answer caches off each lead is answered by calls of its own, alone or at the same moment', async () => {
  const locationId = `location-${randomUUID()}`;
  await newLead(product, locationId).says('Hello there');
  const before = claudeCalls(product);
  const write = async () => {
    const lead = newLead(product, locationId);
    return fullEndOf(product, await lead.writes('Hi, do you have any condo in Hayward?'));
  };
  const runs = [await write(), ...(await Promise.all([write(), write(), write()]))];
  expect(runs.map(run => [run.status, run.replySource])).toEqual(Array(4).fill(['answered', 'claude']));
  const now = claudeCalls(product);
  for (const task of ['semantic', 'qualification', 'reply'])
    expect((now[task] ?? 0) - (before[task] ?? 0)).toBe(4);
}, 90_000);

test('and the agent of each is advised anew, though others ask about the same situation at the same moment', async () => {
  const locationId = `location-${randomUUID()}`;
  const leads = [1, 2, 3].map(() => newLead(product, locationId));
  for (const lead of leads) await lead.says('Hi, do you have any bungalow in Hayward?');
  await takeLonger(product.claude, 300);
  const before = claudeCalls(product)['coaching'] ?? 0;
  const answers = await Promise.all(
    leads.map(({ contactId }) =>
      operate(product, '/v1/coaching', { method: 'POST', json: { locationId, contactId } }),
    ),
  );
  expect(answers.map(({ body }) => body['source'])).toEqual(['claude', 'claude', 'claude']);
  expect((claudeCalls(product)['coaching'] ?? 0) - before).toBe(3);
}, 90_000);
