import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { claudeCalls, fullEndOf, newLead } from './lead';

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
