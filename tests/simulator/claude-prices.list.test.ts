import { describe, expect, it } from '@jest/globals';
import { modelNames } from '../../simulator/claude-models';
import { ClaudeMeter } from '../../simulator/claude-meter';
import {
  picoDollarsInADollar,
  picoDollarsOf,
  pricedModels,
  type MeteredTokens,
} from '../../simulator/claude-prices';

const today = { at: new Date('2026-11-20T12:00:00Z'), batched: false };
const none: MeteredTokens = { input: 0, write5m: 0, write1h: 0, read: 0, output: 0 };
const dollars = (model: string, tokens: Partial<MeteredTokens>, when = today): number =>
  picoDollarsOf(model, { ...none, ...tokens }, when) / picoDollarsInADollar;

describe("the simulator's own price list", () => {
  it('has a price for every model that it takes, and for no other', () => {
    expect([...pricedModels].sort()).toEqual([...modelNames].sort());
    expect(() => dollars('claude-of-tomorrow', { input: 1 })).toThrow('no price');
  });

  it('asks a quarter more for what is kept five minutes, and twice as much for an hour', () => {
    for (const model of modelNames) {
      const input = dollars(model, { input: 1_000 });
      expect(dollars(model, { write5m: 1_000 }) / input).toBeCloseTo(1.25, 9);
      expect(dollars(model, { write1h: 1_000 }) / input).toBeCloseTo(2, 9);
    }
  });

  it.each([
    ['claude-opus-5', 0.1],
    ['claude-opus-5-5', 0.05],
    ['claude-sonnet-5-5', 0.05],
    ['claude-haiku-5-5', 0.1],
    ['claude-fable-5-1', 0.025],
  ])('reads for %s at %d of the price of input', (model, share) => {
    expect(dollars(model, { read: 1_000 }) / dollars(model, { input: 1_000 })).toBeCloseTo(share, 9);
  });

  it('knows the day of a price', () => {
    const before = { ...today, at: new Date('2026-10-06T23:59:59Z') };
    expect(dollars('claude-sonnet-5-5', { read: 1_000_000 }, before)).toBe(0.2);
    expect(dollars('claude-sonnet-5-5', { read: 1_000_000 })).toBe(0.1);
  });

  it('asks half for all of a batch', () => {
    const all = { input: 7, write5m: 11, write1h: 13, read: 17, output: 19 };
    for (const model of modelNames)
      expect(dollars(model, all, { ...today, batched: true })).toBeCloseTo(dollars(model, all) / 2, 15);
  });

  it('asks more for the whole of a long prompt to Haiku 5.5, its answer too', () => {
    const prompt = { input: 40_000, write5m: 20_000, write1h: 10_000, read: 30_000 };
    expect(dollars('claude-haiku-5-5', { ...prompt, output: 1_000_000 })).toBeCloseTo(0.5 + 0.0088, 9);
    expect(dollars('claude-haiku-5-5', { ...prompt, input: 40_001, output: 1_000_000 })).toBeCloseTo(
      2.5 + 0.0440005,
      9,
    );
  });

  it('knows a model by the date of its snapshot, too', () => {
    expect(dollars('claude-haiku-4-5-20251001', { output: 10 })).toBe(
      dollars('claude-haiku-4-5', { output: 10 }),
    );
  });
});

describe('the meter', () => {
  const call = { model: 'claude-haiku-5-5', batched: false, at: today.at, lost: false };

  it('adds up without losing a millionth of a cent, in whatever order', () => {
    const meter = new ClaudeMeter();
    for (let times = 0; times < 1_000; times += 1)
      meter.count({ ...call, tokens: { ...none, read: 1, output: 3 } });
    expect(meter.read().total.costUsd).toBe((1_000 * (0.01 + 3 * 0.5)) / 1e6);
  });

  it('tells models, lost answers and batches apart, each of them a part of the whole', () => {
    const meter = new ClaudeMeter();
    meter.count({ ...call, tokens: { ...none, input: 10 } });
    meter.count({ ...call, tokens: { ...none, input: 20 }, lost: true });
    meter.count({ ...call, model: 'claude-sonnet-5-5', tokens: { ...none, output: 40 }, batched: true });
    const { total, models } = meter.read();
    expect(total).toMatchObject({ calls: 3, inputTokens: 30, outputTokens: 40 });
    expect(total.lost).toMatchObject({ calls: 1, inputTokens: 20, costUsd: 0.000002 });
    expect(total.batched).toMatchObject({ calls: 1, outputTokens: 40, costUsd: 0.0002 });
    expect(models['claude-haiku-5-5']).toMatchObject({ calls: 2, batched: { calls: 0 } });
    expect(total.costUsd).toBeCloseTo(0.000203, 12);
  });
});
