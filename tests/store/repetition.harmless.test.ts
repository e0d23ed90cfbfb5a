import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Store } from '../../store/store';
import type { CallToBook } from '../../store/claude-calls';
import {
  answerOf,
  arrive,
  callToBook,
  end,
  messageOf,
  newLead,
  openTestStore,
  openView,
  tagAction,
} from './open-test-store';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

const countOf = async (table: string, workflowId: string): Promise<number> => {
  const [row] = await store.database.query<{ count: number }>(
    `test-count-${table}`,
    `select count(*)::integer as count from ${table} where workflow_id = $1`,
    [workflowId],
  );
  return row?.count ?? 0;
};

describe('done again, nothing changes', () => {
  test('recording a webhook, many times at once', async () => {
    const message = messageOf(newLead(), 1);
    await Promise.all(Array.from({ length: 8 }, () => arrive(store, message)));
    for (const table of ['webhook_events', 'runs', 'messages'])
      expect(await countOf(table, message.workflowId)).toBe(1);
  });

  test('recording a webhook whose run has ended leaves it ended', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await end(store, message, 'answered');
    await arrive(store, message);
    expect(await store.runs.findByWorkflow(message.workflowId)).toMatchObject({ status: 'answered' });
  });

  test('ending a run keeps the first time of its end', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await end(store, message, 'answered');
    const first = await store.runs.findByWorkflow(message.workflowId);
    await end(store, message, 'answered');
    expect(await store.runs.findByWorkflow(message.workflowId)).toEqual(first);
  });

  test('planning actions before any of them was tried', async () => {
    const workflowId = `webhook/none/${randomUUID()}`;
    const actions = [tagAction('one'), tagAction('two')];
    for (let time = 0; time < 3; time += 1) await store.actions.plan(workflowId, actions);
    expect((await store.actions.pending(workflowId)).map(planned => planned.action)).toEqual(actions);
  });

  test('writing figures and notifications', async () => {
    const workflowId = `webhook/none/${randomUUID()}`;
    const metrics = [
      { name: 'webhook_processed', value: 1 },
      { name: 'response_time_ms', value: 120 },
    ];
    const notification = {
      ...{
        workflowId,
        kind: 'hot_lead',
        channel: 'record',
        locationId: newLead().locationId,
        contactId: null,
      },
      ...{ priority: 'high', title: 'A hot lead', message: 'Please call' },
    };
    expect(await store.records.wasNotified(notification)).toBe(false);
    for (let time = 0; time < 2; time += 1) {
      await store.records.writeMetrics({ workflowId, locationId: null, agentId: null, metrics });
      await store.records.writeNotification(notification);
    }
    expect(await countOf('business_metrics', workflowId)).toBe(2);
    expect(await countOf('notifications', workflowId)).toBe(1);
    expect(await store.records.wasNotified(notification)).toBe(true);
  });
});

describe('an answer of Claude', () => {
  const asked = async (call: CallToBook): Promise<string> => (await store.claudeCalls.asked(call)).id;

  test('is there for the next attempt of its run and task, and for no other', async () => {
    const booked = callToBook({ task: 'semantic' });
    expect(await store.claudeCalls.stored(booked.workflowId, 'semantic')).toBeUndefined();
    await store.claudeCalls.answered(await asked(booked), answerOf());
    expect(await store.claudeCalls.stored(booked.workflowId, 'semantic')).toEqual({ a: 1 });
    expect(await store.claudeCalls.stored(booked.workflowId, 'reply')).toBeUndefined();
    expect(await store.claudeCalls.stored(`${booked.workflowId}x`, 'semantic')).toBeUndefined();
  });

  test('that was unfit or never came is not given to another attempt', async () => {
    const booked = callToBook({ task: 'semantic' });
    await asked(booked);
    await store.claudeCalls.failed(await asked(booked));
    await store.claudeCalls.answered(await asked(booked), answerOf({ status: 'failed' }));
    expect(await store.claudeCalls.stored(booked.workflowId, 'semantic')).toBeUndefined();
  });

  test('is part of what its run cost, also when it was unfit', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    for (const status of ['answered', 'failed'] as const) {
      const id = await asked(callToBook({ workflowId: message.workflowId }));
      await store.claudeCalls.answered(id, answerOf({ status }));
    }
    await end(store, message, 'answered');
    expect(await store.runs.findByWorkflow(message.workflowId)).toMatchObject({
      costUsd: 0.5,
      simulated: true,
    });
  });
});

describe('a conversation', () => {
  test('is read in the order in which it was written, whatever the order of arrival', async () => {
    const lead = newLead();
    const messages = [3, 1, 2].map(n => messageOf(lead, n));
    for (const message of messages)
      await arrive(store, message, `number ${message.messageId.split('-')[1] ?? ''}`);
    const [newest] = messages;
    if (!newest) throw new Error('there are three');
    const view = await openView(store, newest);
    expect(view.map(one => one.text)).toEqual(['number 1', 'number 2', 'number 3']);
    expect(await store.conversations.view(newest.workflowId)).toEqual(view);
  });

  test('is seen as it was when the run looked, though the lead writes on', async () => {
    const lead = newLead();
    const [first, second] = [messageOf(lead, 1), messageOf(lead, 2)];
    await arrive(store, first);
    const view = await openView(store, first);
    await arrive(store, second);
    expect(await store.conversations.view(first.workflowId)).toEqual(view);
  });

  test('shows its last twenty messages', async () => {
    const lead = newLead();
    const messages = Array.from({ length: 23 }, (_, n) => messageOf(lead, n + 1));
    for (const message of messages) await arrive(store, message);
    const newest = messages.at(-1);
    if (!newest) throw new Error('there are 23');
    const view = await openView(store, newest);
    expect(view.map(one => one.id)).toEqual(messages.slice(3).map(message => message.messageId));
  });

  test('keeps the time of the newest message when an older one comes late', async () => {
    const lead = newLead();
    const [older, newer] = [messageOf(lead, 1), messageOf(lead, 2)];
    await arrive(store, newer);
    await arrive(store, older);
    const [row] = await store.database.query<{ last_inbound_at: Date }>(
      'test-last-inbound',
      'select last_inbound_at from conversations where location_id = $1 and contact_id = $2',
      [lead.locationId, lead.contactId],
    );
    expect(row?.last_inbound_at.toISOString()).toBe(newer.dateAdded);
  });
});
