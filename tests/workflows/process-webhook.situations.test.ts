import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { newLead, rows } from './lead';

interface KeptRow {
  situation_key: string;
  situation: { messages: string[]; firstContact: boolean };
  answer: { reply: string };
  response_key: string;
}

describe('what recurs', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const keptAt = (locationId: string) =>
    rows<KeptRow>(product, 'select * from response_situations where location_id = $1', [locationId]);
  const situationsOf = async (locationId: string) =>
    (
      await rows<{ situation_key: string | null; reply_source: string }>(
        product,
        'select situation_key, reply_source from runs where location_id = $1 order by started_at',
        [locationId],
      )
    ).map(({ situation_key: key, reply_source: source }) => ({ key, source }));

  test('is counted by situation, whether the reply came from Claude or from the cache', async () => {
    const locationId = `location-${randomUUID()}`;
    await newLead(product, locationId).says('Hi, do you have any 3 bedroom homes in Oakland?');
    await newLead(product, locationId).says(
      'hello there!! Do you have any three-bedroom homes in Oakland? 😊',
    );
    await newLead(product, locationId).says('Do you have any 2 bedroom homes in Oakland?');
    const [first, second, other] = await situationsOf(locationId);
    expect(first?.key).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toEqual({ key: first?.key, source: 'cache' });
    expect(other?.source).toBe('claude');
    expect(other?.key).not.toBe(first?.key);
  });

  test('is kept with its answer and without who said it', async () => {
    const locationId = `location-${randomUUID()}`;
    const lead = newLead(product, locationId);
    product.ghl.state.contact(lead.contactId, locationId).firstName = 'Serafina';
    await lead.says("Hi, I'm Serafina, 510-555-0187, do you have any 3 bedroom homes in Oakland?");
    const [kept, ...more] = await keptAt(locationId);
    expect(more).toEqual([]);
    expect(kept?.situation).toMatchObject({
      firstContact: true,
      messages: ["Hi, I'm {first_name}, {phone}, do you have any 3 bedroom homes in Oakland?"],
    });
    expect(kept?.situation_key).toBe((await situationsOf(locationId))[0]?.key);
    expect(JSON.stringify(kept)).not.toMatch(/serafina|0187/i);
    expect(JSON.stringify(kept)).not.toContain(lead.contactId);
  });

  test('is not what a rule answered, and not what stays with one lead', async () => {
    const locationId = `location-${randomUUID()}`;
    await newLead(product, locationId).says('STOP');
    expect(await situationsOf(locationId)).toEqual([{ key: null, source: 'none' }]);
    await newLead(product, locationId).says('my name is Pedro and I want 3 beds in Oakland');
    expect(await keptAt(locationId)).toEqual([]);
  });
});
