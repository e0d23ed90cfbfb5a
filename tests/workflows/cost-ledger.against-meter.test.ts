import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  costReportSchema,
  type CostDimension,
  type CostFigures,
  type CostReport,
} from '../../domain/costs.schema';
import type { ModelReading } from '../../simulator/claude-meter';
import { operate, startProduct, type Product } from '../support/product';
import { failWith, newLead, setUpTenant } from './lead';
import { responseWarming, type ResponseWarming } from './warming';

/** The simulator bills by a list and arithmetic of its own: what it metered is what the books must say. */
describe('the cost ledger', () => {
  let product: Product;
  let warming: ResponseWarming;
  const locations: string[] = [];
  beforeAll(async () => {
    product = await startProduct();
    warming = responseWarming(product);
    await playEverything();
  }, 120_000);
  afterAll(() => product.stop());

  /** Conversations with prompt-cache reads, two answers that get lost, advice, and a night with its batches. */
  async function playEverything(): Promise<void> {
    const office = await newOffice();
    for (const words of [
      'Hi, we are moving from Ohio in spring and dream of a garden',
      'Hola, busco una casa de tres recámaras en Fremont',
      'We want to sell our condo, it needs a new roof',
    ]) {
      const lead = newLead(product, office);
      await lead.says(words);
      await lead.says('My budget is around 900k and my wife Anna would love a big kitchen');
      expect((await coach(office, lead.contactId)).status).toBe(200);
    }
    await loseAnAnswer();
    await loseAnAnswer();
    const warmed = await warming.locationWith(2);
    locations.push(warmed);
    // Other settings: the reply that recurs has to be written anew.
    await setUpTenant(product, warmed, { name: 'Hill Homes' });
    expect(await warming.run()).toMatchObject({ warmed: 1, failed: 0 });
    expect((await warming.calls(warmed)).length).toBeGreaterThan(0);
  }

  async function newOffice(): Promise<string> {
    const location = `location-${randomUUID()}`;
    await setUpTenant(product, location);
    locations.push(location);
    return location;
  }

  async function loseAnAnswer(): Promise<void> {
    const lead = newLead(product, await newOffice());
    await failWith(product.claude, { kind: 'accept_then_disconnect' });
    await lead.says('Is there parking for our camper van near the school?');
  }

  const coach = (locationId: string, contactId: string) =>
    operate(product, '/v1/coaching', { method: 'POST', json: { locationId, contactId } });

  const ledger = (by: CostDimension): Promise<CostReport[]> =>
    Promise.all(
      locations.map(async locationId => {
        const { body } = await operate(product, `/v1/costs?by=${by}&locationId=${locationId}`);
        return costReportSchema.parse(body);
      }),
    );
  const sumOf = (parts: readonly CostFigures[], figure: keyof CostFigures): number =>
    parts.reduce((sum, part) => sum + part[figure], 0);
  async function meter(): Promise<{ total: ModelReading; models: Record<string, ModelReading> }> {
    const state = await fetch(`${product.claude.url}/simulator/state`);
    return ((await state.json()) as { meter: Awaited<ReturnType<typeof meter>> }).meter;
  }

  /** What reached whoever asked. */
  const heard = ({ lost, ...all }: ModelReading) => ({
    calls: all.calls - lost.calls,
    inputTokens: all.inputTokens - lost.inputTokens,
    cacheWriteTokens:
      all.cacheWrite5mTokens + all.cacheWrite1hTokens - lost.cacheWrite5mTokens - lost.cacheWrite1hTokens,
    cacheWriteHourTokens: all.cacheWrite1hTokens - lost.cacheWrite1hTokens,
    cacheReadTokens: all.cacheReadTokens - lost.cacheReadTokens,
    outputTokens: all.outputTokens - lost.outputTokens,
  });

  test('has seen what it is to be checked with: the prompt cache, a batch and lost answers', async () => {
    const { total } = await meter();
    expect(total.cacheReadTokens).toBeGreaterThan(0);
    expect(total.batched.calls).toBeGreaterThan(0);
    expect(total.lost.calls).toBe(2);
  });

  test('says the same as the meter, token by token and to a millionth of a dollar', async () => {
    const figures = (await ledger('day')).map(({ totals }) => totals.simulated);
    const { total } = await meter();
    for (const [name, tokens] of Object.entries(heard(total)) as [keyof CostFigures, number][])
      expect([name, sumOf(figures, name)]).toEqual([name, tokens]);
    // Each location's sum is rounded by itself.
    const rounding = 0.000_000_5 * locations.length;
    const billed = total.costUsd - total.lost.costUsd;
    expect(Math.abs(sumOf(figures, 'costUsd') - billed)).toBeLessThan(rounding);
  });

  test('says the same for each model', async () => {
    const rows = (await ledger('model')).flatMap(report => report.rows).filter(row => row.simulated);
    const { models } = await meter();
    expect(new Set(rows.map(row => row.key))).toEqual(new Set(Object.keys(models)));
    for (const [model, reading] of Object.entries(models)) {
      const own = rows.filter(row => row.key === model);
      expect([model, sumOf(own, 'calls')]).toEqual([model, heard(reading).calls]);
      const billed = reading.costUsd - reading.lost.costUsd;
      expect(Math.abs(sumOf(own, 'costUsd') - billed)).toBeLessThan(0.000_000_5 * locations.length);
    }
  });

  test('says what a reply from the cache saved: what it cost when it was written', async () => {
    const office = await newOffice();
    const words = 'Hi, do you have any loft in Berkeley?';
    const paid = await newLead(product, office).says(words);
    const cached = await newLead(product, office).says(words);
    expect(cached).toMatchObject({ replySource: 'cache', costUsd: 0 });
    expect(paid.costUsd).toBeGreaterThan(0);
    expect(cached.savedUsd).toBeCloseTo(paid.costUsd, 5);
  });

  test('tells the calls apart whose answer never came, and has put by enough for them', async () => {
    const figures = (await ledger('day')).map(({ totals }) => totals.real);
    const { lost } = (await meter()).total;
    expect(sumOf(figures, 'unknownCalls')).toBe(lost.calls);
    expect(sumOf(figures, 'unknownAtMostUsd')).toBeGreaterThanOrEqual(lost.costUsd);
    expect(sumOf(figures, 'costUsd')).toBe(0);
  });
});
