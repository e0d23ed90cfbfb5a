import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { defaults } from '../../runtime/defaults';
import { startTcpProxy, type TcpProxy } from '../cache/tcp-proxy';
import { databaseUrl } from '../store/open-test-store';
import { endOf, inboundMessage, operate, postWebhook, startProduct, type Product } from '../support/product';

/** What one request may take: a query's time, and what the machine is late by with other tests beside this one. */
const answerWithinMs = defaults.postgres.callTimeoutMs + 4_000;

let proxy: TcpProxy;
let product: Product;
beforeAll(async () => {
  const url = new URL(databaseUrl());
  proxy = await startTcpProxy(url.hostname, Number(url.port));
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  product = await startProduct({ environment: { DATABASE_URL: url.toString() } });
}, 60_000);
afterEach(() => proxy.resume());
afterAll(async () => {
  await product.stop();
  await proxy.close();
}, 60_000);

describe('while Postgres does not answer', () => {
  test('a webhook is taken at once, and its lead is answered, once, when Postgres is back', async () => {
    await endOf(product, (await postWebhook(product, inboundMessage())).body.workflowId);
    proxy.stall();
    const message = inboundMessage();
    const began = performance.now();
    const { status, body } = await postWebhook(product, message);
    expect(performance.now() - began).toBeLessThan(4_000);
    expect({ status, success: body.success }).toEqual({ status: 200, success: true });
    await new Promise(resolve => setTimeout(resolve, 2_000));
    proxy.resume();
    expect(await endOf(product, body.workflowId)).toMatchObject({ status: 'answered' });
    expect(product.ghl.state.sends.filter(send => send.contactId === message['contactId'])).toHaveLength(1);
  }, 60_000);

  test('who waits for the reply is told in time that there is none yet', async () => {
    const waitSeconds = 1;
    proxy.stall();
    const began = performance.now();
    const { status, body } = await postWebhook(product, inboundMessage(), {
      prefer: `wait=${waitSeconds}`,
    });
    expect(performance.now() - began).toBeLessThan(waitSeconds * 1_000 + 3_000);
    expect({ status, message: body.message }).toEqual({ status: 200, message: null });
  }, 60_000);

  test('an operator gets 503 that says so, within the time of a query', async () => {
    proxy.stall();
    const began = performance.now();
    const { status, body } = await operate(product, '/v1/runs');
    expect(performance.now() - began).toBeLessThan(answerWithinMs);
    expect({ status, body }).toEqual({
      status: 503,
      body: {
        error: { code: 'database_unavailable', message: expect.stringMatching(/^Postgres: /) as unknown },
      },
    });
    proxy.resume();
    expect((await operate(product, '/v1/runs')).status).toBe(200);
  }, 60_000);
});
