import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createResponseBatchActivities } from '../../activities/response-batches';
import type { LocationId } from '../../domain/ids';
import { LeadwireError } from '../../runtime/errors';
import { startProduct, type Product } from '../support/product';
import { failWith, newLead, setUpTenant, startAfresh } from './lead';
import { batchesOf, responseWarming, words, type ResponseWarming } from './warming';

const unheard = new LeadwireError('claude_unavailable', 'a test: the connection was lost');

describe('a batch that was handed in without our hearing of it', () => {
  let product: Product;
  let warming: ResponseWarming;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterEach(async () => {
    jest.restoreAllMocks();
    product.claude.batches.processingMs = 50;
    await startAfresh(product.claude);
  });
  afterAll(() => product.stop());

  /** Locations one of whose replies has to be written anew, and no others. */
  async function changedLocations(count: number): Promise<string[]> {
    warming = responseWarming(product);
    const all: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const location = await warming.locationWith(2);
      await setUpTenant(product, location, { voice: { tone: 'formal' } });
      all.push(location);
    }
    return all;
  }
  const claudeBatches = () => product.dependencies.claude.batches;
  /** Somebody else's batch in the same account. */
  const foreignBatch = async (requests: number): Promise<string> => {
    const prompt = { task: 'reply', version: '1', system: [], user: 'Hello', maxTokens: 10 };
    const batch = await claudeBatches().submit(
      Array.from({ length: requests }, () => ({ id: randomUUID(), model: 'claude-haiku-5-5', prompt })),
    );
    return batch.id;
  };
  const asksNext = (location: string) => newLead(product, location).says(words);

  test('is not taken for one of the same size that is somebody else’s', async () => {
    const [location = ''] = await changedLocations(1);
    const foreign = await foreignBatch(1);
    jest.spyOn(claudeBatches(), 'submit').mockRejectedValueOnce(unheard);
    const handle = await warming.start();
    expect(await handle.result()).toMatchObject({ warmed: 1, failed: 0 });
    const [row, ...more] = await batchesOf(product, handle);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ requests: 1, is_guessed: false, foreign_ids: [foreign] });
    expect(row?.batch_id).not.toBe(foreign);
    expect(await warming.calls(location)).toMatchObject([{ task: 'reply', status: 'answered' }]);
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('is found behind a foreign one of the same size', async () => {
    const [location = ''] = await changedLocations(1);
    await failWith(product.claude, { kind: 'accept_then_disconnect', match: { path: 'batches' } });
    const { batches } = product.dependencies.claude;
    const createdSince = batches.createdSince.bind(batches);
    let foreign = '';
    // It comes to the account after ours, so that the search sees it first.
    jest.spyOn(batches, 'createdSince').mockImplementation(async (...when) => {
      if (foreign === '') foreign = await foreignBatch(1);
      return createdSince(...when);
    });
    const handle = await warming.start();
    expect(await handle.result()).toMatchObject({ warmed: 1, failed: 0 });
    expect(await batchesOf(product, handle)).toMatchObject([{ foreign_ids: [foreign] }]);
    // Ours and the foreign one: nothing was handed in twice.
    expect(product.claude.batches.figures.batches).toBe(2);
    expect(await warming.calls(location)).toMatchObject([{ task: 'reply', status: 'answered' }]);
  }, 60_000);

  test('is known by its size although the plan changed between two attempts', async () => {
    const [location = '', removed = ''] = await changedLocations(2);
    const { store } = product.dependencies;
    jest.spyOn(claudeBatches(), 'submit').mockImplementationOnce(async () => {
      await store.situations.forgetAll(removed as LocationId);
      // The next attempt is taken, and not heard of either.
      await failWith(product.claude, { kind: 'accept_then_disconnect', match: { path: 'batches' } });
      throw unheard;
    });
    const handle = await warming.start();
    expect(await handle.result()).toMatchObject({ warmed: 1, failed: 1 });
    expect(await batchesOf(product, handle)).toMatchObject([{ requests: 1 }]);
    expect(product.claude.batches.figures.batches).toBe(1);
    expect(await warming.calls(location)).toMatchObject([{ task: 'reply', status: 'answered' }]);
    expect(await warming.calls(removed)).toMatchObject([{ task: 'reply', status: 'failed', cost_usd: 0 }]);
  }, 60_000);

  test('is never cancelled while it may be somebody else’s', async () => {
    await changedLocations(1);
    const foreign = await foreignBatch(1);
    const cancel = jest.spyOn(claudeBatches(), 'cancel');
    const { store } = product.dependencies;
    const id = `${randomUUID()}/replies`;
    await store.claudeBatches.plan(id, `warm-responses/${id}`, []);
    expect(await store.claudeBatches.guessed(id, foreign)).toBe(foreign);
    const activities = createResponseBatchActivities(product.dependencies);
    const cancelIt = () =>
      new MockActivityEnvironment().run(() => activities.cancelResponseBatch({ id, batchId: foreign }));
    expect(await cancelIt()).toBe(false);
    expect(cancel).not.toHaveBeenCalled();
    // Once the API said that it is ours, it is.
    await store.claudeBatches.submitted(id, foreign);
    product.claude.batches.processingMs = 50;
    expect(await cancelIt()).toBe(true);
    await store.claudeBatches.ended(id);
  }, 60_000);

  test('is left alone, and open, where the account of the key does not know it', async () => {
    await changedLocations(1);
    const { store } = product.dependencies;
    const id = `${randomUUID()}/replies`;
    await store.claudeBatches.plan(id, `warm-responses/${id}`, []);
    await store.claudeBatches.submitted(id, `msgbatch_${randomUUID()}`);
    expect(await warming.run()).toMatchObject({ warmed: 1, failed: 0 });
    const open = await store.claudeBatches.open(new Date(Date.now() - 60_000));
    expect(open.map(batch => batch.id)).toContain(id);
    await store.claudeBatches.ended(id);
  }, 60_000);

  test('of which the API says that it was refused costs nothing, until a later attempt is answered', async () => {
    const [location = ''] = await changedLocations(1);
    const statuses: string[] = [];
    const { store } = product.dependencies;
    const refused = store.claudeBatches.refused.bind(store.claudeBatches);
    jest.spyOn(store.claudeBatches, 'refused').mockImplementation(async id => {
      await refused(id);
      statuses.push(...(await warming.calls(location)).map(({ status }) => status));
    });
    jest
      .spyOn(claudeBatches(), 'submit')
      .mockRejectedValueOnce(new LeadwireError('claude_rate_limited', 'a test', { retryAfterMs: 50 }));
    expect(await warming.run()).toMatchObject({ warmed: 1, failed: 0 });
    expect(statuses).toEqual(['failed']);
    const [call, ...more] = await warming.calls(location);
    expect(more).toEqual([]);
    expect(call).toMatchObject({ task: 'reply', status: 'answered' });
    expect(call?.cost_usd).toBeGreaterThan(0);
  }, 60_000);
});
