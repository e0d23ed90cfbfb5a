import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { endOf, inboundMessage, postWebhook, startProduct, type Product } from '../support/product';

const mebibyte = 1024 * 1024;

/** A message of a lead whose JSON is exactly so many bytes long. */
function messageOfBytes(bytes: number, fill: string): Buffer {
  const message = inboundMessage({ body: '' });
  const room = bytes - Buffer.byteLength(JSON.stringify(message));
  const written = Buffer.byteLength(JSON.stringify(fill)) - 2;
  const text = fill.repeat(Math.floor(room / written)) + 'x'.repeat(room % written);
  return Buffer.from(JSON.stringify({ ...message, body: text }));
}

const fieldNames = [
  ...['type', 'locationId', 'companyId', 'altId', 'contactId', 'messageId', 'conversationId', 'id'],
  ...['messageType', 'messageTypeString', 'messageTypeId', 'direction', 'body', 'attachments', 'dateAdded'],
  ...['timestamp', 'source', 'userId', 'appointment', 'contentType', 'status'],
];

describe('a signed body, whatever stands in it', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  /** Taken, and its run comes to an end: nothing in the body holds it up for ever. */
  async function takenAndEnded(body: unknown) {
    const answer = await postWebhook(product, body);
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    return endOf(product, answer.body.workflowId);
  }

  test('is acknowledged when it is a JSON object with any types in any fields', async () => {
    const anyFields = fc.record(
      Object.fromEntries(fieldNames.map(name => [name, fc.jsonValue({ maxDepth: 3 })])),
      { requiredKeys: [] },
    );
    const types = fc.constantFrom('InboundMessage', 'OutboundMessage', 'ContactUpdate', undefined);
    const ended: Promise<unknown>[] = [];
    await fc.assert(
      fc.asyncProperty(anyFields, types, async (fields, type) => {
        const body = { ...fields, ...(type === undefined ? {} : { type }), webhookId: randomUUID() };
        const answer = await postWebhook(product, body);
        expect(answer).toMatchObject({ status: 200, body: { success: true, duplicate: false } });
        ended.push(endOf(product, answer.body.workflowId));
      }),
      { numRuns: 60 },
    );
    await Promise.all(ended);
  }, 60_000);

  test('is acknowledged when it is an object of any unknown fields', async () => {
    const anyObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 });
    const ended: Promise<unknown>[] = [];
    await fc.assert(
      fc.asyncProperty(anyObject, async fields => {
        const answer = await postWebhook(product, { ...fields, messageId: randomUUID() });
        expect(answer).toMatchObject({ status: 200, body: { success: true } });
        ended.push(endOf(product, answer.body.workflowId));
      }),
      { numRuns: 20 },
    );
    await Promise.all(ended);
  }, 60_000);

  test.each([
    ['NUL', 'a\0b'],
    ['the first half of a surrogate pair', 'a\ud83d'],
    ['the second half of a surrogate pair', '\ude00b'],
  ])('is recorded without what Postgres cannot hold: %s', async (_name, text) => {
    const webhookId = randomUUID();
    const run = await takenAndEnded({ type: `New${text}`, webhookId, [`key${text}`]: { deep: [text] } });
    expect(run.status).toBe('ignored');
    const message = inboundMessage({
      body: `I want to buy ${text}`,
      contactId: `contact-${randomUUID()}${text}`,
    });
    expect((await takenAndEnded(message)).status).toBe('answered');
  });

  test.each([
    ['arrays', '[', ']', ''],
    ['objects', '{"a":', '}', '1'],
  ])('is recorded however deeply its %s are nested', async (_name, open, close, core) => {
    const depth = 60_000;
    const nested = open.repeat(depth) + core + close.repeat(depth);
    const run = await takenAndEnded(
      Buffer.from(`{"type":"New","webhookId":"${randomUUID()}","d":${nested}}`),
    );
    expect(run.status).toBe('ignored');
  });

  test('is recorded when writing it out again makes it larger than Temporal takes', async () => {
    const numbers = '1e20,'.repeat(200_000);
    const body = Buffer.from(`{"type":"New","webhookId":"${randomUUID()}","numbers":[${numbers}1]}`);
    expect((await takenAndEnded(body)).status).toBe('ignored');
  });

  test.each(['locationId', 'contactId', 'messageId', 'webhookId', 'type', 'conversationId', 'userId'])(
    'is recorded when %s is far longer than any id',
    async name => {
      await takenAndEnded(inboundMessage({ [name]: randomBytes(5_000).toString('hex') }));
    },
  );

  test.each([
    ['words', 'house '],
    ['characters that JSON escapes', '"'],
    ['characters of four bytes', '🏡'],
  ])('is durable and answered with one byte less than 1 MiB of %s', async (_name, fill) => {
    const body = messageOfBytes(mebibyte - 1, fill);
    expect(body).toHaveLength(mebibyte - 1);
    const run = await takenAndEnded(body);
    expect(run.status).toBe('answered');
    const [row] = await product.dependencies.store.database.query<{ length: number }>(
      'test-body-length',
      `select length(body ->> 'body') as length from webhook_events where workflow_id = $1`,
      [run.workflowId],
    );
    expect(row?.length).toBe([...(JSON.parse(body.toString()) as { body: string }).body].length);
  });

  test('is refused with 413 when it is larger than 1 MiB, and nothing is started', async () => {
    const body = messageOfBytes(mebibyte + 1, 'house ');
    expect(await postWebhook(product, body)).toMatchObject({
      status: 413,
      body: { error: { code: 'payload_too_large', message: 'The body is larger than 1 MiB' } },
    });
    const { contactId } = JSON.parse(body.toString()) as { contactId: string };
    expect(await product.dependencies.store.runs.search({ contactId, limit: 1 })).toMatchObject({ runs: [] });
  });

  test.each([
    ['no JSON', 'hello'],
    ['half of an object', '{"type":"InboundMessage"'],
    ['an array', '[{"type":"InboundMessage"}]'],
    ['a number', '42'],
    ['a string', '"InboundMessage"'],
    ['null', 'null'],
    ['a form', 'type=InboundMessage&body=hello'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
    ['nothing', ''],
  ])('is refused with 400 when it is %s', async (_name, body) => {
    const answer = await postWebhook(product, Buffer.from(body));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_json' } } });
  });

  test('is refused when it is compressed: the signature is over what is sent', async () => {
    const zipped = gzipSync(JSON.stringify(inboundMessage()));
    const answer = await postWebhook(product, zipped, { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16'])(
    'is read as JSON whatever type it claims to be: %s',
    async contentType => {
      const answer = await postWebhook(
        product,
        { type: 'New', webhookId: randomUUID() },
        { 'content-type': contentType },
      );
      expect(answer).toMatchObject({ status: 200, body: { success: true } });
    },
  );

  test('keeps every field that nobody knows', async () => {
    const body = {
      type: 'New',
      webhookId: randomUUID(),
      appId: 'app',
      extra: { list: [1, 'two', null, { three: 3.5 }] },
    };
    const run = await takenAndEnded(body);
    const [row] = await product.dependencies.store.database.query<{ body: unknown }>(
      'test-body',
      'select body from webhook_events where workflow_id = $1',
      [run.workflowId],
    );
    expect(row?.body).toEqual(body);
  });
});
