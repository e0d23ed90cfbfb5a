import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../store/store';
import {
  arrive,
  claim,
  coverage,
  end,
  messageOf,
  newLead,
  openTestStore,
  openView,
  tagAction,
  type Arrived,
  type Lead,
} from './open-test-store';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));
const upTo = (milliseconds: number) => pause(Math.random() * milliseconds);
const messagesOf = (lead: Lead, count: number) =>
  Array.from({ length: count }, (_, n) => messageOf(lead, n + 1));

async function sendsOf(lead: Lead): Promise<number> {
  const rows = await store.database.query(
    'test-sends',
    'select 1 from sends where location_id = $1 and contact_id = $2',
    [lead.locationId, lead.contactId],
  );
  return rows.length;
}

/** A run from its start to its end, with time passing wherever it does in truth. */
async function run(message: Arrived): Promise<string> {
  await upTo(30);
  await arrive(store, message);
  await upTo(10);
  await openView(store, message);
  if (Math.random() < 0.5) {
    await upTo(30);
    await openView(store, message);
  }
  await upTo(30);
  const { outcome } = await claim(store, message);
  await upTo(10);
  await end(store, message, outcome === 'claimed' ? 'answered' : 'superseded');
  return outcome;
}

describe('of many runs of one contact', () => {
  test('that all see all messages, exactly one answers, and it answers them all', async () => {
    const lead = newLead();
    const messages = messagesOf(lead, 20);
    await Promise.all(messages.map(message => arrive(store, message)));
    await Promise.all(messages.map(message => openView(store, message)));
    const claims = await Promise.all(messages.map(message => claim(store, message)));
    expect(claims.filter(one => one.outcome === 'claimed')).toHaveLength(1);
    expect(claims.at(-1)).toEqual({ outcome: 'claimed' });
    expect(await sendsOf(lead)).toBe(1);
    expect(Object.keys(await coverage(store, lead))).toHaveLength(20);
  });

  test('that claim again and again for one message, one send is made', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await openView(store, message);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(store, message)));
    expect(claims.every(one => one.outcome === 'claimed')).toBe(true);
    expect(await sendsOf(message)).toBe(1);
  });

  test.each(Array.from({ length: 6 }, (_, n) => n))(
    'at random moments and in any order, each message is answered by exactly one send (%d)',
    async () => {
      const lead = newLead();
      const messages = messagesOf(lead, 12);
      const outcomes = await Promise.all(messages.map(run));
      const covered = await coverage(store, lead);
      expect(Object.keys(covered).sort()).toEqual(messages.map(message => message.messageId).sort());
      const claimed = outcomes.filter(outcome => outcome === 'claimed');
      expect(await sendsOf(lead)).toBe(claimed.length);
      expect(new Set(Object.values(covered)).size).toBe(claimed.length);
    },
  );

  test('in a longer burst than a view holds, none is left without an answer', async () => {
    const lead = newLead();
    const messages = messagesOf(lead, 25);
    for (const message of messages) await arrive(store, message);
    for (const message of messages) await openView(store, message);
    for (const message of messages) {
      const { outcome } = await claim(store, message);
      await end(store, message, outcome === 'claimed' ? 'answered' : 'superseded');
    }
    expect(Object.keys(await coverage(store, lead))).toHaveLength(25);
  });
});

describe('a run gives way', () => {
  test('to one of a newer message that is under way and sees this one', async () => {
    const lead = newLead();
    const [first, second] = [messageOf(lead, 1), messageOf(lead, 2)];
    await arrive(store, first);
    await openView(store, first);
    await arrive(store, second);
    await openView(store, second);
    expect(await claim(store, first)).toMatchObject({
      outcome: 'stopped',
      status: 'superseded',
      explanation: 'not answered on its own: the lead wrote again, and the reply to that covers both',
    });
    expect(await claim(store, second)).toEqual({ outcome: 'claimed' });
    expect(await coverage(store, lead)).toEqual({
      [first.messageId]: second.workflowId,
      [second.messageId]: second.workflowId,
    });
  });

  test('to a send that answers its message already', async () => {
    const lead = newLead();
    const [first, second] = [messageOf(lead, 1), messageOf(lead, 2)];
    for (const message of [first, second]) await arrive(store, message);
    for (const message of [first, second]) await openView(store, message);
    await claim(store, second);
    expect(await claim(store, first)).toMatchObject({
      outcome: 'stopped',
      status: 'superseded',
      explanation: 'not answered on its own: another reply already answers this message',
    });
  });

  test.each(['failed', 'superseded'] as const)('but not to a newer one that has %s', async status => {
    const lead = newLead();
    const [first, second] = [messageOf(lead, 1), messageOf(lead, 2)];
    for (const message of [first, second]) await arrive(store, message);
    for (const message of [first, second]) await openView(store, message);
    await end(store, second, status);
    expect(await claim(store, first)).toEqual({ outcome: 'claimed' });
  });

  test('but not to a newer one that does not see its message, because it came late', async () => {
    const lead = newLead();
    const [late, newer] = [messageOf(lead, 1), messageOf(lead, 2)];
    await arrive(store, newer);
    await openView(store, newer);
    await arrive(store, late);
    await openView(store, late);
    expect(await claim(store, late)).toEqual({ outcome: 'claimed' });
    expect(await coverage(store, lead)).toMatchObject({ [late.messageId]: late.workflowId });
  });

  test('but not to one of another contact or location', async () => {
    const [one, other] = [messageOf(newLead(), 1), messageOf(newLead(), 2)];
    for (const message of [one, other]) await arrive(store, message);
    for (const message of [one, other]) await openView(store, message);
    expect(await claim(store, one)).toEqual({ outcome: 'claimed' });
    expect(await claim(store, other)).toEqual({ outcome: 'claimed' });
  });
});

