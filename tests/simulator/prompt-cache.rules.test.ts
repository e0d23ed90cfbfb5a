import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TextBlock } from '../../simulator/claude-request.schema';
import { PromptCache, type InputUsage } from '../../simulator/prompt-cache';

const minutesMs = 60_000;
/** A text of as many tokens, unlike any other. */
const text = (tokens: number, name: string): string => name.repeat(tokens * 4).slice(0, tokens * 4);
const plain = (tokens: number, name: string): TextBlock => ({ type: 'text', text: text(tokens, name) });
const marked = (tokens: number, name: string, ttl: '5m' | '1h' = '5m'): TextBlock => ({
  ...plain(tokens, name),
  cache_control: { type: 'ephemeral', ttl },
});

describe('the prompt cache of the Claude simulator', () => {
  let now: number;
  let cache: PromptCache;
  beforeEach(() => {
    now = 1_000;
    cache = new PromptCache({ now: () => new Date(now), elapsed: () => now });
  });

  /** Input, written for five minutes, written for an hour, read. */
  const ask = (blocks: readonly TextBlock[], more: { scope?: string; askedAt?: number } = {}): number[] => {
    const usage: InputUsage = cache.book({
      ...{ scope: 'a', minimumTokens: 100, askedAt: now, blocks },
      ...more,
    });
    return [usage.inputTokens, usage.cacheWrite5mTokens, usage.cacheWrite1hTokens, usage.cacheReadTokens];
  };

  it('writes what stands before a mark, and reads it the next time', () => {
    expect(ask([marked(200, 'rules'), plain(10, 'hi')])).toEqual([10, 200, 0, 0]);
    expect(ask([marked(200, 'rules'), plain(20, 'hello')])).toEqual([20, 0, 0, 200]);
  });

  it('takes nothing without a mark, and nothing that is too short', () => {
    expect(ask([plain(200, 'rules')])).toEqual([200, 0, 0, 0]);
    expect(ask([marked(99, 'rules'), plain(10, 'hi')])).toEqual([109, 0, 0, 0]);
    expect(ask([marked(60, 'rules'), marked(60, 'facts')])).toEqual([0, 120, 0, 0]);
  });

  it('reads nothing behind the first character that differs', () => {
    ask([marked(200, 'rules'), marked(100, 'bay')]);
    expect(ask([marked(200, 'rules'), marked(100, 'hill')])).toEqual([0, 100, 0, 200]);
    expect(ask([plain(1, 'x'), marked(200, 'rules')])).toEqual([0, 201, 0, 0]);
  });

  it('reads nothing of another key, model or form', () => {
    ask([marked(200, 'rules')]);
    expect(ask([marked(200, 'rules')], { scope: 'b' })).toEqual([0, 200, 0, 0]);
  });

  it.each(['5m', '1h'] as const)('forgets what nobody used for %s', ttl => {
    const life = ttl === '5m' ? 5 * minutesMs : 60 * minutesMs;
    const prompt = [marked(200, 'rules', ttl)];
    ask(prompt);
    now += life - 1;
    expect(ask(prompt)[3]).toBe(200);
    // Each use makes it last anew.
    now += life - 1;
    expect(ask(prompt)[3]).toBe(200);
    now += life;
    expect(ask(prompt)[3]).toBe(0);
  });

  it('tells an hour and five minutes apart, the longer first', () => {
    const prompt = [marked(200, 'rules', '1h'), marked(100, 'bay'), plain(7, 'hi')];
    expect(ask(prompt)).toEqual([7, 100, 200, 0]);
    now += 6 * minutesMs;
    expect(ask(prompt)).toEqual([7, 100, 0, 200]);
    expect(ask(prompt)).toEqual([7, 0, 0, 300]);
  });

  it('finds a prefix that was written at a mark further back, over twenty blocks', () => {
    const said = (count: number): TextBlock[] =>
      Array.from({ length: count }, (_, index) => plain(1, `${index}x`));
    ask([marked(200, 'rules')]);
    expect(ask([plain(200, 'rules'), ...said(18), marked(1, 'end')])).toEqual([0, 19, 0, 200]);
    expect(ask([plain(200, 'rules'), ...said(30), marked(1, 'end')])).toEqual([0, 231, 0, 0]);
  });

  it('has nothing yet for who asked before the first answer began', () => {
    const askedAt = now;
    now += 50;
    expect(ask([marked(200, 'rules')], { askedAt })).toEqual([0, 200, 0, 0]);
    expect(ask([marked(200, 'rules')], { askedAt })).toEqual([0, 200, 0, 0]);
    expect(ask([marked(200, 'rules')])).toEqual([0, 0, 0, 200]);
  });
});
