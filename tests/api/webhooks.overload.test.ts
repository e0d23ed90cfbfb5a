import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createDataConverter } from '../../runtime/data-converter';
import { createCipher } from '../../runtime/encryption';
import { createLogger } from '../../runtime/logger';
import { startTcpProxy, type TcpProxy } from '../cache/tcp-proxy';
import {
  endOf,
  inboundMessage,
  postWebhook,
  startProduct,
  type Product,
  type WebhookAnswer,
} from '../support/product';

const key = { id: 'k', key: Buffer.alloc(32, 1) };
const clientFor = (connection: Connection | NativeConnection) =>
  new Client({
    connection,
    namespace: 'default',
    dataConverter: createDataConverter(createCipher([key])),
  });

function expectComeBackLater(answer: WebhookAnswer): void {
  expect(answer).toMatchObject({ status: 429, body: { error: { code: 'temporarily_unavailable' } } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
}

describe('while Temporal is away', () => {
  let product: Product;
  let proxy: TcpProxy;
  let connection: NativeConnection;
  beforeAll(async () => {
    const [host = '', port] = (process.env['LEADWIRE_TEST_TEMPORAL_ADDRESS'] ?? '').split(':');
    proxy = await startTcpProxy(host, Number(port));
    connection = await NativeConnection.connect({ address: `127.0.0.1:${proxy.port}` });
    product = await startProduct({ api: { temporal: clientFor(connection) } });
  }, 60_000);
  afterAll(async () => {
    await product.stop();
    await connection.close();
    await proxy.close();
  });

  test('and does not answer, a webhook is told to come again within seconds, and taken when it does', async () => {
    const message = inboundMessage();
    proxy.stall();
    const startedAt = performance.now();
    expectComeBackLater(await postWebhook(product, message));
    // Four seconds are the limit; the rest is for a machine that is busy.
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    proxy.resume();
    const answer = await postWebhook(product, message);
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
  });

  test('and its connections are refused, a webhook is told to come again', async () => {
    await proxy.close();
    const startedAt = performance.now();
    expectComeBackLater(await postWebhook(product, inboundMessage()));
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  test('a bad signature is still told so, and health still answers', async () => {
    const response = await fetch(`${product.url}/webhooks/ghl`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
  });
});

describe('with a client that never had a connection', () => {
  test('a webhook is told to come again', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const product = await startProduct({ api: { temporal: clientFor(connection) } });
    try {
      expectComeBackLater(await postWebhook(product, inboundMessage()));
    } finally {
      await product.stop();
      await connection.close();
    }
  }, 60_000);
});

describe('while a shutdown is under way', () => {
  let product: Product;
  let draining = false;
  const logged: string[] = [];
  beforeAll(async () => {
    const failing = () => Promise.reject(new Error('no answer from redis.internal'));
    product = await startProduct({
      api: {
        logger: createLogger('test', 'warn', { write: line => void logged.push(line) }),
        isDraining: () => draining,
        checks: { postgres: () => Promise.resolve(), redis: failing },
      },
    });
  }, 60_000);
  afterAll(() => product.stop());

  const ready = async () => {
    const response = await fetch(`${product.url}/readyz`);
    return { status: response.status, body: await response.json() };
  };

  test('new webhooks are told to come again, and taken when they do', async () => {
    const message = inboundMessage();
    draining = true;
    expectComeBackLater(await postWebhook(product, message));
    draining = false;
    const answer = await postWebhook(product, message);
    expect(answer.body).toMatchObject({ success: true, duplicate: false });
    await endOf(product, answer.body.workflowId);
  });

  test('readiness is taken back, and liveness is not', async () => {
    // Redis failing costs time and no answers, so it does not take readiness away.
    expect(await ready()).toEqual({
      status: 200,
      body: {
        status: 'ready',
        draining: false,
        dependencies: { postgres: { ok: true }, redis: { ok: false } },
      },
    });
    // Why it fails is for the log, not for whoever asks.
    expect(logged.join('')).toContain('no answer from redis.internal');
    draining = true;
    expect(await ready()).toMatchObject({ status: 503, body: { status: 'not ready', draining: true } });
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
    draining = false;
  });
});
