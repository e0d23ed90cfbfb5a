import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOf, eventually, startProduct, type Product } from '../support/product';
import { failWith, newLead, rows, setUpTenant, untilAsked, type Lead } from './lead';

describe('a message that went out at the location', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const pausedUntil = async (lead: Lead): Promise<Date | null> => {
    const [row] = await rows<{ paused_until: Date | null }>(
      product,
      'select paused_until from conversations where contact_id = $1',
      [lead.contactId],
    );
    return row?.paused_until ?? null;
  };

  test('and is our own changes nothing: the lead is answered again', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I am looking for a condo in Oakland');
    const [ours] = lead.received();
    const echo = await lead.isWrittenTo(ours?.message ?? '', { messageId: ours?.messageId });
    expect((await endOf(product, echo)).explanation).toBe('recorded: the message is our own');
    expect(await pausedUntil(lead)).toBeNull();
    expect(await lead.says('My budget is 500k')).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(2);
  });

  test('by a campaign or a workflow of GHL changes nothing', async () => {
    const lead = newLead(product);
    await endOf(product, await lead.isWrittenTo('Our newest listings!', { source: 'workflow' }));
    expect(await lead.says('Anything in Hayward?')).toMatchObject({ status: 'answered' });
  });

  test('by a person makes the bot sleep: the next message of the lead is not answered, and it says why', async () => {
    const lead = newLead(product);
    await lead.says('Hello, I want to sell my house');
    const takeover = await endOf(product, await lead.isWrittenTo('Hi, this is Ann, I will call you.'));
    expect(takeover).toMatchObject({
      status: 'ignored',
      explanation: 'recorded: a person wrote, so the bot sleeps',
    });

    const run = await lead.says('Great, when?');
    expect(run).toMatchObject({ status: 'paused', replySource: 'none', costUsd: 0 });
    expect(run.explanation).toMatch(
      /^not answered: the agent wrote, the bot sleeps until (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC$/,
    );
    expect(lead.received()).toHaveLength(1);
  });

  test('by a person makes the bot sleep also where it is the first that is ever heard of the location', async () => {
    const lead = newLead(product);
    await endOf(product, await lead.isWrittenTo('Hi, this is Ann'));
    expect(await lead.says('Hello Ann')).toMatchObject({ status: 'paused' });
  });

  test('by a person while a reply is being written stops that reply', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'delay', ms: 2_000, match: { task: 'reply' } });
    const running = await lead.writes('Hi, do you have a house with a garden in Dublin?');
    await untilAsked(product, running, 'reply');
    await endOf(product, await lead.isWrittenTo('I have just the house for you, calling now.'));
    expect(await endOf(product, running)).toMatchObject({ status: 'paused' });
    expect(lead.received()).toEqual([]);
  });

  test('by a person some time ago no longer makes it sleep', async () => {
    const lead = newLead(product);
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1_000).toISOString();
    await endOf(product, await lead.isWrittenTo('Talk tomorrow', { dateAdded: twoHoursAgo }));
    expect(await lead.says('Hello? I am still looking')).toMatchObject({ status: 'answered' });
  });

  test('by a person makes it sleep for as long as the location has set', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { takeoverSleepMinutes: 600 });
    const dateAdded = new Date().toISOString();
    await endOf(product, await lead.isWrittenTo('Hi, this is Ann', { dateAdded }));
    expect((await pausedUntil(lead))?.getTime()).toBe(Date.parse(dateAdded) + 600 * 60_000);
  });

  test('is not judged while one of ours is on its way, and then is known as ours', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I want to rent in Fremont');
    await failWith(product.ghl, {
      kind: 'delay',
      ms: 1_500,
      match: { path: '/conversations/messages', method: 'POST' },
    });
    const running = await lead.writes('With two bathrooms please');
    await eventually(async () => {
      const [send] = await rows(product, "select 1 from sends where contact_id = $1 and status = 'sending'", [
        lead.contactId,
      ]);
      return send;
    }, 'the attempt to send');
    // GHL tells of the message under an id that our send does not know yet.
    const echo = await lead.isWrittenTo('Two bathrooms, noted!', { messageId: `message-${randomUUID()}` });
    await pause(500);
    expect(await product.dependencies.store.runs.findByWorkflow(echo)).toBeNull();
    expect(await pausedUntil(lead)).toBeNull();
    expect(await endOf(product, running)).toMatchObject({ status: 'answered' });
    // It was none of ours after all, and is taken for a person's once that is certain.
    expect((await endOf(product, echo)).explanation).toBe('recorded: a person wrote, so the bot sleeps');
  });
});
