import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactId, locationId } from '../../domain/ids';
import { startProduct, type Product } from '../support/product';
import { claudeCalls, newLead, rows, type Lead } from './lead';

let product: Product;
beforeAll(async () => (product = await startProduct()), 60_000);
afterAll(() => product.stop());

/** Messages of long ago, an hour apart, the oldest first. */
async function saidBefore(lead: Lead, texts: readonly string[]): Promise<void> {
  for (const [index, text] of texts.entries())
    await rows(
      product,
      `insert into messages (location_id, message_id, contact_id, author, channel, body, date_added)
       values ($1, $2, $3, $4, 'SMS', $5, now() - make_interval(hours => $6))`,
      [
        lead.locationId,
        `old-${randomUUID()}`,
        lead.contactId,
        index % 2 === 0 ? 'lead' : 'bot',
        text,
        texts.length - index,
      ],
    );
}
const summaryOf = (lead: Lead) =>
  product.dependencies.store.summaries.find(locationId(lead.locationId), contactId(lead.contactId));

test('what leaves the view is summarised after the answer, masked, and shown from then on', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland');
  await saidBefore(lead, [
    'I need 3 bedrooms and a garage, call me at 510-555-0123',
    ...Array.from({ length: 31 }, (_, index) => `message ${index}`),
  ]);
  await lead.says('Any news for me about the house?');
  const summary = await summaryOf(lead);
  expect(summary?.text).toContain('beds: 3');
  expect(summary?.text).not.toContain('555');
  // The last twenty stay whole; what is older is in it.
  const [{ newer } = { newer: 0 }] = await rows<{ newer: number }>(
    product,
    `select count(*)::integer as newer from messages where contact_id = $1 and date_added > $2`,
    [lead.contactId, summary?.until.dateAdded],
  );
  expect(newer).toBeGreaterThanOrEqual(20);

  const before = claudeCalls(product)['summary'] ?? 0;
  await lead.says('And what about a condo instead of the house?');
  expect(claudeCalls(product)['summary']).toBe(before);
  expect(await summaryOf(lead)).toEqual(summary);
});

test('a short conversation has none', async () => {
  const lead = newLead(product);
  await lead.says('Hi, I want to buy a house in Oakland');
  expect(await summaryOf(lead)).toBeNull();
});

test('an older summary never takes the place of a newer one', async () => {
  const lead = newLead(product);
  const [location, contact] = [locationId(lead.locationId), contactId(lead.contactId)];
  const at = (day: number) => ({ dateAdded: `2026-01-0${day}T00:00:00.000Z`, messageId: 'm' });
  await product.dependencies.store.summaries.keep(location, contact, { text: 'newer', until: at(2) });
  await product.dependencies.store.summaries.keep(location, contact, { text: 'older', until: at(1) });
  expect((await summaryOf(lead))?.text).toBe('newer');
});
