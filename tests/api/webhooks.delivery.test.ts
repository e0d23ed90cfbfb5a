import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEncryptionCodec } from '../../runtime/encryption-codec';
import { endOf, inboundMessage, postWebhook, startProduct, type Product } from '../support/product';

describe('Leadwire-Deliver', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  test.each(['caller', 'Caller', 'nobody', 'leadwire, caller', ''])(
    '%j is refused, and nothing is started',
    async value => {
      const message = inboundMessage();
      const refused = await postWebhook(product, message, { 'leadwire-deliver': value });
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
      expect(refused.body.error?.message).toContain('not available yet');
      const taken = await postWebhook(product, message);
      expect(taken.body).toMatchObject({ success: true, duplicate: false });
      await endOf(product, taken.body.workflowId);
    },
  );

  test.each(['leadwire', ' Leadwire '])('%j is what happens anyway', async value => {
    const answer = await postWebhook(product, inboundMessage(), { 'leadwire-deliver': value });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    await endOf(product, answer.body.workflowId);
  });

  test('says nothing to who did not sign', async () => {
    const headers = { 'leadwire-deliver': 'caller', 'x-ghl-signature': 'N/A' };
    expect((await postWebhook(product, inboundMessage(), headers)).status).toBe(401);
  });
});

describe('a webhook that is dated far in the future', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  test('counts as written when it was received', async () => {
    const before = Date.now();
    const { body } = await postWebhook(product, inboundMessage({ dateAdded: '9998-01-01T00:00:00.000Z' }), {
      prefer: 'wait=10',
    });
    const run = await endOf(product, body.workflowId);
    expect(run.status).toBe('answered');
    const history = await product.client.workflow.getHandle(run.workflowId).fetchHistory();
    const payloads = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const [input] = await createEncryptionCodec(product.cipher).decode(payloads);
    const { event } = JSON.parse(Buffer.from(input?.data ?? []).toString()) as {
      event: { dateAdded: string };
    };
    expect(Date.parse(event.dateAdded)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(event.dateAdded)).toBeLessThanOrEqual(Date.now());
  });
});
