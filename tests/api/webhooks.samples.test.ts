import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOf, postWebhook, startProduct, type Product } from '../support/product';
import { madeFresh, sampleBody, sampleNames } from './samples';

describe('every payload that GHL documents', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  /** Long ago for GHL's retries, so that nobody can know whether it was answered before. */
  const old = { dateAdded: '2021-04-21T11:31:45.750Z', timestamp: '2021-04-21T11:31:45.750Z' };

  test('is acknowledged and recorded, and an old one is never answered', async () => {
    expect(sampleNames.length).toBeGreaterThan(60);
    const taken = await Promise.all(
      sampleNames.map(async name => {
        const webhookId = `sample-${randomUUID()}`;
        const answer = await postWebhook(product, { ...sampleBody(name), ...old, webhookId });
        return { name, webhookId, answer };
      }),
    );
    for (const { name, webhookId, answer } of taken) {
      expect({ name, status: answer.status, ...answer.body }).toMatchObject({
        name,
        status: 200,
        success: true,
        message: null,
        actions: [],
        duplicate: false,
        workflowId: expect.stringMatching(new RegExp(`^webhook/[^/]+/${webhookId}$`)) as unknown,
      });
    }
    for (const { name, answer } of taken) {
      const run = await endOf(product, answer.body.workflowId);
      expect({ name, status: run.status, source: run.replySource }).toEqual({
        name,
        status: 'ignored',
        source: 'none',
      });
      expect(run.explanation).toMatch(/^(recorded|not answered): /);
    }
    expect(product.ghl.state.sends).toHaveLength(0);
    expect(product.ghl.state.tasks).toHaveLength(0);
  });

  test.each(['InboundMessage.json', 'v3/InboundMessage.sms.json'])(
    'is answered when it is a text of a lead, written now: %s',
    async name => {
      const message = madeFresh(name);
      const { body } = await postWebhook(product, message);
      expect(await endOf(product, body.workflowId)).toMatchObject({
        status: 'answered',
        locationId: message['locationId'],
        contactId: message['contactId'],
      });
      expect(product.ghl.state.sends.filter(send => send.contactId === message['contactId'])).toHaveLength(1);
    },
  );

  test.each(['InboundMessage.2.json', 'InboundMessage.3.json', 'v3/InboundMessage.call.json'])(
    'is recorded when nothing in it can be answered by text: %s',
    async name => {
      const { body } = await postWebhook(product, madeFresh(name));
      expect(await endOf(product, body.workflowId)).toMatchObject({ status: 'ignored', replySource: 'none' });
    },
  );
});
