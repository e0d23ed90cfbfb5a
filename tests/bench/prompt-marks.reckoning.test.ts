import { describe, expect, it } from '@jest/globals';
import { compareMarkings, productsMarking, type MarkingFigures } from '../../bench/prompt-marks';
import type { RecordedPrompt } from '../../simulator/prompt-record';

const at = new Date('2026-11-20T00:00:00Z');
const rulesTokens = 1_000;
const voiceTokens = 50;
const leadTokens = 10;

/** A reply, as the product marks it. */
const prompt = (text: string): RecordedPrompt => ({
  model: 'claude-sonnet-5-5',
  scope: 'a reply',
  minimumTokens: 512,
  blocks: [
    { digest: 'rules', tokens: rulesTokens, mark: '1h' },
    { digest: 'voice', tokens: voiceTokens, mark: '5m' },
    { digest: text, tokens: leadTokens, mark: null },
  ],
  outputTokens: 20,
});
/** Two messages, a minute apart. */
const figures = compareMarkings([[[prompt('Hi')], [prompt('Yes')]]], at);

function found(installation: string, marking: string): MarkingFigures {
  const one = figures.find(each => each.installation === installation && each.marking === marking);
  if (!one) throw new Error(`there is no ${marking} in ${installation}`);
  return one;
}

describe('the marks of the prompt cache, reckoned over a day', () => {
  it('cost nothing and save nothing where there are none', () => {
    const { calls, messages, leads, tokens, costUsd } = found('quiet', 'no marks');
    expect([leads, messages, calls]).toEqual([144, 288, 288]);
    const input = calls * (rulesTokens + voiceTokens + leadTokens);
    expect(tokens).toEqual({ input, write5m: 0, write1h: 0, read: 0, output: calls * 20 });
    expect(costUsd).toBeCloseTo((input * 2 + calls * 20 * 10) / 1e6, 9);
  });

  it('lose rules that are kept for five minutes from lead to lead in a quiet installation', () => {
    const { tokens } = found('quiet', 'rules 5 min');
    expect(tokens.write5m).toBe(144 * rulesTokens);
    expect(tokens.read).toBe(144 * rulesTokens);
  });

  it('write rules that are kept for an hour once, however quiet it is', () => {
    for (const installation of ['busy', 'many offices', 'quiet']) {
      const { tokens, calls } = found(installation, 'rules 1 h');
      expect(tokens.write1h).toBe(rulesTokens);
      expect(tokens.read).toBe((calls - 1) * rulesTokens);
    }
  });

  it('write the voice once for each location that is never quiet for five minutes', () => {
    const { tokens } = found('busy', productsMarking);
    expect(tokens.write5m).toBe(10 * voiceTokens);
    expect(tokens.write1h).toBe(rulesTokens);
  });

  it('write the voice once for each lead of a location that is', () => {
    expect(found('quiet', productsMarking).tokens.write5m).toBe(144 * voiceTokens);
    expect(found('many offices', productsMarking).tokens.write5m).toBe(1_440 * voiceTokens);
  });

  it('are priced by the kind of each token', () => {
    const { tokens, costUsd } = found('quiet', productsMarking);
    const { input, write5m, write1h, read, output } = tokens;
    const dollars = (input * 2 + write5m * 2.5 + write1h * 4 + read * 0.1 + output * 10) / 1e6;
    expect(costUsd).toBeCloseTo(dollars, 9);
  });

  it('reckon nothing where nothing was recorded', () => {
    expect(compareMarkings([], at).every(({ calls, costUsd }) => calls === 0 && costUsd === 0)).toBe(true);
  });
});
