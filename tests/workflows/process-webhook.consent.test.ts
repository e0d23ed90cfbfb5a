import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { endOf, eventually, inboundMessage, startProduct, type Product } from '../support/product';
import { claudeCalls, failWith, newLead, rows, untilAsked, type Lead } from './lead';

describe('what a lead says about messages as such', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const audit = (lead: Lead) =>
    rows<{ change: string; channel: string; source: string }>(
      product,
      'select change, channel, source from consent_changes where contact_id = $1 order by id',
      [lead.contactId],
    );

  test('STOP is obeyed: nothing is sent, GHL is told, it is written down, and later messages are not answered', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I am looking for a house in Fremont');
    const before = claudeCalls(product);
    const run = await lead.says('STOP');
    expect(run).toMatchObject({
      status: 'opted_out',
      replySource: 'none',
      explanation: 'not answered: the lead asked for no more messages',
    });
    expect(lead.received()).toHaveLength(1);
    expect(lead.inGhl().dndSettings['SMS']).toMatchObject({ status: 'active' });
    expect(lead.inGhl().tags).toContain('TCPA-Opt-Out');
    expect(await audit(lead)).toEqual([{ change: 'opt_out', channel: 'SMS', source: 'message' }]);

    const later = await lead.says('Are you still there?');
    expect(later).toMatchObject({ status: 'opted_out', explanation: 'not answered: the lead opted out' });
    expect(lead.received()).toHaveLength(1);
    expect(claudeCalls(product)).toEqual(before);
  });

  test('people are told of an opt-out once, not of each message after it', async () => {
    const lead = newLead(product);
    const stop = await lead.says('Please unsubscribe me');
    const later = await lead.says('ok thanks');
    const told = await eventually(async () => {
      const found = await rows<{ workflow_id: string; kind: string }>(
        product,
        "select workflow_id, kind from notifications where contact_id = $1 and channel = 'record'",
        [lead.contactId],
      );
      return found.length > 0 && found;
    }, 'the notification');
    expect(later).toMatchObject({ status: 'opted_out' });
    const ofLater = product.client.workflow.getHandle(`${later.workflowId}/notifications`);
    await expect(ofLater.describe()).rejects.toThrow(WorkflowNotFoundError);
    expect(told).toEqual([{ workflow_id: stop.workflowId, kind: 'opt_out' }]);
  });

  test('a first message that is STOP is obeyed without a word to Claude', async () => {
    const lead = newLead(product);
    const before = claudeCalls(product);
    expect(await lead.says('stop')).toMatchObject({ status: 'opted_out', costUsd: 0 });
    expect(lead.inGhl().tags).toContain('TCPA-Opt-Out');
    expect(lead.received()).toEqual([]);
    expect(claudeCalls(product)).toEqual(before);
  });

  test('START brings the messages back, is confirmed, and clears both marks in GHL', async () => {
    const lead = newLead(product);
    await lead.says('STOP');
    const run = await lead.says('START');
    expect(run).toMatchObject({ status: 'answered', replySource: 'template', costUsd: 0 });
    expect(lead.received().map(send => send.message)).toEqual([expect.stringContaining('subscribed again')]);
    expect(lead.inGhl().dndSettings['SMS']).toMatchObject({ status: 'inactive' });
    expect(lead.inGhl().tags).not.toContain('TCPA-Opt-Out');
    expect((await audit(lead)).map(row => row.change)).toEqual(['opt_out', 'opt_in']);
    expect(await lead.says('I would like to see a condo in Oakland')).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(2);
  });

  test('START clears both marks also while the bot sleeps', async () => {
    const lead = newLead(product);
    await lead.says('STOP');
    await endOf(product, await lead.isWrittenTo('Sorry to see you go! Ann'));
    expect(await lead.says('start')).toMatchObject({ status: 'paused' });
    expect(lead.inGhl().dndSettings['SMS']).toMatchObject({ status: 'inactive' });
    expect(lead.inGhl().tags).not.toContain('TCPA-Opt-Out');
  });

  test('HELP is answered with who writes and how to end it, and costs nothing', async () => {
    const lead = newLead(product);
    expect(await lead.says('HELP')).toMatchObject({
      status: 'answered',
      replySource: 'template',
      costUsd: 0,
    });
    expect(lead.received().map(send => send.message)).toEqual([expect.stringMatching(/Demo Realty.*STOP/)]);
  });

  test('an opt-out that comes while a reply is being written stops that reply', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'delay', ms: 2_000, match: { task: 'reply' } });
    const running = await lead.writes('Do you have 4 bedrooms in Milpitas?');
    await untilAsked(product, running, 'reply');
    expect(await lead.says('STOP')).toMatchObject({ status: 'opted_out' });
    const run = await endOf(product, running);
    expect(run).toMatchObject({ status: 'opted_out', replySource: 'none' });
    expect(run.explanation).toBe('not answered: the lead opted out while the reply was prepared');
    expect(lead.received()).toEqual([]);
    expect(await rows(product, 'select 1 from sends where contact_id = $1', [lead.contactId])).toEqual([]);
  });

  test('an opt-out that comes between two attempts to send stops the second', async () => {
    const lead = newLead(product);
    const path = '/conversations/messages';
    await failWith(product.ghl, {
      kind: 'status',
      status: 429,
      retryAfterSeconds: 3,
      match: { path, method: 'POST' },
    });
    const running = await lead.writes('Is there a pool?');
    await eventually(async () => {
      const [send] = await rows<{ attempts: number; status: string }>(
        product,
        'select attempts, status from sends where contact_id = $1',
        [lead.contactId],
      );
      return send?.attempts === 1 && send.status === 'claimed';
    }, 'the first attempt');
    await lead.says('STOP');
    expect(await endOf(product, running)).toMatchObject({ status: 'opted_out' });
    expect(lead.received()).toEqual([]);
  });

  test('the same STOP delivered twice is one opt-out', async () => {
    const lead = newLead(product);
    const { messageId } = inboundMessage();
    await lead.says('STOP', { messageId });
    await lead.says('STOP', { messageId });
    expect(await audit(lead)).toHaveLength(1);
  });

  test('talk of homes is no opt-out', async () => {
    const lead = newLead(product);
    expect(await lead.says('Could we stop by the house at the weekend?')).toMatchObject({
      status: 'answered',
    });
    expect(await audit(lead)).toEqual([]);
  });
});
