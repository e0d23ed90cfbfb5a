import { describe, expect, test } from '@jest/globals';
import { hashKey } from '../../domain/cache-key';
import { locationId } from '../../domain/ids';
import { detectLanguage } from '../../domain/language';
import type { LeadIdentity } from '../../domain/lead-message';
import type { QualificationFlow } from '../../domain/qualification-flow';
import { responseKeyParts } from '../../domain/response-key';
import { contextOf, flowOf, maria } from './examples';
import { farStates, farTexts, nearStates, nearTexts, type LeadSituation, type Pair } from './near-pairs';

const pedro: LeadIdentity = {
  firstName: 'Pedro',
  lastName: 'Ruiz',
  phone: '+14155550199',
  email: 'pedro@example.com',
};

/** The key that a lead's message has in the product: with the language that the rules find. */
function keyOf(situation: LeadSituation, identity: LeadIdentity): string {
  const { text, before = [], known = {}, lastQuestion = null, leadType = 'unknown' } = situation;
  const { channel = 'SMS', returning = false } = situation;
  const answers = Object.fromEntries(
    Object.entries(known).map(([slot, value]) => [slot, [value, 0.9] as const]),
  );
  const flow: QualificationFlow = { ...flowOf(leadType, answers), lastQuestion };
  return hashKey(
    responseKeyParts({
      locationId: locationId('loc1'),
      tenantVersion: 1,
      models: { analysis: 'one', reply: 'other' },
      context: contextOf([...before, ['lead', text]], { channel, returning, identity }),
      flow,
      language: detectLanguage(text, 'en'),
    }),
  );
}

const named = (pairs: readonly Pair[]) =>
  pairs.map(pair => [pair.kind, pair.one.text, pair.other.text, pair] as const);

describe('two leads who mean something else never share a reply', () => {
  test('is tried with at least 80 pairs', () => {
    expect(nearTexts.length + nearStates.length).toBeGreaterThanOrEqual(80);
  });

  test.each(named([...nearTexts, ...nearStates]))('%s: %j and %j', (_kind, _one, _other, pair) => {
    expect(keyOf(pair.one, maria)).not.toBe(keyOf(pair.other, pedro));
  });

  test('nor do any two texts of different pairs, but for those that are the same text', () => {
    const all = nearTexts.flatMap(({ one, other }) => [one.text, other.text]);
    const apart = new Set(all);
    const keys = new Map<string, string>();
    for (const text of apart) {
      const key = keyOf({ text }, maria);
      expect([text, keys.get(key)]).toEqual([text, undefined]);
      keys.set(key, text);
    }
  });
});

describe('two leads who mean the same share a reply', () => {
  test.each(named([...farTexts, ...farStates]))('%s: %j and %j', (_kind, _one, _other, pair) => {
    expect(keyOf(pair.one, maria)).toBe(keyOf(pair.other, pedro));
  });

  test.each([
    ["I'm Maria and I want to sell", "I'm Pedro and I want to sell"],
    ['Call me at 510-555-0123', 'Call me at (415) 555-0199'],
    ['I want to sell. Maria Delgado', 'I want to sell. Pedro Ruiz'],
    ['My mail is maria.delgado@example.com', 'my mail is pedro@example.com'],
    ['Hi, this is Maria. I want to sell', 'Hello! This is Pedro. I want to sell'],
  ])('each saying who they are: %j and %j', (one, other) => {
    expect(keyOf({ text: one }, maria)).toBe(keyOf({ text: other }, pedro));
  });
});
