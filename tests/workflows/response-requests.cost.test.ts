import { describe, expect, test } from '@jest/globals';
import { highestCost } from '../../activities/response-requests';

describe('the most that a question of the nightly warming can cost', () => {
  const prompt = { task: 'reply', version: '1', system: [], user: 'Hello', maxTokens: 100 } as const;
  const million = 1_000_000;
  const at = new Date('2026-11-24T00:00:00Z');

  test('counts what a model may think besides the answer', () => {
    // 2,048 tokens to think and 100 to answer, at 10 dollars a million (claude/thinking.ts, claude/prices.ts).
    const dollars = highestCost({ task: 'reply', model: 'claude-sonnet-5-5', prompt }, at);
    expect(dollars).toBeGreaterThanOrEqual((2_148 * 10) / million);
    expect(dollars).toBeLessThan((2_400 * 10) / million);
  });

  test('counts the answer alone where a model does not think', () => {
    const dollars = highestCost({ task: 'reply', model: 'claude-sonnet-4-5', prompt }, at);
    expect(dollars).toBeGreaterThanOrEqual((100 * 15) / million);
    expect(dollars).toBeLessThan((300 * 15) / million);
  });
});
