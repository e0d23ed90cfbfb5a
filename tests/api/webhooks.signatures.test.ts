import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { createSignatureVerifier } from '../../ghl/webhook-signature';
import { signWebhook } from '../../ghl/webhook-signing';
import { inboundMessage, startProduct, type Product } from '../support/product';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('ed25519');

async function post(product: Product, raw: Buffer, headers: Record<string, string>) {
  const response = await fetch(`${product.url}/webhooks/ghl`, {
    method: 'POST',
    body: raw,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A fresh message, as bytes, and the workflow that it would start. */
function freshMessage() {
  const message = inboundMessage({ webhookId: `unsigned-${randomUUID()}` });
  const workflowId = `webhook/${String(message['locationId'])}/${String(message['webhookId'])}`;
  return { raw: Buffer.from(JSON.stringify(message)), workflowId };
}

async function expectNothingStarted(product: Product, workflowId: string): Promise<void> {
  await expect(product.client.workflow.getHandle(workflowId).describe()).rejects.toThrow(
    WorkflowNotFoundError,
  );
  for (const table of ['webhook_events', 'runs', 'messages']) {
    expect(
      await product.dependencies.store.database.query(
        `test-nothing-in-${table}`,
        `select 1 from ${table} where workflow_id = $1`,
        [workflowId],
      ),
    ).toEqual([]);
  }
}

describe('a webhook without a valid signature is refused, and nothing is started', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const valid = (raw: Buffer) => signWebhook(raw, product.signingKey);
  const hexOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex');

  test.each<[string, (raw: Buffer) => Record<string, string>]>([
    ['no signature', () => ({})],
    ['N/A', () => ({ 'x-ghl-signature': 'N/A' })],
    ['an empty signature', () => ({ 'x-ghl-signature': '' })],
    ['garbage', () => ({ 'x-ghl-signature': 'this is no signature' })],
    ['hexadecimal instead of base64', raw => ({ 'x-ghl-signature': hexOf(valid(raw)) })],
    ["a stranger's signature", raw => ({ 'x-ghl-signature': signWebhook(raw, stranger.privateKey) })],
    ['the signature of another body', () => ({ 'x-ghl-signature': valid(Buffer.from('{}')) })],
    ['two signatures', raw => ({ 'x-ghl-signature': `${valid(raw)}, ${valid(raw)}` })],
    [
      'the deprecated RSA header, which is off',
      raw => ({ 'x-wh-signature': sign('sha256', raw, rsa.privateKey).toString('base64') }),
    ],
    ['a valid signature under the deprecated name', raw => ({ 'x-wh-signature': valid(raw) })],
    ['the operator’s token', () => ({ authorization: 'Bearer operator-token-of-the-tests' })],
  ])('%s', async (_name, headersFor) => {
    const { raw, workflowId } = freshMessage();
    const answer = await post(product, raw, headersFor(raw));
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'invalid_signature' } } });
    await expectNothingStarted(product, workflowId);
  });

  test('a body that was changed on the way', async () => {
    const { raw, workflowId } = freshMessage();
    const changed = Buffer.from(raw.toString().replace('Fremont', 'Oakland'));
    const answer = await post(product, changed, { 'x-ghl-signature': valid(raw) });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'invalid_signature' } } });
    await expectNothingStarted(product, workflowId);
  });

  test('the signature is judged before the body: what is no JSON gets 401, too', async () => {
    const answer = await post(product, Buffer.from('no JSON'), {});
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'invalid_signature' } } });
  });
});

describe('with the deprecated RSA header switched on', () => {
  let product: Product;
  beforeAll(async () => {
    const verifySignature = createSignatureVerifier({
      publicKeys: [],
      legacyRsa: true,
      legacyKey: rsa.publicKey,
    });
    product = await startProduct({ api: { verifySignature } });
  }, 60_000);
  afterAll(() => product.stop());

  test('a webhook that carries it alone is taken', async () => {
    const { raw, workflowId } = freshMessage();
    const legacy = sign('sha256', raw, rsa.privateKey).toString('base64');
    expect(await post(product, raw, { 'x-wh-signature': legacy })).toMatchObject({
      status: 200,
      body: { success: true, workflowId },
    });
  });

  test('it does not count beside a new signature that is wrong', async () => {
    const { raw, workflowId } = freshMessage();
    const legacy = sign('sha256', raw, rsa.privateKey).toString('base64');
    const answer = await post(product, raw, { 'x-wh-signature': legacy, 'x-ghl-signature': 'N/A' });
    expect(answer.status).toBe(401);
    await expectNothingStarted(product, workflowId);
  });
});
