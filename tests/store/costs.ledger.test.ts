import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnswerCost } from '../../domain/answer-cost';
import type { CostQuery } from '../../store/costs';
import type { Store } from '../../store/store';
import { arrive, messageOf, newLead, openTestStore, type Lead } from './open-test-store';

const caps = { dailyUsd: 100, monthlyUsd: 1_000, contactMonthlyUsd: 100 };
const haiku = 'claude-haiku-5-5';
const usage = {
  inputTokens: 100,
  cacheWriteTokens: 20,
  cacheWriteHourTokens: 15,
  cacheReadTokens: 300,
  outputTokens: 40,
};

describe('the cost ledger', () => {
  let store: Store;
  beforeAll(() => {
    store = openTestStore();
  });
  afterAll(() => store.close());

  interface Call {
    readonly task?: string;
    readonly model?: string;
    readonly workflowId?: string;
    readonly costUsd?: number;
    readonly simulated?: boolean;
    readonly contactId?: Lead['contactId'] | null;
  }

  const ask = async (lead: Lead, call: Call = {}): Promise<string> => {
    const {
      task = 'reply',
      model = haiku,
      workflowId = `run-${randomUUID()}`,
      contactId = lead.contactId,
    } = call;
    const booked = { workflowId, task, model, contactId, promptVersion: '1', reservedUsd: 0.02, caps };
    return (await store.claudeCalls.asked({ ...booked, locationId: lead.locationId })).id;
  };
  const pay = async (lead: Lead, call: Call = {}): Promise<void> => {
    const { costUsd = 0.001, simulated = false } = call;
    const answer = { status: 'answered', value: {}, usage, costUsd, simulated } as const;
    await store.claudeCalls.answered(await ask(lead, call), answer);
  };
  const age = (lead: Lead, days: number): Promise<unknown> =>
    store.database.query(
      'test-age-calls',
      `update claude_calls set asked_at = asked_at - make_interval(days => $2) where location_id = $1`,
      [lead.locationId, days],
    );
  const sums = (lead: Lead, query: Partial<CostQuery> = {}) =>
    store.costs.sums({
      ...{ by: 'day', from: new Date(Date.now() - 10 * 86_400_000), to: new Date(Date.now() + 60_000) },
      ...{ locationId: lead.locationId, limit: 100 },
      ...query,
    });
  const cost = (costUsd: number, more: Partial<AnswerCost> = {}): AnswerCost => ({
    ...{ costUsd, model: haiku, simulated: false },
    ...more,
  });

  test('adds up calls, tokens and dollars', async () => {
    const lead = newLead();
    await pay(lead);
    await pay(lead, { costUsd: 0.000_000_4 });
    await pay(lead, { costUsd: 0.000_000_4 });
    const { rows, totals } = await sums(lead);
    expect(rows).toEqual([
      {
        ...{ key: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown, locationId: null, simulated: false },
        ...{ calls: 3, unknownCalls: 0, unknownAtMostUsd: 0, hits: 0, savedUsd: 0 },
        ...{
          inputTokens: 300,
          cacheWriteTokens: 60,
          cacheWriteHourTokens: 45,
          cacheReadTokens: 900,
          outputTokens: 120,
        },
        // Rounded as a whole, not one by one.
        costUsd: 0.001001,
      },
    ]);
    expect(totals.real).toMatchObject({ calls: 3, costUsd: 0.001001 });
    expect(totals.simulated).toMatchObject({ calls: 0, costUsd: 0, savedUsd: 0 });
  });

  test('tells tasks, models, locations and conversations apart, the dearest first', async () => {
    const [lead, other] = [newLead(), newLead()];
    const sameOffice = { ...other, locationId: lead.locationId };
    await pay(lead, { task: 'semantic' });
    await pay(sameOffice, { model: 'claude-sonnet-5-5', costUsd: 0.005 });
    await pay(lead, { contactId: null, costUsd: 0.002 });
    const keys = async (by: CostQuery['by']) =>
      (await sums(lead, { by })).rows.map(row => [row.key, row.locationId, row.costUsd]);
    expect(await keys('task')).toEqual([
      ['reply', null, 0.007],
      ['semantic', null, 0.001],
    ]);
    expect(await keys('model')).toEqual([
      ['claude-sonnet-5-5', null, 0.005],
      [haiku, null, 0.003],
    ]);
    expect(await keys('tenant')).toEqual([[lead.locationId, lead.locationId, 0.008]]);
    expect(await keys('conversation')).toEqual([
      [sameOffice.contactId, lead.locationId, 0.005],
      [null, lead.locationId, 0.002],
      [lead.contactId, lead.locationId, 0.001],
    ]);
  });

  test('never adds simulated dollars to real ones', async () => {
    const lead = newLead();
    await pay(lead, { costUsd: 0.001 });
    await pay(lead, { costUsd: 0.002, simulated: true });
    await store.costs.saved({
      ...{ workflowId: randomUUID(), task: 'coaching', conversation: lead },
      cost: cost(0.004, { simulated: true }),
    });
    const { rows, totals } = await sums(lead);
    expect(rows.map(row => [row.simulated, row.costUsd, row.savedUsd])).toEqual([
      [false, 0.001, 0],
      [true, 0.002, 0.004],
    ]);
    expect(totals).toMatchObject({
      real: { costUsd: 0.001, hits: 0 },
      simulated: { costUsd: 0.002, hits: 1, savedUsd: 0.004 },
    });
  });

  test('counts a call without an answer as unknown, with what it may have cost, and a refused one not at all', async () => {
    const lead = newLead();
    await store.claudeCalls.unheard(await ask(lead));
    await store.claudeCalls.failed(await ask(lead));
    await ask(lead);
    expect((await sums(lead)).totals.real).toMatchObject({
      calls: 0,
      unknownCalls: 1,
      unknownAtMostUsd: 0.02,
    });
    // One that is still asked a day later has nobody who waits for it.
    await age(lead, 1);
    expect((await sums(lead)).totals.real).toMatchObject({
      ...{ calls: 0, unknownCalls: 2, unknownAtMostUsd: 0.04, costUsd: 0 },
    });
  });

  test('does not take the calls of a batch for unknown while it is under way', async () => {
    const lead = newLead();
    const id = randomUUID();
    const callId = randomUUID();
    await store.database.query(
      'test-batch',
      `with batch as (insert into claude_batches (id, workflow_id, requests) values ($1, 'a night', 1) returning id),
         call as (insert into claude_calls (id, workflow_id, task, location_id, model, prompt_version, status, asked_at)
           values ($2, 'a night', 'reply', $3, 'a model', '1', 'asked', now() - interval '1 hour') returning id)
       insert into claude_batch_requests (call_id, batch, location_id, situation_key, task, model, response_key)
       select call.id, batch.id, $3, 'a situation', 'reply', 'a model', 'a key' from batch, call`,
      [id, callId, lead.locationId],
    );
    expect((await sums(lead)).totals.real).toMatchObject({ unknownCalls: 0 });
    await store.database.query('test-batch-end', 'update claude_batches set ended_at = now() where id = $1', [
      id,
    ]);
    expect((await sums(lead)).totals.real).toMatchObject({ unknownCalls: 1 });
  });

  test('takes the days asked for, newest first, and says the totals of what the limit left out, too', async () => {
    const lead = newLead();
    await pay(lead, { costUsd: 0.004 });
    await age(lead, 1);
    await pay(lead, { costUsd: 0.002 });
    await age(lead, 1);
    await pay(lead, { costUsd: 0.001 });
    const dollars = async (query: Partial<CostQuery>): Promise<number[]> =>
      (await sums(lead, query)).rows.map(row => row.costUsd);
    expect(await dollars({})).toEqual([0.001, 0.002, 0.004]);
    expect(await dollars({ limit: 2 })).toEqual([0.001, 0.002]);
    expect((await sums(lead, { limit: 1 })).totals.real).toMatchObject({ calls: 3, costUsd: 0.007 });
    const [today, yesterday] = [0, 1].map(days => new Date(Date.now() - days * 86_400_000 - 3_600_000));
    expect(await dollars({ from: today })).toEqual([0.001]);
    expect(await dollars({ from: yesterday, to: today })).toEqual([0.002]);
  });

  test('keeps to one conversation, whoever asks for it', async () => {
    const [lead, other] = [newLead(), newLead()];
    await pay(lead);
    await pay({ ...other, locationId: lead.locationId });
    expect((await sums(lead, { contactId: lead.contactId })).totals.real.calls).toBe(1);
    expect((await sums(lead, { locationId: undefined, contactId: lead.contactId })).totals.real.calls).toBe(
      1,
    );
    expect((await sums(lead, { locationId: 'elsewhere', contactId: lead.contactId })).rows).toEqual([]);
  });

  describe('of a run', () => {
    const running = async () => {
      const message = messageOf(newLead(), 1);
      await arrive(store, message);
      return message;
    };

    test('knows what its answers cost, with what it found in a cache', async () => {
      const run = await running();
      const { workflowId } = run;
      expect(await store.costs.ofAnswers(workflowId)).toBeNull();
      await store.costs.saved({ workflowId, task: 'semantic', cost: cost(0.003, { simulated: true }) });
      await pay(run, { workflowId, costUsd: 0.002, model: 'claude-sonnet-5-5' });
      await ask(run, { workflowId, task: 'qualification' });
      expect(await store.costs.ofAnswers(workflowId)).toEqual({
        ...{ costUsd: 0.005, model: 'claude-sonnet-5-5', simulated: true },
      });
      expect(await store.costs.ofAnswers(workflowId, 'semantic')).toMatchObject({
        costUsd: 0.003,
        model: haiku,
      });
      expect(await store.costs.ofAnswers(workflowId, 'qualification')).toBeNull();
    });

    test('shows what it saved, once, at its own location and contact', async () => {
      const run = await running();
      const { workflowId } = run;
      for (let times = 0; times < 2; times += 1)
        await store.costs.saved({ workflowId, task: 'reply', cost: cost(0.003, { simulated: true }) });
      await store.costs.saved({ workflowId, task: 'semantic', cost: cost(0.0005) });
      await store.runs.end({
        ...{ workflowId, status: 'answered', replySource: 'cache', leadTemperature: null },
        ...{ explanation: 'a test', errorCode: null, timings: {} },
      });
      expect(await store.runs.findByWorkflow(workflowId)).toMatchObject({
        ...{ costUsd: 0, savedUsd: 0.0035, simulated: true },
      });
      const { rows } = await sums(run, { by: 'conversation', contactId: run.contactId });
      expect(rows.map(row => [row.key, row.hits, row.savedUsd])).toEqual([
        [run.contactId, 1, 0.003],
        [run.contactId, 1, 0.0005],
      ]);
    });

    test('saved nothing by finding what it had paid for itself', async () => {
      const run = await running();
      const { workflowId } = run;
      await pay(run, { workflowId, task: 'semantic' });
      await store.costs.saved({ workflowId, task: 'semantic', cost: cost(0.001) });
      expect((await sums(run)).totals.real).toMatchObject({ calls: 1, hits: 0, savedUsd: 0 });
    });

    test('is not there: nothing is noted', async () => {
      await store.costs.saved({ workflowId: 'a run that never was', task: 'reply', cost: cost(0.001) });
      expect(await store.costs.ofAnswers('a run that never was')).toBeNull();
    });
  });
});
