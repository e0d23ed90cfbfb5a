import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { costDimensions, costReportSchema, type CostReport } from '../../domain/costs.schema';
import { operate, startProduct, type Product } from '../support/product';
import { newLead, setUpTenant, type Lead } from '../workflows/lead';

describe('GET /v1/costs', () => {
  const locationId = `location-${randomUUID()}`;
  let product: Product;
  let lead: Lead;
  beforeAll(async () => {
    product = await startProduct();
    await setUpTenant(product, locationId);
    lead = newLead(product, locationId);
    await lead.says('Hi, I am looking for a 2 bedroom in Fremont');
  }, 60_000);
  afterAll(() => product.stop());

  const ask = (query: Record<string, string>) =>
    operate(product, `/v1/costs?${new URLSearchParams(query).toString()}`);
  const report = async (query: Record<string, string> = {}): Promise<CostReport> => {
    const { status, body } = await ask({ locationId, ...query });
    expect(status).toBe(200);
    return costReportSchema.parse(body);
  };

  test('is by day and of the last thirty days where nothing else is asked for', async () => {
    const { by, from, to, rows } = await report();
    expect(by).toBe('day');
    expect(from).toMatch(/T00:00:00\.000Z$/);
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(29);
    expect(days).toBeLessThan(30);
    expect(rows).toHaveLength(1);
  });

  test.each(costDimensions)('adds up the same calls by %s', async by => {
    const { rows, totals } = await report({ by });
    expect(totals.simulated.calls).toBeGreaterThan(0);
    expect(totals.simulated.costUsd).toBeGreaterThan(0);
    expect(totals.real).toMatchObject({ calls: 0, costUsd: 0 });
    expect(rows.every(row => row.simulated)).toBe(true);
    expect(rows.reduce((sum, row) => sum + row.calls, 0)).toBe(totals.simulated.calls);
    expect(rows.reduce((sum, row) => sum + row.costUsd, 0)).toBeCloseTo(totals.simulated.costUsd, 5);
  });

  test('names a conversation by its contact and location', async () => {
    const { rows } = await report({ by: 'conversation', contactId: lead.contactId });
    expect(rows).toEqual([expect.objectContaining({ key: lead.contactId, locationId })]);
  });

  test('agrees with what the runs cost', async () => {
    const { body } = await operate(product, `/v1/runs?locationId=${locationId}`);
    const runs = body['runs'] as { costUsd: number; savedUsd: number }[];
    const { totals } = await report();
    expect(runs.reduce((sum, run) => sum + run.costUsd, 0)).toBeCloseTo(totals.simulated.costUsd, 5);
    expect(runs.map(run => run.savedUsd)).toEqual([0]);
  });

  test('is empty for a location that nobody wrote to', async () => {
    const nothing = await report({ locationId: 'nowhere' });
    expect(nothing.rows).toEqual([]);
    expect(nothing.totals.simulated).toMatchObject({ calls: 0, costUsd: 0, savedUsd: 0 });
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ by: 'mood' }, /^query "by"/],
    [{ from: 'yesterday' }, /^query "from"/],
    [{ to: '0000-01-01T00:00:00Z' }, /^query "to"/],
    [{ from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }, /^query "from": it is later/],
    [{ limit: '0' }, /^query "limit"/],
    [{ limit: '1001' }, /^query "limit"/],
    [{ locationId: '' }, /^query "locationId"/],
  ])('refuses %j and names what does not fit', async (query, message) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect((body['error'] as { message: string }).message).toMatch(message);
  });

  test('is for operators alone', async () => {
    expect((await fetch(`${product.url}/v1/costs`)).status).toBe(401);
  });
});
