import { describe, expect, it } from '@jest/globals';
import { costOf, isPriced, type TokenUsage } from '../../claude/prices';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';

const million = 1_000_000;
const usage = (fields: Partial<TokenUsage>): TokenUsage => ({
  inputTokens: 0,
  outputTokens: 0,
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
  ...fields,
});

describe('what a call costs', () => {
  it('is counted for the models that Leadwire uses by default', () => {
    const { models } = tenantConfigurationSchema.parse({ name: 'Homes' });
    expect(Object.values(models).filter(model => !isPriced(model))).toEqual([]);
  });

  it('adds up input, output, writes to and reads from the cache', () => {
    const all = usage({ inputTokens: 10, outputTokens: 10, cacheWriteTokens: 10, cacheReadTokens: 10 });
    expect(costOf('claude-sonnet-5-5', all)).toBeCloseTo((10 * (2 + 10 + 2.5 + 0.1)) / million, 12);
  });

  it('reads cost a tenth, and a twentieth for Sonnet and Opus 5.5', () => {
    const read = usage({ cacheReadTokens: 1_000 });
    expect(costOf('claude-opus-5', read)).toBeCloseTo((1_000 * 0.5) / million, 12);
    expect(costOf('claude-opus-5-5', read)).toBeCloseTo((1_000 * 0.2) / million, 12);
  });

  it('rises for the whole request when the prompt of Haiku 5.5 is long', () => {
    const short = usage({ inputTokens: 60_000, cacheReadTokens: 40_000, outputTokens: 100 });
    const long = usage({ inputTokens: 60_001, cacheReadTokens: 40_000, outputTokens: 100 });
    expect(costOf('claude-haiku-5-5', short)).toBeCloseTo(
      (60_000 * 0.1 + 40_000 * 0.01 + 100 * 0.5) / million,
      12,
    );
    expect(costOf('claude-haiku-5-5', long)).toBeCloseTo(
      (60_001 * 0.5 + 40_000 * 0.05 + 100 * 2.5) / million,
      12,
    );
  });

  it('knows a model by its dated id', () => {
    const some = usage({ inputTokens: 1_000 });
    expect(costOf('claude-haiku-4-5-20251001', some)).toBe(costOf('claude-haiku-4-5', some));
  });

  it('is never understated for an unknown model', () => {
    const some = usage({ inputTokens: 1_000, outputTokens: 1_000 });
    for (const model of ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5', 'claude-fable-5-1']) {
      expect(costOf('claude-something-new', some)).toBeGreaterThan(costOf(model, some));
    }
    expect(isPriced('claude-something-new')).toBe(false);
  });
});
