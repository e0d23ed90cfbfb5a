import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../store/store';
import {
  arrive,
  claim,
  coverage,
  messageOf,
  newLead,
  openTestStore,
  openView,
  tagAction,
  type Arrived,
} from './open-test-store';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

const change = (message: Arrived, kind: 'opt_out' | 'opt_in') =>
  store.consent.change({
    ...message,
    change: kind,
    channel: 'SMS',
    source: 'message',
    actions: [tagAction(kind)],
  });
const state = (message: Arrived) =>
  store.conversations.state(message.locationId, message.contactId, message.messageId, message.workflowId);
const stopped = { outcome: 'stopped', status: 'opted_out' };

/** The first message of a lead who has written nothing before, as its run sees it. */
async function firstMessage(): Promise<Arrived> {
  const message = messageOf(newLead(), 1);
  await arrive(store, message);
  await openView(store, message);
  return message;
}

async function audit(message: Arrived): Promise<string[]> {
  const rows = await store.database.query<{ change: string }>(
    'test-audit',
    'select change from consent_changes where location_id = $1 and contact_id = $2 order by id',
    [message.locationId, message.contactId],
  );
  return rows.map(row => row.change);
}

describe('an opt-out', () => {
  test('before the claim stops it', async () => {
    const message = await firstMessage();
    await change(messageOf(message, 2), 'opt_out');
    expect(await claim(store, message)).toMatchObject(stopped);
    expect(await coverage(store, message)).toEqual({});
    expect(await store.sends.reply(message.workflowId)).toBeNull();
  });

  test('between claim and sending stops the sending', async () => {
    const message = await firstMessage();
    await claim(store, message);
    const send = await store.sends.get(message.workflowId);
    await change(messageOf(message, 2), 'opt_out');
    expect(await store.sends.begin(send)).toBe('aborted');
    expect(await store.sends.begin(await store.sends.get(message.workflowId))).toBe('aborted');
  });

  test('between two attempts to send stops the second', async () => {
    const message = await firstMessage();
    await claim(store, message);
    const send = await store.sends.get(message.workflowId);
    expect(await store.sends.begin(send)).toBe('sending');
    await change(messageOf(message, 2), 'opt_out');
    expect(await store.sends.begin(await store.sends.get(message.workflowId))).toBe('aborted');
  });

  test('after the message went out changes nothing about it', async () => {
    const message = await firstMessage();
    await claim(store, message);
    const send = await store.sends.get(message.workflowId);
    await store.sends.begin(send);
    await store.sends.markSent(send, `ghl-${message.messageId}`);
    await change(messageOf(message, 2), 'opt_out');
    expect((await store.sends.get(message.workflowId)).status).toBe('sent');
    expect(await store.sends.begin(await store.sends.get(message.workflowId))).toBe('sent');
  });

  test('at the same moment as claims and attempts: whichever comes first, none starts after it', async () => {
    await Promise.all(
      Array.from({ length: 12 }, async (_, round) => {
        const message = await firstMessage();
        const claimed = claim(store, message).then(async one => {
          if (one.outcome === 'stopped') return 'stopped';
          return store.sends.begin(await store.sends.get(message.workflowId));
        });
        await new Promise(resolve => setTimeout(resolve, round));
        await change(messageOf(message, 2), 'opt_out');
        expect(['stopped', 'aborted', 'sending']).toContain(await claimed);
        const reply = await store.sends.reply(message.workflowId);
        if (reply) expect(await store.sends.begin(await store.sends.get(message.workflowId))).toBe('aborted');
      }),
    );
  });

  test('that is repeated changes nothing, also when the lead came back in between', async () => {
    const message = await firstMessage();
    const [out, back] = [messageOf(message, 2), messageOf(message, 3)];
    await change(out, 'opt_out');
    await change(out, 'opt_out');
    expect(await store.actions.all(out.workflowId)).toEqual([
      { action: tagAction('opt_out'), status: 'pending' },
    ]);
    await change(back, 'opt_in');
    await change(out, 'opt_out');
    expect(await state(message)).toMatchObject({ optedOut: false });
    expect(await audit(message)).toEqual(['opt_out', 'opt_in']);
  });

  test('is the contact’s own, and of that location alone', async () => {
    const message = await firstMessage();
    const elsewhere = { ...messageOf(newLead(), 1), contactId: message.contactId };
    await arrive(store, elsewhere);
    await change(messageOf(message, 2), 'opt_out');
    expect(await state(message)).toMatchObject({ optedOut: true });
    expect(await state(elsewhere)).toMatchObject({ optedOut: false });
  });
});

describe('a return', () => {
  test('lets new replies out, and not the one that was stopped', async () => {
    const message = await firstMessage();
    await claim(store, message);
    await change(messageOf(message, 2), 'opt_out');
    const back = messageOf(message, 3);
    await arrive(store, back);
    await openView(store, back);
    await change(back, 'opt_in');
    expect(await claim(store, back)).toEqual({ outcome: 'claimed' });
    expect(await store.sends.begin(await store.sends.get(message.workflowId))).toBe('aborted');
    expect(await store.sends.begin(await store.sends.get(back.workflowId))).toBe('sending');
  });

  test('that was written before the opt-out, and reached us after it, does not undo it', async () => {
    const lead = newLead();
    const [start, stop] = [messageOf(lead, 1), messageOf(lead, 2)];
    await arrive(store, stop, 'STOP');
    await change(stop, 'opt_out');
    await arrive(store, start, 'START');
    await change(start, 'opt_in');
    expect(await state(start)).toMatchObject({ optedOut: true });
    expect(await audit(start)).toEqual(['opt_out', 'opt_in']);
    expect(await store.actions.all(start.workflowId)).toEqual([]);
    await openView(store, start);
    expect(await claim(store, start)).toMatchObject(stopped);
  });
});

describe('a person who writes', () => {
  const takeOver = (message: Arrived, minutesAgo: number, sleepMinutes = 60, n = 1) =>
    store.consent.takeOver({
      ...message,
      messageId: `by-hand-${n}-${message.contactId}`,
      text: 'I will call you',
      channel: 'SMS',
      dateAdded: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      sleepMinutes,
    });

  test('makes the bot sleep, from when they wrote', async () => {
    const message = await firstMessage();
    await takeOver(message, 10);
    expect(await claim(store, message)).toMatchObject({
      outcome: 'stopped',
      status: 'paused',
      explanation: expect.stringMatching(
        /^not answered: the agent wrote; the bot sleeps until \d\d:\d\d UTC$/,
      ) as unknown,
    });
    expect(await claim(store, message, {}, new Date(Date.now() + 51 * 60_000))).toEqual({
      outcome: 'claimed',
    });
  });

  test('long ago does not', async () => {
    const message = await firstMessage();
    await takeOver(message, 61);
    expect(await claim(store, message)).toEqual({ outcome: 'claimed' });
  });

  test('twice makes it sleep until the later of both ends, in whatever order we hear of them', async () => {
    const message = await firstMessage();
    await takeOver(message, 5, 60, 1);
    const until = (await state(message)).pausedUntil;
    await takeOver(message, 30, 60, 2);
    expect((await state(message)).pausedUntil).toBe(until);
  });

  test('joins the conversation, once however often GHL says it', async () => {
    const message = await firstMessage();
    await takeOver(message, 1);
    await takeOver(message, 1);
    const view = await openView(store, message);
    expect(view.filter(one => one.author === 'human').map(one => one.text)).toEqual(['I will call you']);
  });
});
