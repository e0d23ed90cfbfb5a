import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  adminToken,
  endOf,
  inboundMessage,
  operate,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';

describe('/v1/qualifications/{locationId}/{contactId}', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const newPath = () => `/v1/qualifications/location-${randomUUID()}/contact-${randomUUID()}`;
  const put = (path: string, json: unknown) => operate(product, path, { method: 'PUT', json });

  test('GET shows what a lead told us, as soon as their message is answered', async () => {
    const message = inboundMessage({ body: 'Looking to buy a 3 bedroom in Fremont under 900k' });
    const path = `/v1/qualifications/${String(message['locationId'])}/${String(message['contactId'])}`;
    expect(await operate(product, path)).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
    const answer = await postWebhook(product, message, { prefer: 'wait=10' });
    await endOf(product, answer.body.workflowId);
    const known = await operate(product, path);
    expect(known).toMatchObject({
      status: 200,
      body: {
        version: 1,
        leadType: 'buyer',
        complete: false,
        answers: { beds: { value: expect.anything() } },
      },
    });
    expect(known.body['score']).toBeGreaterThan(0);
  });

  test('PUT corrects answers, keeps the others, and is seen by the next GET', async () => {
    const path = newPath();
    const first = await put(path, { version: 0, leadType: 'seller', answers: { price: '$500,000' } });
    expect(first).toMatchObject({ status: 200, body: { version: 1, leadType: 'seller' } });
    const second = await put(path, { version: 1, answers: { timeline: 'in May', price: null } });
    expect(second).toMatchObject({
      body: {
        version: 2,
        answers: { timeline: { value: 'in May', confidence: 1 }, price: { value: null, confidence: 0 } },
      },
    });
    expect(await operate(product, path)).toEqual(second);
  });

  test('PUT with another version than there is changes nothing and says so with 409', async () => {
    const path = newPath();
    await put(path, { version: 0, answers: { budget: '$1' } });
    for (const version of [0, 2, 99]) {
      expect(await put(path, { version, answers: { budget: '$2' } })).toMatchObject({
        status: 409,
        body: { error: { code: 'conflict' } },
      });
    }
    expect(await operate(product, path)).toMatchObject({ body: { version: 1 } });
  });

  test('of ten who change the same version at once, one succeeds', async () => {
    const path = newPath();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => put(path, { version: 0, answers: { budget: `$${index}` } })),
    );
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1);
    expect(answers.filter(answer => answer.status === 409)).toHaveLength(9);
  });

  test('the next reply builds on what a person corrected', async () => {
    const message = inboundMessage({ body: 'hello there' });
    const path = `/v1/qualifications/${String(message['locationId'])}/${String(message['contactId'])}`;
    await endOf(product, (await postWebhook(product, message)).body.workflowId);
    const known = await operate(product, path);
    await put(path, { version: known.body['version'], leadType: 'buyer', answers: { budget: '$700,000' } });
    const next = inboundMessage({
      ...message,
      webhookId: randomUUID(),
      messageId: randomUUID(),
      body: 'in Fremont',
    });
    await endOf(product, (await postWebhook(product, next)).body.workflowId);
    const after = await operate(product, path);
    expect(after.body).toMatchObject({ leadType: 'buyer', answers: { budget: { value: '$700,000' } } });
  });

  test('any body that nearly fits is taken, refused or in conflict, never a failure of ours', async () => {
    const path = newPath();
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 600 }), fc.constant('a\0b'));
    const body = fc.record(
      {
        version: fc.oneof(fc.nat(20), fc.maxSafeInteger(), fc.double()),
        leadType: fc.oneof(fc.constantFrom('buyer', 'seller', 'both', 'unknown'), text),
        answers: fc.dictionary(
          fc.constantFrom('budget', 'area', 'timeline', 'price', '__proto__', 'constructor'),
          fc.oneof(text, fc.constant(null)),
        ),
      },
      { requiredKeys: [] },
    );
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(body, async json => {
        const { status } = await put(path, json);
        seen.add(status);
        expect([200, 400, 409]).toContain(status);
      }),
      { numRuns: 300 },
    );
    expect(seen).toEqual(new Set([200, 400, 409]));
    expect((await operate(product, path)).status).toBe(200);
  });

  test('any body that does not fit is refused with 400, never 500', async () => {
    const path = newPath();
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: false }), async json => {
        const body = JSON.stringify(json) ?? 'null';
        const response = await fetch(`${product.url}${path}`, {
          method: 'PUT',
          body,
          headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        });
        expect(response.status).toBe(400);
      }),
      { numRuns: 100 },
    );
  });
});
