import { describe, expect, it } from '@jest/globals';
import { highestCostOf } from '../../claude/highest-cost';
import type { ClaudePrompt } from '../../claude/claude-client';
import { priceLists, type PriceList } from '../../claude/price-lists';
import { costOf, isPriced, type TokenUsage } from '../../claude/prices';
import { modelRoutes } from '../../domain/model-routes';
import { z } from 'zod';

const million = 1_000_000;
const now = new Date('2026-11-24T12:00:00Z');
const usage = (fields: Partial<TokenUsage>): TokenUsage => ({
  inputTokens: 0,
  outputTokens: 0,
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
  ...fields,
});

describe('what a call costs', () => {
  it('is known for every model that Leadwire uses by itself, from the day on which it does', () => {
    const used = modelRoutes.flatMap(({ from, tasks, fallbacks }) =>
      [...Object.values(tasks), ...Object.values(fallbacks).flat()].map(model => ({ model, from })),
    );
    expect(used.filter(({ model, from }) => !isPriced(model, new Date(from)))).toEqual([]);
  });

  it('adds up input, output, writes to and reads from the cache', () => {
    const all = usage({ inputTokens: 10, outputTokens: 10, cacheWriteTokens: 10, cacheReadTokens: 10 });
    expect(costOf('claude-sonnet-5-5', all, now)).toBeCloseTo((10 * (2 + 10 + 2.5 + 0.1)) / million, 12);
  });

  it('is twice the input for what is kept for an hour, and 1.25 times for five minutes', () => {
    const both = usage({ cacheWriteTokens: 300, cacheWriteHourTokens: 200 });
    expect(costOf('claude-sonnet-5-5', both, now)).toBeCloseTo((100 * 2.5 + 200 * 4) / million, 12);
  });

  it('is a tenth for what is read, and a twentieth for Sonnet and Opus 5.5', () => {
    const read = usage({ cacheReadTokens: 1_000 });
    expect(costOf('claude-opus-5', read, now)).toBeCloseTo((1_000 * 0.5) / million, 12);
    expect(costOf('claude-opus-5-5', read, now)).toBeCloseTo((1_000 * 0.2) / million, 12);
  });

  it('rises for the whole request when the prompt of Haiku 5.5 is long', () => {
    const short = usage({ inputTokens: 60_000, cacheReadTokens: 40_000, outputTokens: 100 });
    const long = usage({ inputTokens: 60_001, cacheReadTokens: 40_000, outputTokens: 100 });
    expect(costOf('claude-haiku-5-5', short, now)).toBeCloseTo(
      (60_000 * 0.1 + 40_000 * 0.01 + 100 * 0.5) / million,
      12,
    );
    expect(costOf('claude-haiku-5-5', long, now)).toBeCloseTo(
      (60_001 * 0.5 + 40_000 * 0.05 + 100 * 2.5) / million,
      12,
    );
  });

  it('knows a model by its dated id', () => {
    const some = usage({ inputTokens: 1_000 });
    expect(costOf('claude-haiku-4-5-20251001', some, now)).toBe(costOf('claude-haiku-4-5', some, now));
  });

  it('is never understated for an unknown model', () => {
    const some = usage({ inputTokens: 1_000, outputTokens: 1_000 });
    for (const model of ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5', 'claude-fable-5-1']) {
      expect(costOf('claude-something-new', some, now)).toBeGreaterThan(costOf(model, some, now));
    }
    expect(isPriced('claude-something-new', now)).toBe(false);
  });

  it('changes on the day of a new list, and not for calls before it', () => {
    const [first] = priceLists;
    if (!first) throw new Error('there is no list');
    const dearer: PriceList = {
      ...first,
      from: '2027-01-01',
      models: { ...first.models, 'claude-haiku-5-5': { input: 3, output: 9, cacheReadShare: 0.1 } },
    };
    const some = usage({ inputTokens: million, outputTokens: million });
    // In no order: the day alone decides.
    const lists = [dearer, first];
    expect(costOf('claude-haiku-5-5', some, new Date('2026-12-31T23:59:59Z'), lists)).toBeCloseTo(3, 9);
    expect(costOf('claude-haiku-5-5', some, new Date('2027-01-01T00:00:00Z'), lists)).toBeCloseTo(12, 9);
    // Before there was any list, the oldest is the best guess.
    expect(costOf('claude-haiku-5-5', some, new Date('2020-01-01'), lists)).toBeCloseTo(3, 9);
  });
});

describe('the most that a call can cost', () => {
  const prompt: ClaudePrompt = {
    task: 'reply',
    version: 'reply-1',
    system: [
      { text: 'a'.repeat(3_000), cached: '1h' },
      { text: 'b'.repeat(3_000), cached: '5m' },
    ],
    user: 'c'.repeat(3_000),
    maxTokens: 100,
  };

  it('is that of a prompt of which nothing is read, all that is marked written, and of the longest answer', () => {
    // Three thousand letters are a thousand tokens at the most. $1 for a million, and $5 for output.
    const expected = 1_000 * 2 + 1_000 * 1.25 + 1_000 * 1 + 100 * 5;
    expect(highestCostOf({ model: 'claude-haiku-4-5', prompt }, now)).toBeCloseTo(expected / million, 9);
  });

  it('counts what a model thinks, and the form that the answer must have', () => {
    const model = 'claude-sonnet-5-5';
    const plain = highestCostOf({ model, prompt }, now);
    const withForm = highestCostOf({ model, prompt, schema: z.object({ reply: z.string() }) }, now);
    expect(plain).toBeGreaterThan((2_048 * 10) / million);
    expect(withForm).toBeGreaterThan(plain);
  });

  it('leaves room for scripts that need a token for each character', () => {
    const costWith = (user: string): number =>
      highestCostOf({ model: 'claude-haiku-4-5', prompt: { ...prompt, user } }, now);
    expect(costWith('房'.repeat(3_000)) - costWith('')).toBeCloseTo(3_000 / million, 9);
  });
});
