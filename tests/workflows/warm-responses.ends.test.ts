import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { LeadwireError } from '../../runtime/errors';
import { eventually, startProduct, type Product } from '../support/product';
import { newLead, rows, setUpTenant, startAfresh } from './lead';
import {
  batchesOf,
  journalOf,
  responseWarming,
  words,
  type ResponseWarming,
  type WarmingHandle,
} from './warming';

const hourMs = 60 * 60 * 1_000;

describe('a warming of responses that does not come to its end', () => {
  let product: Product;
  let warming: ResponseWarming;
  beforeAll(async () => {
    product = await startProduct();
    warming = responseWarming(product);
  }, 60_000);
  afterEach(async () => {
    jest.restoreAllMocks();
    warming = responseWarming(product);
    product.claude.batches.processingMs = 50;
    await startAfresh(product.claude);
  });
  afterAll(() => product.stop());

  /** A location one of whose replies has to be written anew. */
  async function changedLocation(settings: object = { voice: { tone: 'formal' } }): Promise<string> {
    const location = await warming.locationWith(2);
    await setUpTenant(product, location, { ...settings });
    return location;
  }
  /** A run whose batch is handed in and is not answered for a while. */
  async function waitingRun(processingMs: number): Promise<{ handle: WarmingHandle; batchId: string }> {
    product.claude.batches.processingMs = processingMs;
    const handle = await warming.start();
    const batchId = await eventually(
      async () => (await batchesOf(product, handle))[0]?.batch_id,
      'the batch being handed in',
    );
    return { handle, batchId };
  }
  const stateOf = async (batchId: string) => product.dependencies.claude.batches.look(batchId);
  const asksNext = (location: string) => newLead(product, location).says(words);

  test('cancels its batch where it is cancelled itself, and takes what there is', async () => {
    const location = await changedLocation();
    const { handle, batchId } = await waitingRun(hourMs);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(await handle.describe()).toMatchObject({ status: { name: 'CANCELLED' } });
    expect(await stateOf(batchId)).toMatchObject({ hasEnded: true });
    expect(await batchesOf(product, handle)).toMatchObject([{ ended_at: expect.any(Date) as unknown }]);
    expect(await warming.calls(location)).toMatchObject([{ task: 'reply', status: 'failed', cost_usd: 0 }]);
    expect(await journalOf(product, handle)).toMatchObject({
      error_code: 'cancelled',
      warmed: 0,
      cost_usd: 0,
      explanation: 'an operator cancelled the warming',
    });
    product.claude.batches.processingMs = 50;
    await warming.run();
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('books and uses what was answered before the cancelling came through', async () => {
    const location = await changedLocation();
    const { handle } = await waitingRun(2_000);
    // All was answered before it was heard.
    const cancel = jest.spyOn(product.dependencies.claude.batches, 'cancel').mockResolvedValue();
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(cancel).toHaveBeenCalledTimes(1);
    const calls = await warming.calls(location);
    expect(calls).toMatchObject([{ task: 'reply', status: 'answered' }]);
    expect(calls[0]?.cost_usd).toBeGreaterThan(0);
    expect(await journalOf(product, handle)).toMatchObject({
      error_code: 'cancelled',
      warmed: 1,
      cost_usd: calls[0]?.cost_usd,
    });
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('leaves its batch to the next night where it is killed: taken, and not paid for again', async () => {
    const location = await changedLocation();
    const { handle } = await waitingRun(1_000);
    await handle.terminate('a test');
    const next = await warming.start();
    const result = await next.result();
    expect(result.explanation).toContain('1 batches were taken that earlier runs had left');
    const calls = await warming.calls(location);
    expect(calls).toMatchObject([{ task: 'reply', status: 'answered' }]);
    expect(result).toMatchObject({ warmed: 1, failed: 0, costUsd: calls[0]?.cost_usd });
    expect(product.claude.batches.figures.batches).toBe(1);
    expect(await batchesOf(product, next)).toEqual([]);
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('that fails after it paid says what it paid, and no refused call has an unknown cost', async () => {
    const location = await changedLocation({ models: { analysis: 'claude-haiku-4-5' } });
    const { batches } = product.dependencies.claude;
    const submit = batches.submit.bind(batches);
    jest
      .spyOn(batches, 'submit')
      .mockImplementationOnce(submit)
      .mockRejectedValueOnce(new LeadwireError('claude_rejected', 'a test'));
    const handle = await warming.start();
    await expect(handle.result()).rejects.toThrow();
    const calls = await warming.calls(location);
    expect(calls).toMatchObject([
      { task: 'qualification', status: 'answered' },
      { task: 'reply', status: 'failed', cost_usd: 0 },
      { task: 'semantic', status: 'answered' },
    ]);
    const paid = calls.reduce((sum, call) => sum + call.cost_usd, 0);
    expect(paid).toBeGreaterThan(0);
    const journal = await journalOf(product, handle);
    expect(journal).toMatchObject({ error_code: 'claude_rejected', warmed: 0 });
    expect(journal?.['cost_usd']).toBeCloseTo(paid, 9);

    // The next night has the analyses, and asks for the reply alone.
    await warming.run();
    const tasks = (await warming.calls(location)).map(({ task, status }) => `${task} ${status}`);
    expect(tasks.sort()).toEqual([
      'qualification answered',
      'reply answered',
      'reply failed',
      'semantic answered',
    ]);
    expect(await asksNext(location)).toMatchObject({ replySource: 'cache', costUsd: 0 });
  }, 60_000);

  test('that fails in the middle of taking says what it booked by then', async () => {
    const location = await changedLocation();
    const { claudeBatches } = product.dependencies.store;
    jest
      .spyOn(claudeBatches, 'noteOutcome')
      .mockRejectedValue(new LeadwireError('configuration_invalid', 'a test, and final'));
    const handle = await warming.start();
    await expect(handle.result()).rejects.toThrow();
    const [call] = await warming.calls(location);
    expect(call).toMatchObject({ task: 'reply', status: 'answered' });
    expect(await journalOf(product, handle)).toMatchObject({
      error_code: 'configuration_invalid',
      cost_usd: call?.cost_usd,
    });
  }, 60_000);

  test('is put down as cancelled by the other schedules, too', async () => {
    const { agents } = product.dependencies.store;
    const active = agents.active.bind(agents);
    const begun = { value: false };
    jest.spyOn(agents, 'active').mockImplementation(async since => {
      begun.value = true;
      await eventually(async () => !begun.value, 'the cancelling');
      return active(since);
    });
    const handle = await product.client.workflow.start('warmAgentContexts', {
      workflowId: `warm-agent-contexts-cancelled-${Date.now()}`,
      taskQueue: 'leadwire',
    });
    await eventually(async () => begun.value, 'the look for agents');
    await handle.cancel();
    begun.value = false;
    await expect(handle.result()).rejects.toThrow();
    expect(await journalOf(product, handle)).toMatchObject({
      schedule_id: 'warm-agent-contexts',
      error_code: 'cancelled',
      cost_usd: 0,
    });
  }, 60_000);

  test('settles the calls of a plan that nobody will hand in any more', async () => {
    const location = await changedLocation();
    const { batches } = product.dependencies.claude;
    const refused = new LeadwireError('claude_unavailable', 'a test');
    jest.spyOn(batches, 'submit').mockRejectedValue(refused);
    const handle = await warming.start();
    await eventually(async () => (await warming.calls(location)).length > 0, 'the plan');
    await handle.terminate('a test');
    jest.restoreAllMocks();
    warming = responseWarming(product);
    await rows(
      product,
      `update claude_batches set planned_at = now() - interval '1 day', submitting_at = now() - interval '1 day'
       where workflow_id = $1`,
      [handle.workflowId],
    );
    await warming.run();
    expect(await batchesOf(product, handle)).toMatchObject([
      { batch_id: null, ended_at: expect.any(Date) as unknown },
    ]);
    expect((await warming.calls(location)).map(({ status }) => status)).toEqual(['failed']);
  }, 60_000);
});
