import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { costOf } from '../../claude/prices';
import { locationId } from '../../domain/ids';
import { taskQueues, workflowTypes } from '../../domain/temporal-names';
import type { WarmingResult } from '../../domain/warming';
import { startProduct, type Product } from '../support/product';
import { failWith, newLead, rows, setUpTenant, startAfresh } from './lead';

const words = 'Hi, I am looking for a 2 bedroom in Fremont';

interface Call {
  task: string;
  model: string;
  status: string;
  cost_usd: number;
  input_tokens: number;
  output_tokens: number;
  cache_write_tokens: number;
  cache_read_tokens: number;
}

describe('the warming of responses', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterEach(() => startAfresh(product.claude));
  afterAll(() => product.stop());

  const warm = (): Promise<WarmingResult> =>
    product.client.workflow.execute<() => Promise<WarmingResult>>(workflowTypes.warmResponses, {
      taskQueue: taskQueues.workflows,
      workflowId: `warm-responses/${randomUUID()}`,
    });
  /** Calls of a location that were not made for a lead. */
  const warmingCalls = (location: string): Promise<Call[]> =>
    rows<Call>(
      product,
      `select task, model, status, cost_usd, input_tokens, output_tokens, cache_write_tokens, cache_read_tokens
       from claude_calls where location_id = $1 and workflow_id like 'warm-responses/%' order by task`,
      [location],
    );
  /** A location at which so many leads wrote the same. */
  const locationWith = async (leads: number): Promise<string> => {
    const location = `location-${randomUUID()}`;
    await setUpTenant(product, location);
    for (let lead = 0; lead < leads; lead += 1)
      expect(await newLead(product, location).says(words)).toMatchObject({ status: 'answered' });
    return location;
  };
  const asksNext = (location: string) => newLead(product, location).says(words);

  test('has the replies that recur written anew once settings have changed, at half price and once', async () => {
    const location = await locationWith(2);
    await setUpTenant(product, location, { voice: { tone: 'formal' } });
    const result = await warm();
    expect(result.warmed).toBeGreaterThanOrEqual(1);

    const calls = await warmingCalls(location);
    expect(calls).toMatchObject([{ task: 'reply', status: 'answered' }]);
    for (const call of calls) {
      const whole = costOf(call.model, {
        inputTokens: call.input_tokens,
        outputTokens: call.output_tokens,
        cacheWriteTokens: call.cache_write_tokens,
        cacheReadTokens: call.cache_read_tokens,
      });
      expect(whole).toBeGreaterThan(0);
      expect(call.cost_usd).toBeCloseTo(whole / 2, 6);
    }
    expect(await asksNext(location)).toMatchObject({ status: 'answered', replySource: 'cache', costUsd: 0 });

    await warm();
    expect(await warmingCalls(location)).toHaveLength(1);
  }, 60_000);

  test('analyses first where the model that does it has changed', async () => {
    const location = await locationWith(2);
    await setUpTenant(product, location, { models: { analysis: 'claude-haiku-4-5' } });
    await warm();
    expect(await warmingCalls(location)).toMatchObject([
      { task: 'qualification', model: 'claude-haiku-4-5', status: 'answered' },
      { task: 'reply', status: 'answered' },
      { task: 'semantic', model: 'claude-haiku-4-5', status: 'answered' },
    ]);
    expect(await asksNext(location)).toMatchObject({ status: 'answered', replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('puts an answer back for free that the cache lost while nothing changed', async () => {
    const location = await locationWith(2);
    await product.dependencies.cache.clear(locationId(location));
    const { warmed } = await warm();
    expect(warmed).toBeGreaterThanOrEqual(1);
    expect(await warmingCalls(location)).toEqual([]);
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('spends nothing on what only one lead wrote', async () => {
    const location = await locationWith(1);
    await setUpTenant(product, location, { voice: { tone: 'formal' } });
    await warm();
    expect(await warmingCalls(location)).toEqual([]);
  }, 60_000);

  test('keeps no reply that the guard refuses, and does not pay for it again', async () => {
    const location = await locationWith(2);
    await setUpTenant(product, location, { voice: { tone: 'formal' } });
    const text = 'Look at https://nowhere.example/house';
    await failWith(product.claude, { kind: 'answer', text, match: { task: 'reply' }, times: 1_000 });
    const result = await warm();
    expect(result.failed).toBeGreaterThanOrEqual(1);
    expect(result.explanation).toContain('link_not_allowed');
    await startAfresh(product.claude);
    await warm();
    expect(await warmingCalls(location)).toHaveLength(1);
    expect(await asksNext(location)).toMatchObject({ replySource: 'claude' });
  }, 60_000);

  test('books no cost for a request that the API let expire, and asks again the next night', async () => {
    const location = await locationWith(2);
    await setUpTenant(product, location, { voice: { tone: 'formal' } });
    await failWith(product.claude, { kind: 'hang', match: { task: 'reply' }, times: 1_000 });
    expect((await warm()).explanation).toContain('expired');
    expect(await warmingCalls(location)).toMatchObject([{ status: 'failed', cost_usd: 0 }]);
    await startAfresh(product.claude);
    await warm();
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('finds the batch again that was taken without our hearing of it, and does not pay twice', async () => {
    const location = await locationWith(2);
    await setUpTenant(product, location, { voice: { tone: 'formal' } });
    await failWith(product.claude, { kind: 'accept_then_disconnect', match: { path: 'batches' } });
    await warm();
    expect(product.claude.batches.figures.batches).toBe(1);
    expect(await warmingCalls(location)).toHaveLength(1);
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('keeps nothing in its table that tells who a lead is', async () => {
    const location = `location-${randomUUID()}`;
    await setUpTenant(product, location);
    const lead = newLead(product, location);
    await lead.says(`${words}, call me at 510-555-0188 or mail zebulon@example.com`);
    const { firstName, lastName } = lead.inGhl();
    const kept = await rows<{ situation: unknown; answer: unknown }>(
      product,
      'select situation, answer from response_situations where location_id = $1',
      [location],
    );
    const text = JSON.stringify(kept);
    for (const secret of ['555-0188', 'zebulon', lead.contactId, firstName, lastName])
      if (secret) expect(text).not.toContain(secret);
  }, 60_000);
});
