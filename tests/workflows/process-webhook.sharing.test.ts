import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { claudeCalls, failWith, fullEndOf, newLead, startAfresh, takeLonger } from './lead';

/** Two products on one Redis and one Postgres are two processes to each other. */
let here: Product;
let there: Product;
beforeAll(async () => {
  here = await startProduct();
  there = await startProduct();
}, 120_000);
afterAll(() => Promise.all([here.stop(), there.stop()]));
beforeEach(async () => {
  for (const { claude } of [here, there]) {
    await startAfresh(claude);
    await takeLonger(claude, 300);
  }
});

async function crowd(text: string, size: number, prepare: () => Promise<void> = async () => undefined) {
  const locationId = `location-${randomUUID()}`;
  await newLead(here, locationId).says('Hello there');
  await prepare();
  const before = [here, there].map(claudeCalls);
  const leads = Array.from({ length: size }, (_, index) => {
    const product = index % 2 === 0 ? here : there;
    return { product, lead: newLead(product, locationId) };
  });
  const runs = await Promise.all(
    leads.map(async ({ product, lead }) => fullEndOf(product, await lead.writes(text))),
  );
  const asked = [here, there].map((product, index) => {
    const now = claudeCalls(product);
    return (task: string) => (now[task] ?? 0) - (before[index]?.[task] ?? 0);
  });
  const total = (task: string): number => asked.reduce((sum, count) => sum + count(task), 0);
  return { leads, runs, total };
}

test('leads in the same situation at the same moment are answered by one set of calls, in two processes', async () => {
  const { leads, runs, total } = await crowd('Hi, do you have any condo in Hayward?', 12);
  expect(runs.map(run => run.status)).toEqual(Array(12).fill('answered'));
  for (const { lead } of leads) expect(lead.received()).toHaveLength(1);
  expect([total('semantic'), total('qualification'), total('reply')]).toEqual([1, 1, 1]);
  expect(runs.filter(run => run.replySource === 'claude')).toHaveLength(1);
  expect(runs.filter(run => run.replySource === 'cache')).toHaveLength(11);
}, 90_000);

test('where the reply may not be shared each writes its own, all at once', async () => {
  // It names a number that no other lead gave.
  const text = JSON.stringify({
    reply: 'We have 7 of them. What budget do you have in mind?',
    asks: 'budget',
  });
  const began = performance.now();
  const { leads, runs, total } = await crowd('Hi, do you have any bungalow in Hayward?', 8, async () => {
    for (const { claude } of [here, there])
      await failWith(claude, { kind: 'answer', text, times: 50, match: { task: 'reply' } });
  });
  for (const { lead } of leads) expect(lead.received()).toHaveLength(1);
  expect(runs.map(run => run.replySource)).toEqual(Array(8).fill('claude'));
  expect(total('reply')).toBe(8);
  // One after the other would take eight times as long as one.
  expect(performance.now() - began).toBeLessThan(60_000);
}, 90_000);

test('a failure is shared with nobody: those who waited ask for themselves', async () => {
  const { runs } = await crowd('Hi, do you have any farm near Hayward?', 6, async () => {
    for (const { claude } of [here, there])
      await failWith(claude, { kind: 'status', status: 400, times: 1, match: { task: 'reply' } });
  });
  expect(runs.every(run => run.status === 'answered')).toBe(true);
  const bySource = runs.filter(run => run.replySource === 'template').length;
  expect(bySource).toBeGreaterThanOrEqual(1);
  expect(bySource).toBeLessThanOrEqual(2);
}, 90_000);
