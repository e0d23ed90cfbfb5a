import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createAnalysisCache } from '../../activities/cached-analysis';
import type { Store } from '../../store/store';
import { openTestCache, until, type TestCache } from '../cache/open-test-cache';
import { arrive, messageOf, newLead, openTestStore, type Arrived, type Lead } from '../store/open-test-store';

const schema = z.strictObject({ intent: z.string() });
const caps = { dailyUsd: 100, monthlyUsd: 1_000, contactMonthlyUsd: 100 };
const usage = { inputTokens: 1, cacheWriteTokens: 0, cacheReadTokens: 0, outputTokens: 1 };

describe('an analysis from the cache', () => {
  let store: Store;
  let cache: TestCache;
  beforeAll(async () => {
    store = openTestStore();
    cache = await openTestCache();
  });
  afterAll(async () => {
    cache.close();
    await store.close();
  });

  const runOf = async (lead: Lead, n: number): Promise<Arrived> => {
    const message = messageOf(lead, n);
    await arrive(store, message);
    return message;
  };
  let asked = 0;
  /** As a run asks: through the books. */
  const find = ({ workflowId, locationId, contactId }: Arrived, key: string) =>
    createAnalysisCache({ cache, store })({
      ...{ workflowId, locationId, task: 'semantic', key, schema },
      ask: async () => {
        asked += 1;
        const call = { workflowId, locationId, contactId, task: 'semantic', model: 'a model', caps };
        const { id } = await store.claudeCalls.asked({ ...call, promptVersion: '1', reservedUsd: 0.01 });
        const value = { intent: 'buys' };
        const answer = { status: 'answered', value, usage, costUsd: 0.002, simulated: true } as const;
        await store.claudeCalls.answered(id, answer);
        return value;
      },
    });
  const savedBy = async ({ workflowId }: Arrived): Promise<number> => {
    const [row] = await store.database.query<{ saved: number | null }>(
      'test-saved',
      'select sum(saved_usd) as saved from cache_savings where workflow_id = $1',
      [workflowId],
    );
    return row?.saved ?? 0;
  };

  test('is asked for once, and each run after that saves what it had cost', async () => {
    const lead = newLead();
    const [first, second, third] = [await runOf(lead, 1), await runOf(lead, 2), await runOf(lead, 3)];
    const key = randomUUID();
    asked = 0;
    for (const run of [first, second, third]) expect(await find(run, key)).toEqual({ intent: 'buys' });
    expect(asked).toBe(1);
    expect(await Promise.all([first, second, third].map(savedBy))).toEqual([0, 0.002, 0.002]);
    expect(await store.costs.ofAnswers(third.workflowId)).toEqual({
      ...{ costUsd: 0.002, model: 'a model', simulated: true },
    });
  });

  test('saves nothing for a run that had paid for it in an earlier attempt', async () => {
    const run = await runOf(newLead(), 1);
    const key = randomUUID();
    await find(run, key);
    await find(run, key);
    expect(await savedBy(run)).toBe(0);
  });

  test('is asked for by each run that waited for one whose question came to nothing', async () => {
    const lead = newLead();
    const [failing, waiting] = [await runOf(lead, 1), await runOf(lead, 2)];
    const key = randomUUID();
    let fail: ((error: Error) => void) | undefined;
    const failed = createAnalysisCache({ cache, store })({
      ...{ workflowId: failing.workflowId, locationId: failing.locationId, task: 'semantic', key, schema },
      ask: () => new Promise<never>((_resolve, reject) => (fail = reject)),
    });
    const outcome = expect(failed).rejects.toThrow('that run was cancelled');
    asked = 0;
    const found = find(waiting, key);
    await until(() => fail !== undefined, 'the first run asks');
    fail?.(new Error('that run was cancelled'));
    await outcome;
    expect(await found).toEqual({ intent: 'buys' });
    expect(asked).toBe(1);
  });

  test('is taken as an earlier version kept it, and replaced where it has another form', async () => {
    const run = await runOf(newLead(), 1);
    const [old, other] = [randomUUID(), randomUUID()];
    await cache.set('semantic', run.locationId, old, { intent: 'sells' });
    await cache.set('semantic', run.locationId, other, { mood: 'good' });
    asked = 0;
    expect(await find(run, old)).toEqual({ intent: 'sells' });
    expect(asked).toBe(0);
    expect(await find(run, other)).toEqual({ intent: 'buys' });
    expect(asked).toBe(1);
    expect(await savedBy(run)).toBe(0);
  });
});
