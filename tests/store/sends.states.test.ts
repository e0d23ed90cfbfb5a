import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../store/store';
import { arrive, claim, messageOf, newLead, openTestStore, openView, type Arrived } from './open-test-store';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

async function claimedMessage(): Promise<Arrived> {
  const message = messageOf(newLead(), 1);
  await arrive(store, message);
  await openView(store, message);
  await claim(store, message, { reply: 'Hello Ann' });
  return message;
}
const sendOf = (message: Arrived) => store.sends.get(message.workflowId);
const ownerOf = (message: Arrived, id: string, text = 'Hello Ann') =>
  store.sends.ownerOf(message.locationId, message.contactId, id, text);

describe('a send', () => {
  test('is claimed, then sending, then sent, and each is known afterwards', async () => {
    const message = await claimedMessage();
    expect(await sendOf(message)).toMatchObject({
      status: 'claimed',
      body: 'Hello Ann',
      firstAttemptAt: null,
    });
    await store.sends.begin(await sendOf(message));
    expect(await sendOf(message)).toMatchObject({
      status: 'sending',
      firstAttemptAt: expect.any(Date) as unknown,
    });
    await store.sends.markSent(await sendOf(message), `ghl-${message.messageId}`);
    expect(await sendOf(message)).toMatchObject({ status: 'sent' });
  });

  test('joins the conversation once it is out, and once only', async () => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    for (let time = 0; time < 2; time += 1)
      await store.sends.markSent(await sendOf(message), `ghl-${message.messageId}`);
    const view = await openView(store, message);
    expect(view.map(one => [one.author, one.text])).toEqual([
      ['lead', 'hello'],
      ['bot', 'Hello Ann'],
    ]);
  });

  test('that GHL certainly did not take is as if it had not been tried', async () => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    await store.sends.markNotTaken((await sendOf(message)).sendId);
    expect((await sendOf(message)).status).toBe('claimed');
    expect(await store.sends.begin(await sendOf(message))).toBe('sending');
  });

  test.each(['failed', 'unclear'] as const)('that was given up as %s is never begun again', async status => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    await store.sends.markGivenUp((await sendOf(message)).sendId, status, 'ghl_rejected');
    expect(await store.sends.begin(await sendOf(message))).toBe(status);
  });

  test('that is out stays so, whatever is said of it later', async () => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    await store.sends.markSent(await sendOf(message), `ghl-${message.messageId}`);
    await store.sends.markGivenUp((await sendOf(message)).sendId, 'failed', 'late');
    await store.sends.markNotTaken((await sendOf(message)).sendId);
    expect((await sendOf(message)).status).toBe('sent');
  });

  test('that was never claimed cannot be asked for', async () => {
    await expect(store.sends.get('webhook/none/never')).rejects.toThrow('never claimed');
    expect(await store.sends.reply('webhook/none/never')).toBeNull();
  });
});

describe('whose an outbound message is', () => {
  test('ours where its id is known, also to another contact’s run', async () => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    await store.sends.markSent(await sendOf(message), `ghl-${message.messageId}`);
    expect(await ownerOf(message, `ghl-${message.messageId}`)).toBe('ours');
    expect(await store.sends.ownedMessageIds(await sendOf(message))).toEqual([`ghl-${message.messageId}`]);
  });

  test('not to be told while one of ours is on its way to that contact', async () => {
    const message = await claimedMessage();
    expect(await ownerOf(message, 'unheard-of')).toBe('unknown');
    await store.sends.begin(await sendOf(message));
    expect(await ownerOf(message, 'unheard-of')).toBe('in_flight');
    await store.sends.markUnheard((await sendOf(message)).sendId);
    expect(await ownerOf(message, 'unheard-of')).toBe('in_flight');
    expect(await ownerOf(message, 'unheard-of', 'I will call you, Bob')).toBe('unknown');
    expect(await ownerOf(await claimedMessage(), 'unheard-of')).toBe('unknown');
    await store.sends.markSent(await sendOf(message), `ghl-${message.messageId}`);
    expect(await ownerOf(message, 'unheard-of')).toBe('unknown');
  });

  test('never ours in another location', async () => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    await store.sends.markSent(await sendOf(message), `ghl-${message.messageId}`);
    expect(await ownerOf(messageOf(newLead(), 1), `ghl-${message.messageId}`)).toBe('unknown');
  });

  test('is begun by one of two attempts that read it at the same moment; the other gives way', async () => {
    const message = await claimedMessage();
    const [first, second] = await Promise.all([sendOf(message), sendOf(message)]);
    expect(await store.sends.begin(first)).toBe('sending');
    await expect(store.sends.begin(second)).rejects.toThrow('another attempt has begun');
  });

  test('knows when an attempt ended unheard, and forgets it when the next begins', async () => {
    const message = await claimedMessage();
    await store.sends.begin(await sendOf(message));
    expect((await sendOf(message)).lastAttemptEndedAt).toBeNull();
    await store.sends.markUnheard((await sendOf(message)).sendId);
    expect((await sendOf(message)).lastAttemptEndedAt).toBeInstanceOf(Date);
    await store.sends.begin(await sendOf(message));
    expect((await sendOf(message)).lastAttemptEndedAt).toBeNull();
  });

  test('is not begun once a person wrote or do-not-disturb was switched on, and says which', async () => {
    const paused = await claimedMessage();
    await store.consent.takeOver({
      locationId: paused.locationId,
      contactId: paused.contactId,
      messageId: `human-${paused.messageId}`,
      text: 'I will call you',
      channel: 'SMS',
      dateAdded: new Date().toISOString(),
      sleepMinutes: 60,
    });
    expect(await store.sends.begin(await sendOf(paused))).toBe('aborted');
    expect(await sendOf(paused)).toMatchObject({ status: 'aborted', failure: 'paused' });

    const disturbed = await claimedMessage();
    await store.contacts.forget(disturbed.locationId, disturbed.contactId, { SMS: 'active' });
    expect(await store.sends.begin(await sendOf(disturbed))).toBe('aborted');
    const elsewhere = await claimedMessage();
    await store.contacts.forget(elsewhere.locationId, elsewhere.contactId, { Email: 'active' });
    expect(await store.sends.begin(await sendOf(elsewhere))).toBe('sending');
  });

  test('of a run does not count as cover of its own message, for the run may open again', async () => {
    const message = await claimedMessage();
    const { locationId, contactId, messageId, workflowId } = message;
    expect((await store.conversations.state(locationId, contactId, messageId, workflowId)).covered).toBe(
      false,
    );
    expect(
      (await store.conversations.state(locationId, contactId, messageId, 'webhook/another')).covered,
    ).toBe(true);
  });
});
