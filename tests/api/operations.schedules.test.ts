import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ScheduleView } from '../../domain/schedule.schema';
import { setUpSchedules } from '../../workers/schedules';
import { eventually, operate, startProduct, type Product } from '../support/product';
import { newLead } from '../workflows/lead';

const id = 'warm-agent-contexts';

describe('/v1/schedules', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await setUpSchedules(product.client);
  }, 60_000);
  afterAll(async () => {
    for (const { id: one } of await list()) await product.client.schedule.getHandle(one).delete();
    await product.stop();
  });

  async function list(): Promise<ScheduleView[]> {
    const { status, body } = await operate(product, '/v1/schedules');
    expect(status).toBe(200);
    return body['schedules'] as ScheduleView[];
  }
  const one = async (): Promise<ScheduleView> => {
    const found = (await list()).find(schedule => schedule.id === id);
    if (!found) throw new Error('it is not listed');
    return found;
  };
  const post = (path: string, json: unknown = {}) =>
    operate(product, `/v1/schedules/${path}`, { method: 'POST', json });
  const resultAfter = (runId: string | undefined) =>
    eventually(async () => {
      const { lastResult } = await one();
      return lastResult && lastResult.runId !== runId ? lastResult : null;
    }, 'the result of the run');

  test('lists each with what it does, when it runs next and what it did last', async () => {
    await resultAfter(undefined);
    const schedules = await list();
    expect(schedules.map(schedule => schedule.id)).toEqual([id, 'warm-qualifications', 'warm-responses']);
    for (const schedule of schedules) {
      expect(schedule.does.length).toBeGreaterThan(20);
      expect(schedule).toMatchObject({ paused: false, note: null });
      expect(Date.parse(schedule.nextRunAt ?? '')).toBeGreaterThan(Date.now());
    }
    const [agents] = schedules;
    expect(agents?.lastResult).toMatchObject({ costUsd: 0, errorCode: null });
    expect(agents?.lastResult?.explanation).toMatch(/agents have leads who wrote in the last day/);
    expect(agents?.lastRunAt).not.toBeNull();
  });

  test('triggers one: it warms the agents of leads who wrote, and says so', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I want to buy in Fremont');
    await product.dependencies.cache.delete(
      'agent_context',
      lead.locationId as never,
      `user-of-${lead.locationId}`,
    );
    const before = (await one()).lastResult;
    expect(await post(`${id}/trigger`)).toEqual({ status: 200, body: { id, paused: false, note: null } });
    const result = await resultAfter(before?.runId);
    expect(result.warmed).toBeGreaterThanOrEqual(1);
    expect(result.workflowId).toMatch(/^warm-agent-contexts/);
    const left = await product.dependencies.cache.secondsLeft(
      'agent_context',
      lead.locationId as never,
      `user-of-${lead.locationId}`,
    );
    expect(left).toBeGreaterThan(12 * 60);
  });

  test('pauses one with a reason, triggers it all the same, and resumes it', async () => {
    expect(await post(`${id}/pause`, { reason: 'moving house' })).toEqual({
      status: 200,
      body: { id, paused: true, note: 'moving house' },
    });
    expect(await one()).toMatchObject({ paused: true, note: 'moving house', nextRunAt: null });
    const before = (await one()).lastResult;
    await post(`${id}/trigger`);
    await resultAfter(before?.runId);
    expect(await one()).toMatchObject({ paused: true, note: 'moving house' });
    expect(await post(`${id}/resume`)).toMatchObject({ status: 200, body: { id, paused: false } });
    expect((await one()).nextRunAt).not.toBeNull();
  });

  test.each([
    ['pause', {}, /reason/],
    ['pause', { reason: ' ' }, /reason/],
    ['pause', { reason: 'x', until: 'y' }, /until/],
  ])('refuses to %s with %j', async (verb, json, message) => {
    const { status, body } = await post(`${id}/${verb}`, json);
    expect(status).toBe(400);
    expect((body['error'] as { message: string }).message).toMatch(message);
  });

  test.each(['trigger', 'resume'])('knows no other schedule to %s', async verb => {
    expect(await post(`purge-everything/${verb}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
  });
});
