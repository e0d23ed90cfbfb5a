import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { costOf } from '../../claude/prices';
import { locationId } from '../../domain/ids';
import { LeadwireError } from '../../runtime/errors';
import { operate, startProduct, type Product } from '../support/product';
import { failWith, newLead, rows, setUpTenant, startAfresh } from './lead';
import { responseWarming, words, type ResponseWarming } from './warming';

describe('the warming of responses', () => {
  let product: Product;
  let warming: ResponseWarming;
  beforeAll(async () => {
    product = await startProduct();
    warming = responseWarming(product);
  }, 60_000);
  afterEach(() => startAfresh(product.claude));
  afterAll(() => product.stop());

  const warm = () => warming.run();
  const warmingCalls = (location: string) => warming.calls(location);
  const locationWith = (leads: number) => warming.locationWith(leads);
  const asksNext = (location: string) => newLead(product, location).says(words);
  /** Lets go what the cache has of the one situation of a location, as time would. */
  const expire = async (location: string): Promise<void> => {
    const [kept] = await rows<{ response_key: string }>(
      product,
      'select response_key from response_situations where location_id = $1',
      [location],
    );
    await product.dependencies.cache.delete(
      'webhook_response',
      locationId(location),
      kept?.response_key ?? '',
    );
  };

  test('has the replies that recur written anew once settings have changed, at half price and once', async () => {
    const location = await locationWith(2);
    await setUpTenant(product, location, { voice: { tone: 'formal' } });
    const result = await warm();
    expect(result.warmed).toBeGreaterThanOrEqual(1);

    const calls = await warmingCalls(location);
    expect(calls).toMatchObject([{ task: 'reply', status: 'answered' }]);
    for (const call of calls) {
      const usage = {
        inputTokens: call.input_tokens,
        outputTokens: call.output_tokens,
        cacheWriteTokens: call.cache_write_tokens,
        cacheReadTokens: call.cache_read_tokens,
      };
      const whole = costOf(call.model, usage, new Date());
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
    await expire(location);
    const { warmed } = await warm();
    expect(warmed).toBeGreaterThanOrEqual(1);
    expect(await warmingCalls(location)).toEqual([]);
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test.each([
    ['all', ''],
    ['the replies', '&type=webhook_response'],
  ])(
    'puts nothing back at a location of which an operator cleared %s',
    async (_what, type) => {
      const location = await locationWith(2);
      const cleared = await operate(product, `/v1/cache?locationId=${location}${type}`, { method: 'DELETE' });
      expect(cleared.status).toBe(200);
      await warm();
      expect(await warmingCalls(location)).toEqual([]);
      expect(await asksNext(location)).toMatchObject({ replySource: 'claude' });
    },
    60_000,
  );

  test('still puts back what it has where an operator cleared something else', async () => {
    const location = await locationWith(2);
    await operate(product, `/v1/cache?locationId=${location}&type=semantic`, { method: 'DELETE' });
    await expire(location);
    await warm();
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('does not put back a reply that the rules no longer allow: it is written anew', async () => {
    const location = await locationWith(2);
    await expire(location);
    await rows(
      product,
      `update response_situations set answer = jsonb_set(answer, '{reply}', $2::jsonb) where location_id = $1`,
      [location, JSON.stringify('Sure! See you tomorrow at 10:30, call me at 510-555-0188.')],
    );
    await warm();
    expect(await warmingCalls(location)).toMatchObject([{ task: 'reply', status: 'answered' }]);
    const next = newLead(product, location);
    expect(await next.says(words)).toMatchObject({ replySource: 'cache', costUsd: 0 });
    expect(next.received()[0]?.message).not.toContain('510-555-0188');
  }, 60_000);

  test('goes on with the others where one location cannot be looked through, and says so', async () => {
    const [bad, good] = [await locationWith(2), await locationWith(2)];
    await expire(good);
    const { situations } = product.dependencies.store;
    const recurring = situations.recurring.bind(situations);
    const spy = jest.spyOn(situations, 'recurring').mockImplementation(async (location, ...more) => {
      if (location === bad) throw new LeadwireError('database_unavailable', 'a test');
      return recurring(location, ...more);
    });
    const result = await warm().finally(() => spy.mockRestore());
    expect(result.failed).toBe(1);
    expect(result.explanation).toContain('1 locations could not be looked through');
    expect(await asksNext(good)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('forgets what did not recur for a week also at a location that is not live', async () => {
    const location = await locationWith(1);
    await setUpTenant(product, location, { mode: 'draft' });
    await rows(
      product,
      `update response_situations set answered_at = now() - interval '8 days' where location_id = $1`,
      [location],
    );
    await warm();
    expect(
      await rows(product, 'select 1 from response_situations where location_id = $1', [location]),
    ).toEqual([]);
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
    const text = JSON.stringify({ reply: 'Look at https://nowhere.example/house', asks: null });
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
