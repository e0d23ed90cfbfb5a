import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import type { createDataConverter } from '../../runtime/data-converter';
import { createCipher } from '../../runtime/encryption';
import { createEncryptionCodec } from '../../runtime/encryption-codec';
import {
  adminToken,
  endOf,
  inboundMessage,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';

const { Payload } = temporal.api.common.v1;
const webUi = 'http://127.0.0.1:8233';
const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });

/** A payload as the Web UI reads it from Temporal and sends it on. */
type UiPayload = Record<string, unknown>;
const forUi = (payload: temporal.api.common.v1.IPayload): UiPayload =>
  Payload.toObject(Payload.fromObject(payload), { bytes: String });
const textOf = (payload: UiPayload | undefined): string =>
  Buffer.from(String(payload?.['data']), 'base64').toString();

describe('/codec/decode', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ api: { temporalUiUrl: webUi } })), 60_000);
  afterAll(() => product.stop());

  async function decode(
    payloads: unknown,
    headers: Record<string, string> = { authorization: `Bearer ${adminToken}` },
  ) {
    const response = await fetch(`${product.url}/codec/decode`, {
      method: 'POST',
      body: JSON.stringify({ payloads }),
      headers: { 'content-type': 'application/json', 'x-namespace': product.namespace, ...headers },
    });
    const body = (await response.json()) as {
      payloads?: UiPayload[];
      error?: { code: string; message: string };
    };
    return { status: response.status, headers: response.headers, ...body };
  }

  async function inputOfARun(text: string): Promise<UiPayload> {
    const { body } = await postWebhook(product, inboundMessage({ body: text }));
    await endOf(product, body.workflowId);
    const history = await product.client.workflow.getHandle(body.workflowId ?? '').fetchHistory();
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    return forUi(started?.input?.payloads?.[0] ?? {});
  }

  test('opens what a run was started with; in Temporal itself it cannot be read', async () => {
    const text = 'I want a house by the lake in Geneva';
    const stored = await inputOfARun(text);
    expect(textOf(stored)).not.toContain('Geneva');
    const { status, payloads } = await decode([stored]);
    expect(status).toBe(200);
    expect(JSON.parse(textOf(payloads?.[0]))).toMatchObject({ event: { text, type: 'InboundMessage' } });
  });

  test('opens for a signed-in operator as for the token, and for nobody else', async () => {
    const sealed = await sealedPayload(product);
    const signedIn = await fetch(`${product.url}/dashboard/session`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token: adminToken }),
    });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(textOf((await decode([sealed], { cookie })).payloads?.[0])).toBe('"hello"');
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'leadwire_session=1.a' }]) {
      expect(await decode([sealed], headers as Record<string, string>)).toMatchObject({
        status: 401,
        error: { code: 'unauthorized' },
      });
    }
  });

  test('gives back what was never encrypted as it is, and keeps the order', async () => {
    const plain = forUi({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"plain"') });
    const { payloads } = await decode([plain, await sealedPayload(product), plain]);
    expect(payloads?.map(textOf)).toEqual(['"plain"', '"hello"', '"plain"']);
  });

  test.each<[string, unknown]>([
    ['no list', 'x'],
    ['a list of words', ['x']],
    ['data that is no base64', [{ metadata: {}, data: '%%%' }]],
    ['metadata that is no base64', [{ metadata: { encoding: '!' }, data: '' }]],
  ])('refuses %s', async (_name, payloads) => {
    expect(await decode(payloads)).toMatchObject({ status: 400, error: { code: 'invalid_request' } });
  });

  test('says which key is missing, and opens nothing that was changed', async () => {
    const foreign = await sealedWith(createCipher([key('gone', 9)]));
    expect(await decode([foreign])).toMatchObject({
      status: 422,
      error: { code: 'decryption_failed', message: 'There is no key gone in LEADWIRE_ENCRYPTION_KEYS' },
    });
    const sealed = await sealedPayload(product);
    const bytes = Buffer.from(String(sealed['data']), 'base64');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    expect(await decode([{ ...sealed, data: bytes.toString('base64') }])).toMatchObject({
      status: 422,
      error: { code: 'decryption_failed' },
    });
  });

  test('may be read by the Web UI of our Temporal and by no other site', async () => {
    const ours = await decode([], { authorization: `Bearer ${adminToken}`, origin: webUi });
    expect(ours.headers.get('access-control-allow-origin')).toBe(webUi);
    expect(ours.headers.get('access-control-allow-credentials')).toBe('true');
    for (const origin of ['https://evil.example', `${webUi}.evil.example`, 'null', 'http://127.0.0.1:8234']) {
      const other = await decode([], { authorization: `Bearer ${adminToken}`, origin });
      expect(other.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('answers the browser’s question beforehand in the same way', async () => {
    const ask = (origin: string) =>
      fetch(`${product.url}/codec/decode`, { method: 'OPTIONS', headers: { origin } });
    const ours = await ask(webUi);
    expect(ours.status).toBe(204);
    expect(ours.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('after the encryption key was rotated', () => {
  test('what the old key sealed still opens, and new payloads carry the new key', async () => {
    const oldCipher = createCipher([key('old', 1)]);
    const cipher = createCipher([key('new', 2), key('old', 1)]);
    const product = await startProduct({ api: { codec: createEncryptionCodec(cipher) } });
    try {
      const [before, after] = [await sealedWith(oldCipher), await sealedWith(cipher)];
      const keyOf = (payload: UiPayload) =>
        Buffer.from(
          (payload['metadata'] as Record<string, string>)['encryption-key-id'] ?? '',
          'base64',
        ).toString();
      expect([before, after].map(keyOf)).toEqual(['old', 'new']);
      const response = await fetch(`${product.url}/codec/decode`, {
        method: 'POST',
        body: JSON.stringify({ payloads: [before, after] }),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` },
      });
      const { payloads } = (await response.json()) as { payloads: UiPayload[] };
      expect(payloads.map(textOf)).toEqual(['"hello"', '"hello"']);
    } finally {
      await product.stop();
    }
  }, 60_000);
});

const sealedPayload = (product: Product): Promise<UiPayload> => sealedWith(product.cipher);

async function sealedWith(cipher: Parameters<typeof createDataConverter>[0]): Promise<UiPayload> {
  const [payload] = await createEncryptionCodec(cipher).encode([
    { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"hello"') },
  ]);
  return forUi(payload ?? {});
}
