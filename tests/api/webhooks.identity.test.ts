import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOf, inboundMessage, postWebhook, startProduct, type Product } from '../support/product';

describe('what a webhook is known by', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const event = (fields: Record<string, unknown>) => ({ type: 'LocationUpdate', ...fields });
  const workflowIdOf = async (body: unknown) => (await postWebhook(product, body)).body.workflowId;

  test('its location is locationId, else companyId, else altId, else none', async () => {
    const webhookId = randomUUID();
    const all = { locationId: 'the-location', companyId: 'the-company', altId: 'the-alternative' };
    expect(await workflowIdOf(event({ ...all, webhookId }))).toBe(`webhook/the-location/${webhookId}`);
    expect(await workflowIdOf(event({ ...all, webhookId, locationId: undefined }))).toBe(
      `webhook/the-company/${webhookId}`,
    );
    expect(await workflowIdOf(event({ altId: 'the-alternative', webhookId }))).toBe(
      `webhook/the-alternative/${webhookId}`,
    );
    expect(await workflowIdOf(event({ webhookId }))).toBe(`webhook/none/${webhookId}`);
  });

  test('without a webhookId it is its messageId, also when other fields differ', async () => {
    const message = inboundMessage({ webhookId: undefined });
    const first = await postWebhook(product, message);
    expect(first.body.workflowId).toBe(
      `webhook/${String(message['locationId'])}/${String(message['messageId'])}`,
    );
    const again = await postWebhook(product, { ...message, timestamp: '2026-11-23T10:00:00.000Z' });
    expect(again.body).toMatchObject({ duplicate: true, workflowId: first.body.workflowId });
    await endOf(product, first.body.workflowId);
  });

  test('without any id it is the SHA-256 of its bytes: the same again is a duplicate, another byte is not', async () => {
    const body = Buffer.from(JSON.stringify(event({ locationId: randomUUID(), name: 'North' })));
    const other = Buffer.from(`${body.toString()} `);
    const hash = createHash('sha256').update(body).digest('hex');
    const first = await postWebhook(product, body);
    expect(first.body).toMatchObject({ duplicate: false });
    expect(first.body.workflowId?.split('/').at(-1)).toBe(hash);
    expect((await postWebhook(product, body)).body).toMatchObject({
      duplicate: true,
      workflowId: first.body.workflowId,
    });
    expect((await postWebhook(product, other)).body).toMatchObject({ duplicate: false });
  });

  test('of many deliveries at the same moment one is the first and the others are duplicates', async () => {
    const message = inboundMessage();
    const answers = await Promise.all(Array.from({ length: 12 }, () => postWebhook(product, message)));
    expect(answers.map(answer => answer.status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(answers.filter(answer => answer.body.duplicate === false)).toHaveLength(1);
    await endOf(product, answers[0]?.body.workflowId);
    expect(product.ghl.state.sends.filter(send => send.contactId === message['contactId'])).toHaveLength(1);
  });

  test('one message delivered under two webhook ids at once is answered once', async () => {
    const message = inboundMessage();
    const answers = await Promise.all(
      [randomUUID(), randomUUID()].map(webhookId => postWebhook(product, { ...message, webhookId })),
    );
    const runs = await Promise.all(answers.map(({ body }) => endOf(product, body.workflowId)));
    expect(runs.map(run => run.status).sort()).toEqual(['answered', 'superseded']);
    expect(product.ghl.state.sends.filter(send => send.contactId === message['contactId'])).toHaveLength(1);
  });

  test('an event of a type that nobody knows is recorded', async () => {
    const answer = await postWebhook(product, event({ type: 'SomethingNew', webhookId: randomUUID() }));
    expect(answer).toMatchObject({ status: 200, body: { success: true, message: null, actions: [] } });
    expect(await endOf(product, answer.body.workflowId)).toMatchObject({
      status: 'ignored',
      eventType: 'SomethingNew',
      locationId: null,
      explanation: 'recorded: SomethingNew needs no answer',
    });
  });
});
