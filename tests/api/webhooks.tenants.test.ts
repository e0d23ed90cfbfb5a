import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashOfToken } from '../../simulator/ghl-state';
import { endOf, inboundMessage, operate, postWebhook, startProduct, type Product } from '../support/product';

describe('a location that was never set up', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ createTenantsOnFirstSight: false })), 60_000);
  afterAll(() => product.stop());

  const sendsTo = (contactId: unknown) =>
    product.ghl.state.sends.filter(send => send.contactId === contactId);

  test('is recorded and acknowledged, gets no reply, and the run says what to do', async () => {
    const message = inboundMessage();
    const callsBefore = { ...product.claude.state.calls };
    const answer = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(answer).toMatchObject({ status: 200, body: { success: true, message: null, actions: [] } });
    expect(await endOf(product, answer.body.workflowId)).toMatchObject({
      status: 'ignored',
      replySource: 'none',
      costUsd: 0,
      explanation: 'not answered: this location was never set up; PUT /v1/tenants/{locationId}',
    });
    expect(sendsTo(message['contactId'])).toHaveLength(0);
    expect(product.ghl.state.requests).toEqual({});
    expect(product.claude.state.calls).toEqual(callsBefore);
    expect((await operate(product, `/v1/tenants/${String(message['locationId'])}`)).status).toBe(404);
  });

  test('works once it is given a name and a GHL token, which is the one that GHL is shown', async () => {
    const before = inboundMessage();
    await endOf(product, (await postWebhook(product, before)).body.workflowId);
    const locationId = String(before['locationId']);
    const put = await operate(product, `/v1/tenants/${locationId}`, {
      method: 'PUT',
      json: { name: 'Harbour Homes', ghlToken: 'token-of-harbour-homes' },
    });
    expect(put.status).toBe(200);

    const message = inboundMessage({ locationId });
    const answer = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(answer.body.message).toEqual(expect.any(String));
    expect(await endOf(product, answer.body.workflowId)).toMatchObject({ status: 'answered' });
    expect(sendsTo(message['contactId'])).toMatchObject([
      { message: answer.body.message, tokenHash: hashOfToken('token-of-harbour-homes') },
    ]);
  });

  test('never uses the token of another location', async () => {
    const tenants = [1, 2, 3].map(number => ({
      message: inboundMessage(),
      token: `token-of-location-${number}-${Date.now()}`,
    }));
    for (const { message, token } of tenants) {
      await operate(product, `/v1/tenants/${String(message['locationId'])}`, {
        method: 'PUT',
        json: { name: 'Homes', ghlToken: token },
      });
    }
    const answers = await Promise.all(tenants.map(({ message }) => postWebhook(product, message)));
    await Promise.all(answers.map(({ body }) => endOf(product, body.workflowId)));
    for (const { message, token } of tenants) {
      expect(sendsTo(message['contactId']).map(send => send.tokenHash)).toEqual([hashOfToken(token)]);
    }
  });

  test('with a name but no token fails with a sentence that says so', async () => {
    const message = inboundMessage();
    await operate(product, `/v1/tenants/${String(message['locationId'])}`, {
      method: 'PUT',
      json: { name: 'Homes' },
    });
    const { body } = await postWebhook(product, message);
    expect(await endOf(product, body.workflowId)).toMatchObject({
      status: 'failed',
      errorCode: 'ghl_unauthorized',
      explanation: 'not answered: GHL refused the token of this location; install or set it again',
    });
  });

  test('is silent while it is switched off', async () => {
    const message = inboundMessage();
    await operate(product, `/v1/tenants/${String(message['locationId'])}`, {
      method: 'PUT',
      json: { name: 'Homes', ghlToken: 'token', mode: 'off' },
    });
    const { body } = await postWebhook(product, message);
    expect(await endOf(product, body.workflowId)).toMatchObject({
      status: 'ignored',
      explanation: 'not answered: this location is switched off',
    });
    expect(sendsTo(message['contactId'])).toHaveLength(0);
  });
});
