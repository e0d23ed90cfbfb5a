import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { claudeCalls, newLead, rows, setUpTenant, type Lead } from './lead';

interface FlowRow {
  score: number;
  temperature: string;
  version: number;
  flow: { readonly slots: Readonly<Record<string, { readonly value: string }>> };
}

describe('a conversation over several messages', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const flowsOf = (lead: Lead) =>
    rows<FlowRow>(
      product,
      'select score, temperature, version, flow from qualification_flows where contact_id = $1',
      [lead.contactId],
    );

  test('goes on with the one flow of the lead: what was said stays, the score rises', async () => {
    const lead = newLead(product);
    const scores: number[] = [];
    const said = [
      'Hi, I want to buy in Fremont',
      'My budget is 800k',
      'I need to move within 30 days',
      '3 bedrooms',
    ];
    for (const [place, text] of said.entries()) {
      await lead.says(text);
      const [flow, another] = await flowsOf(lead);
      expect(another).toBeUndefined();
      expect(flow?.version).toBe(place + 1);
      scores.push(flow?.score ?? 0);
    }
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(new Set(scores).size).toBe(said.length);
    const [flow] = await flowsOf(lead);
    expect(Object.keys(flow?.flow.slots ?? {})).toEqual(
      expect.arrayContaining(['area', 'budget', 'timeline', 'beds']),
    );
    expect(flow?.temperature).toBe('hot');
    expect(lead.received()).toHaveLength(4);
  });

  test('keeps what was learnt from a message that got no reply of its own', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I want to buy');
    await lead.says('STOP');
    await lead.says('START');
    const [flow] = await flowsOf(lead);
    await lead.says('My budget is 650k');
    const [after] = await flowsOf(lead);
    expect(after?.score).toBeGreaterThan(flow?.score ?? 0);
  });

  test('is not mixed with that of another lead of the location', async () => {
    const one = newLead(product);
    const other = newLead(product, one.locationId);
    await one.says('Hi, I want to buy in Fremont with 900k');
    await other.says('Hi there');
    const [flow] = await flowsOf(other);
    expect(Object.keys(flow?.flow.slots ?? {})).toEqual([]);
  });
});

describe('a reply from the cache', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const text = 'Hello, do you have anything with 3 bedrooms in San Jose?';

  test('costs nothing, and the lead is understood as the first one was', async () => {
    const first = newLead(product);
    const second = newLead(product, first.locationId);
    const paid = await first.says(text);
    expect(paid.costUsd).toBeGreaterThan(0);
    const before = claudeCalls(product);
    const run = await second.says(text);
    expect(run).toMatchObject({ status: 'answered', replySource: 'cache', costUsd: 0 });
    expect(run.leadTemperature).toBe(paid.leadTemperature);
    expect(claudeCalls(product)).toEqual(before);
    const flows = await rows<{ flow: unknown }>(
      product,
      'select flow from qualification_flows where location_id = $1',
      [first.locationId],
    );
    expect(flows).toHaveLength(2);
    expect(flows[0]).toEqual(flows[1]);
    expect(second.inGhl().tags).toEqual(first.inGhl().tags);
  });

  test('is never given to a lead of another location', async () => {
    await newLead(product).says(text);
    expect(await newLead(product).says(text)).toMatchObject({ replySource: 'claude' });
  });

  test('is not given once the location has changed its settings', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId);
    await lead.says(text);
    await setUpTenant(product, lead.locationId, { voice: { tone: 'dry' } });
    expect(await newLead(product, lead.locationId).says(text)).toMatchObject({ replySource: 'claude' });
  });

  test('still goes through the claim: it does not reach who opted out', async () => {
    const first = newLead(product);
    await first.says(text);
    const second = newLead(product, first.locationId);
    await second.says('STOP');
    expect(await second.says(text)).toMatchObject({ status: 'opted_out' });
    expect(second.received()).toEqual([]);
  });
});
