import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  endOf,
  eventually,
  inboundMessage,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';

describe('a signed message of a lead', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const sendsTo = (contactId: unknown) =>
    [...product.ghl.state.sends].filter(send => send.contactId === contactId);

  test('is answered once through GHL, and the run says so', async () => {
    const message = inboundMessage();
    const { status, body } = await postWebhook(product, message);
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, message: null, actions: [], duplicate: false });
    expect(body.workflowId).toBe(`webhook/${String(message['locationId'])}/${String(message['webhookId'])}`);

    const run = await endOf(product, body.workflowId);
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude', eventType: 'InboundMessage' });
    const sends = sendsTo(message['contactId']);
    expect(sends).toHaveLength(1);
    expect(sends[0]?.message.length).toBeGreaterThan(10);
  });

  test('is refused as a duplicate when it comes again, and a waiting duplicate gets the first reply', async () => {
    const message = inboundMessage();
    const first = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(first.body.message).toEqual(expect.any(String));
    const second = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(second.body).toMatchObject({
      duplicate: true,
      message: first.body.message,
      workflowId: first.body.workflowId,
    });
    await endOf(product, first.body.workflowId);
    expect(sendsTo(message['contactId'])).toHaveLength(1);
  });

  test('with the same words at another moment is another message', async () => {
    const contact = inboundMessage({ body: 'yes' });
    for (let time = 0; time < 2; time += 1) {
      const fresh = inboundMessage();
      const again = {
        ...contact,
        webhookId: fresh['webhookId'],
        messageId: fresh['messageId'],
        dateAdded: new Date().toISOString(),
      };
      const { body } = await postWebhook(product, again);
      await endOf(product, body.workflowId);
    }
    expect(sendsTo(contact['contactId'])).toHaveLength(2);
  });

  test('that another lead of the location wrote before is answered from the cache', async () => {
    const first = inboundMessage({ body: 'Hello, do you have anything with 3 bedrooms in San Jose?' });
    const before = await postWebhook(product, first, { prefer: 'wait=10' });
    await endOf(product, before.body.workflowId);
    const second = inboundMessage({ body: first['body'], locationId: first['locationId'] });
    const { body } = await postWebhook(product, second, { prefer: 'wait=10' });
    const run = await endOf(product, body.workflowId);
    expect(run).toMatchObject({ status: 'answered', replySource: 'cache', costUsd: 0 });
  });

  test('starts figures, and notifications where there is news, as children that outlive it', async () => {
    const text =
      'I am pre-approved for $800k, want 3 beds and 2 baths in Fremont, and have to move within 30 days';
    const { body } = await postWebhook(product, inboundMessage({ body: text }));
    await endOf(product, body.workflowId);
    for (const child of ['metrics', 'notifications']) {
      const description = await eventually(
        () =>
          product.client.workflow
            .getHandle(`${body.workflowId}/${child}`)
            .describe()
            .catch(() => null),
        `the start of ${child}`,
      );
      expect(description.parentExecution?.workflowId).toBe(body.workflowId);
    }
    const rows = await eventually(async () => {
      const found = await product.dependencies.store.database.query<{ name: string }>(
        'test-metrics',
        'select name from business_metrics where workflow_id = $1',
        [body.workflowId],
      );
      return found.length > 0 && found;
    }, 'the figures');
    expect(rows.map(row => row.name)).toEqual(
      expect.arrayContaining(['webhook_processed', 'reply_sent', 'response_time_ms']),
    );
  });
});
