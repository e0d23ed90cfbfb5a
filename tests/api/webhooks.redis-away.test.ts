import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAnnouncements, type Announcements } from '../../cache/announcements';
import { connectSubscriber } from '../../cache/redis';
import { openRedisPool } from '../../cache/redis-pool';
import { createLogger } from '../../runtime/logger';
import { endOf, inboundMessage, postWebhook, startProduct, type Product } from '../support/product';

const nowhere = 'redis://127.0.0.1:1';
const logger = createLogger('test', 'silent');

describe('without Redis', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ environment: { REDIS_URL: nowhere } })), 60_000);
  afterAll(() => product.stop());

  test('leads are answered and whoever waits gets the reply; it is slower, not broken', async () => {
    const message = inboundMessage();
    const answer = await postWebhook(product, message, { prefer: 'wait=10' });
    expect(answer.body).toMatchObject({ success: true, message: expect.any(String) as unknown });
    expect(await endOf(product, answer.body.workflowId)).toMatchObject({ status: 'answered' });
    expect(product.ghl.state.sends.filter(send => send.contactId === message['contactId'])).toHaveLength(1);
  });

  test('a second lead with the same words is answered from this process’s memory', async () => {
    const first = inboundMessage({ body: 'Do you have 4 bedroom homes in Oakland?' });
    await endOf(product, (await postWebhook(product, first)).body.workflowId);
    const second = inboundMessage({ body: first['body'], locationId: first['locationId'] });
    const { body } = await postWebhook(product, second, { prefer: 'wait=10' });
    expect(await endOf(product, body.workflowId)).toMatchObject({ status: 'answered', replySource: 'cache' });
  });
});

describe('an API that hears none of the announcements', () => {
  let product: Product;
  let deaf: Announcements;
  beforeAll(async () => {
    const redis = openRedisPool(nowhere, logger);
    const announcements = createAnnouncements(redis, () => connectSubscriber(nowhere));
    deaf = { ...announcements, close: () => (announcements.close(), redis.close()) };
    product = await startProduct({ api: { announcements: deaf } });
  }, 60_000);
  afterAll(async () => {
    deaf.close();
    await product.stop();
  });

  test('finds the reply in Postgres, before the time is over', async () => {
    const startedAt = performance.now();
    const answer = await postWebhook(product, inboundMessage(), { prefer: 'wait=10' });
    expect(answer.body.message).toEqual(expect.any(String));
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });
});

describe('an API and a worker in two processes', () => {
  test('hear of each other through Redis', async () => {
    const url = process.env['LEADWIRE_TEST_REDIS_URL'] ?? '';
    const redis = openRedisPool(url, logger);
    const announcements = createAnnouncements(redis, () => connectSubscriber(url));
    const product = await startProduct({ api: { announcements } });
    try {
      const answer = await postWebhook(product, inboundMessage(), { prefer: 'wait=10' });
      expect(answer.body.message).toEqual(expect.any(String));
    } finally {
      announcements.close();
      redis.close();
      await product.stop();
    }
  }, 60_000);
});
