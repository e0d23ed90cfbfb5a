import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPlaces } from '../../api/places';
import { takeLonger } from '../workflows/lead';
import {
  endOf,
  eventually,
  inboundMessage,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';

describe('places', () => {
  test('are given until all are taken, and again when one is left; leaving twice frees one only', () => {
    const [a, b, c] = [{}, {}, {}];
    const places = createPlaces(2);
    expect([a, b, c].map(holder => places.take(holder))).toEqual([true, true, false]);
    places.leave(a);
    places.leave(a);
    expect([c, a].map(holder => places.take(holder))).toEqual([true, false]);
  });
});

describe('while a caller waits for a reply', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ api: { webhookLimits: { takenAtOnce: 1, waitingAtOnce: 1 } } });
    await takeLonger(product.claude, 1_500);
  }, 60_000);
  afterAll(() => product.stop());

  test('others are taken, and who wants to wait beyond the limit is answered at once', async () => {
    const message = inboundMessage();
    const first = postWebhook(product, message, { prefer: 'wait=10' });
    const workflowId = `webhook/${String(message['locationId'])}/${String(message['webhookId'])}`;
    await eventually(() => product.dependencies.store.runs.findByWorkflow(workflowId), 'the first run');
    // The run may be seen a moment before its start is acknowledged to the receiver.
    const second = await eventually(async () => {
      const answer = await postWebhook(product, inboundMessage(), { prefer: 'wait=10' });
      return answer.status === 200 ? answer : null;
    }, 'a place for the second');
    expect(second.body).toMatchObject({ success: true, message: null, actions: [] });
    expect(second.headers.get('preference-applied')).toBeNull();
    expect((await first).body).toMatchObject({ message: expect.any(String) as unknown });
    await endOf(product, second.body.workflowId);
    const third = await postWebhook(product, inboundMessage(), { prefer: 'wait=10' });
    expect(third.headers.get('preference-applied')).toBe('wait=10');
    await endOf(product, third.body.workflowId);
  });
});
