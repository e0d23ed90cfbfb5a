import { describe, expect, test } from '@jest/globals';
import type { SemanticAnalysis } from '../../domain/analysis';
import {
  decideHandOff,
  defaultHandOffLimits,
  handOffWithoutClaude,
  type HandOffInput,
} from '../../domain/hand-off';
import { calm, extractionOf } from './examples';

const decide = (change: Partial<HandOffInput> = {}) =>
  decideHandOff({
    semantic: calm,
    extraction: null,
    newestText: 'I want a house in Austin',
    limits: defaultHandOffLimits,
    ...change,
  });
const reading = (change: Partial<SemanticAnalysis>): Partial<HandOffInput> => ({
  semantic: { ...calm, ...change },
});
const wishing = (change: Partial<SemanticAnalysis['wishes']>): Partial<HandOffInput> =>
  reading({ wishes: { ...calm.wishes, ...change } });

describe('a person goes on', () => {
  test.each([
    ['asks for a person', 'human_wanted', wishing({ human: true })],
    ['asks for a call', 'human_wanted', wishing({ call: true })],
    ['is angry', 'angry', reading({ sentiment: 'angry' })],
    ['asks for advice', 'advice', { newestText: 'Can my landlord evict me?' }],
    [
      'asks for advice, without an analysis',
      'advice',
      { newestText: 'do I owe capital gains', semantic: null },
    ],
    ['was not understood', 'unsure', reading({ confidence: 0.34 })],
  ] as const)('where the lead %s: %s', (_what, reason, change) => {
    const decided = decide(change);
    expect(decided?.reason).toBe(reason);
    expect(decided?.sentence).toMatch(/^The .{10,120}\.$/);
  });

  test('first for what the lead wants, then for what we make of it', () => {
    const angry = { ...calm, sentiment: 'angry', confidence: 0.1 } as const;
    const text = 'Is it legal to do that? Get me a person!';
    expect(
      decide({ semantic: { ...angry, wishes: { ...calm.wishes, human: true } }, newestText: text })?.reason,
    ).toBe('human_wanted');
    expect(decide({ semantic: angry, newestText: text })?.reason).toBe('angry');
    expect(decide({ semantic: { ...angry, sentiment: 'neutral' }, newestText: text })?.reason).toBe('advice');
  });
});

describe('the assistant goes on', () => {
  test.each([
    ['in an ordinary conversation', {}],
    ['after a bare "hi"', { ...reading({ confidence: 0.5 }), newestText: 'hi' }],
    ['where a visit is wanted', wishing({ appointment: true })],
    ['where the lead is only displeased', reading({ sentiment: 'very_negative' })],
    ['where nothing could be analysed', { semantic: null }],
  ])('%s', (_what, change) => {
    expect(decide(change)).toBeNull();
  });
});

describe('a value above the limit of the tenant', () => {
  const valued = (
    leadType: 'buyer' | 'seller' | 'renter',
    slot: 'budget' | 'price',
    value: string,
    confidence = 0.9,
  ) =>
    decide({
      extraction: extractionOf(leadType, { [slot]: [value, confidence] }),
      limits: { confidenceBelow: 0.35, valueAboveUsd: 1_000_000 },
    });

  test.each([
    ['buyer', 'budget', 'up to $1,200,000'],
    ['buyer', 'budget', '$900k-$1.1M'],
    ['buyer', 'budget', '1.5 million'],
    ['seller', 'price', 'around 1100'],
    ['seller', 'price', 'dos millones'],
  ] as const)('is handed over: %s, %s %s', (leadType, slot, value) => {
    const decided = valued(leadType, slot, value);
    expect(decided?.reason).toBe('value_above_limit');
    // The tenant's own limit, not what the lead said.
    expect(decided?.sentence).toContain('$1,000,000');
    expect(decided?.sentence).not.toContain(value);
  });

  test.each([
    ['buyer', 'budget', '$1,000,000', 0.9],
    ['buyer', 'budget', 'around $500,000', 0.9],
    ['buyer', 'budget', '$2,000,000', 0.6],
    ['renter', 'budget', '$2,100 per month', 0.9],
    ['renter', 'budget', '1500', 0.9],
    ['buyer', 'budget', 'not much', 0.9],
  ] as const)('is not: %s, %s %s told with %d', (leadType, slot, value, confidence) => {
    expect(valued(leadType, slot, value, confidence)).toBeNull();
  });

  test('does not count where the tenant set none', () => {
    expect(decide({ extraction: extractionOf('buyer', { budget: ['$9,000,000', 0.9] }) })).toBeNull();
  });
});

test('what is decided where Claude is called has its sentence too', () => {
  for (const [reason, handOff] of Object.entries(handOffWithoutClaude)) {
    expect(handOff.reason).toBe(reason);
    expect(handOff.sentence).toMatch(/a person should answer\.$/);
  }
});
