import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { secondsToWait, waitForReply } from '../../api/wait-for-reply';
import { signWebhook } from '../../ghl/webhook-signing';
import {
  endOf,
  eventually,
  inboundMessage,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';

describe('Prefer: wait', () => {
  test.each([
    [undefined, 0],
    ['', 0],
    ['wait=1', 1],
    ['wait=10', 10],
    ['wait=11', 10],
    ['wait=999999', 10],
    ['wait=99999999999999', 10],
    ['wait=0', 0],
    ['wait=-5', 0],
    ['wait=soon', 0],
    ['wait', 0],
    ['await=5', 0],
    ['WAIT = 3', 3],
    ['wait="4"', 4],
    ['respond-async, wait=5', 5],
    ['respond-async; wait=6', 6],
  ])('%j asks for %d seconds', (header, seconds) => {
    expect(secondsToWait(header)).toBe(seconds);
  });
});

describe('a caller who waits for the reply', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterEach(() => control('/simulator/latency', { ms: 1 }));
  afterAll(() => product.stop());

  const control = (path: string, body: unknown) =>
    fetch(`${product.claude.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const sendsTo = (message: Record<string, unknown>) =>
    product.ghl.state.sends.filter(send => send.contactId === message['contactId']);

  test('is given the message that is sent, and the actions, and told that the wish was heard', async () => {
    const message = inboundMessage();
    const answer = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
    expect(answer.body).toMatchObject({
      success: true,
      duplicate: false,
      message: expect.any(String) as unknown,
    });
    expect(answer.body.actions?.map(action => action.type)).toContain('add_tag');
    await endOf(product, answer.body.workflowId);
    expect(sendsTo(message).map(send => send.message)).toEqual([answer.body.message]);
  });

  test('longer than ten seconds is told that it is ten', async () => {
    const answer = await postWebhook(product, inboundMessage(), { prefer: 'wait=3600' });
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
  });

  test('who does not wait is answered at once, without message, actions or Preference-Applied', async () => {
    const answer = await postWebhook(product, inboundMessage());
    expect(answer.body).toMatchObject({ success: true, message: null, actions: [] });
    expect(answer.headers.get('preference-applied')).toBeNull();
    await endOf(product, answer.body.workflowId);
  });

  test('is told that there is none yet when the time is over, and the lead is answered later', async () => {
    await control('/simulator/latency', { ms: 1_500 });
    const message = inboundMessage();
    const answer = await postWebhook(product, message, { prefer: 'wait=1' });
    expect(answer.body).toMatchObject({ success: true, message: null, actions: [], duplicate: false });
    expect(sendsTo(message)).toHaveLength(0);

    const later = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(later.body).toMatchObject({ duplicate: true, workflowId: answer.body.workflowId });
    expect(await endOf(product, answer.body.workflowId)).toMatchObject({ status: 'answered' });
    expect(sendsTo(message).map(send => send.message)).toEqual([later.body.message]);
  });

  test('twice at the same moment gets the same reply twice, and the lead once', async () => {
    const message = inboundMessage();
    const [one, other] = await Promise.all([
      postWebhook(product, message, { prefer: 'wait=10' }),
      postWebhook(product, message, { prefer: 'wait=10' }),
    ]);
    expect(one.body.message).toEqual(expect.any(String));
    expect(other.body.message).toBe(one.body.message);
    expect([one.body.duplicate, other.body.duplicate].sort()).toEqual([false, true]);
    await endOf(product, one.body.workflowId);
    expect(sendsTo(message)).toHaveLength(1);
  });

  test('for long makes us look for the reply ever more seldom', async () => {
    const { store, announcements, logger } = product.dependencies;
    let looks = 0;
    const sends: typeof store.sends = {
      ...store.sends,
      reply: workflowId => {
        looks += 1;
        return store.sends.reply(workflowId);
      },
    };
    const counting = { store: { ...store, sends }, announcements, logger };
    const reply = await waitForReply(counting, `webhook/nowhere/${randomUUID()}`, 3);
    expect(reply).toEqual({ message: null, actions: [] });
    // At once, after 0.2, 0.6, 1.4 and 2.4 seconds, and at the end; each may come a moment early and again.
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThanOrEqual(7);
  });

  test('for an event that gets no reply is not kept waiting', async () => {
    const startedAt = performance.now();
    const answer = await postWebhook(
      product,
      { type: 'ContactUpdate', webhookId: randomUUID(), locationId: randomUUID() },
      { prefer: 'wait=10' },
    );
    expect(answer.body).toMatchObject({ success: true, message: null, actions: [] });
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  test('and goes away leaves the run as it is', async () => {
    await control('/simulator/latency', { ms: 300 });
    const message = inboundMessage();
    const raw = Buffer.from(JSON.stringify(message));
    const caller = new AbortController();
    const answer = fetch(`${product.url}/webhooks/ghl`, {
      method: 'POST',
      body: raw,
      signal: caller.signal,
      headers: { 'x-ghl-signature': signWebhook(raw, product.signingKey), prefer: 'wait=10' },
    });
    const workflowId = `webhook/${String(message['locationId'])}/${String(message['webhookId'])}`;
    await eventually(
      () => product.dependencies.store.runs.findByWorkflow(workflowId),
      'the start of the run',
    );
    caller.abort();
    await answer.catch(() => undefined);
    expect(await endOf(product, workflowId)).toMatchObject({ status: 'answered' });
    expect(sendsTo(message)).toHaveLength(1);
  });
});