describe('a late, older message', () => {
  test('gets an answer of its own after the newer one was answered', async () => {
    const lead = newLead();
    const [late, newer] = [messageOf(lead, 1), messageOf(lead, 2)];
    await arrive(store, newer);
    await openView(store, newer);
    await claim(store, newer);
    await end(store, newer, 'answered');
    await arrive(store, late);
    await openView(store, late);
    expect(await claim(store, late)).toEqual({ outcome: 'claimed' });
    expect(await coverage(store, lead)).toEqual({
      [newer.messageId]: newer.workflowId,
      [late.messageId]: late.workflowId,
    });
  });

  test('is not lost where the run it gave way to would give way to one that does not see it', async () => {
    const lead = newLead();
    const [late, second, third] = [messageOf(lead, 1), messageOf(lead, 2), messageOf(lead, 3)];
    await arrive(store, second);
    await arrive(store, third);
    await openView(store, third);
    await arrive(store, late);
    await openView(store, late);
    await openView(store, second);
    expect(await claim(store, late)).toMatchObject({ status: 'superseded' });
    expect(await claim(store, second)).toEqual({ outcome: 'claimed' });
    expect(await claim(store, third)).toMatchObject({ status: 'superseded' });
    expect(Object.keys(await coverage(store, lead))).toHaveLength(3);
  });

  test('is not lost where the message of the run it gave way to is answered by one that does not see it', async () => {
    const lead = newLead();
    const [late, third, fourth] = [messageOf(lead, 1), messageOf(lead, 3), messageOf(lead, 4)];
    await arrive(store, third);
    await arrive(store, fourth);
    await openView(store, fourth);
    await arrive(store, late);
    await openView(store, late);
    await openView(store, third);
    // The newest is slow to be seen by the others: its view holds the third message, not the late one.
    expect(await claim(store, late)).toMatchObject({ status: 'superseded' });
    await end(store, late, 'superseded');
    expect(await claim(store, fourth)).toEqual({ outcome: 'claimed' });
    await end(store, fourth, 'answered');
    expect(await claim(store, third)).toEqual({ outcome: 'claimed' });
    expect(Object.keys(await coverage(store, lead))).toHaveLength(3);
  });
});

describe('a claim', () => {
  test('stores the reply for whoever waits, and the actions in order', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await openView(store, message);
    const actions = ['one', 'two', 'three'].map(tagAction);
    await claim(store, message, { reply: 'Hello Ann', actions });
    expect(await store.sends.reply(message.workflowId)).toEqual({
      workflowId: message.workflowId,
      body: 'Hello Ann',
      status: 'claimed',
    });
    expect(await store.actions.all(message.workflowId)).toEqual(
      actions.map(action => ({ action, status: 'pending' })),
    );
  });

  test('that is repeated changes nothing, whatever it says the second time', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await openView(store, message);
    await claim(store, message, { reply: 'first', actions: [tagAction('first')] });
    expect(await claim(store, message, { reply: 'second', actions: [tagAction('second')] })).toEqual({
      outcome: 'claimed',
    });
    expect(await store.sends.reply(message.workflowId)).toMatchObject({ body: 'first' });
    expect(await store.actions.all(message.workflowId)).toEqual([
      { action: tagAction('first'), status: 'pending' },
    ]);
  });

  test('that is repeated after the lead opted out is still the first one: the send itself was stopped', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await openView(store, message);
    await claim(store, message);
    await store.consent.change({
      ...message,
      change: 'opt_out',
      channel: 'SMS',
      source: 'message',
      actions: [],
    });
    expect(await claim(store, message)).toEqual({ outcome: 'claimed' });
    expect((await store.sends.get(message.workflowId)).status).toBe('aborted');
  });

  test('for a message that was never recorded covers nothing and still makes one send', async () => {
    const message = messageOf(newLead(), 1);
    expect(await claim(store, message)).toEqual({ outcome: 'claimed' });
    expect(await coverage(store, message)).toEqual({});
    expect(await sendsOf(message)).toBe(1);
  });
});
