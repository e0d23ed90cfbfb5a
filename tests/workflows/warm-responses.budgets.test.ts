import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { newLead, rows, setUpTenant } from './lead';
import { responseWarming, words, type ResponseWarming } from './warming';

describe('the budgets of locations, while responses are warmed', () => {
  let product: Product;
  let warming: ResponseWarming;
  beforeAll(async () => {
    product = await startProduct();
    warming = responseWarming(product);
  }, 60_000);
  afterAll(() => product.stop());

  /** Settings of which no stored reply is, so that each recurring one is to be written anew. */
  const changed = { voice: { tone: 'formal' } };
  const counters = (location: string) =>
    rows<{ period: string; reserved: number; isTrue: boolean }>(
      product,
      `select period, sum(reserved_usd) as reserved,
         sum(spent_usd) = (select sum(cost_usd) from claude_calls where location_id = $1) as "isTrue"
       from claude_budgets where location_id = $1 and contact_id = '' group by period order by period`,
      [location],
    );

  test('keep a location without room out of the batch, and no other', async () => {
    const [spent, other] = [await warming.locationWith(2), await warming.locationWith(2)];
    await setUpTenant(product, spent, { ...changed, budgets: { dailyUsd: 0.000001 } });
    await setUpTenant(product, other, changed);
    await warming.run();
    expect(await warming.calls(spent)).toEqual([]);
    expect(await warming.calls(other)).toMatchObject([{ task: 'reply', status: 'answered' }]);
    expect(await newLead(product, other).says(words)).toMatchObject({ replySource: 'cache' });
  }, 60_000);

  test('hold what the batch cost once it is taken, and nothing is reserved any more', async () => {
    const location = await warming.locationWith(2);
    await setUpTenant(product, location, changed);
    await warming.run();
    expect(await warming.calls(location)).toHaveLength(1);
    expect(await counters(location)).toEqual([
      { period: 'day', reserved: 0, isTrue: true },
      { period: 'month', reserved: 0, isTrue: true },
    ]);
  }, 60_000);
});
