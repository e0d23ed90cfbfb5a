import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashKey } from '../../domain/cache-key';
import { comparableText } from '../../domain/comparable-text';
import { locationId } from '../../domain/ids';
import { listingReference } from '../../domain/listing-reference';
import { questionText } from '../../domain/question-texts';
import { responseKeyParts, responseKeyPartsOf } from '../../domain/response-key';
import { contextOfSituation, mayBeKept, situationOf } from '../../domain/response-situation';
import { responseSituationSchema } from '../../domain/response-situation.schema';
import { contextOf, flowOf } from './examples';

const settings = {
  locationId: locationId('loc1'),
  tenantVersion: 1,
  models: { analysis: 'claude-haiku-5-5', reply: 'claude-sonnet-5-5' },
};
const flow = { ...flowOf('buyer', { area: ['Austin', 0.9] }), lastQuestion: 'budget' as const };
const context = contextOf([
  ['lead', 'Hi, 3 bed in Austin?'],
  ['bot', 'Great, Maria! What budget do you have in mind?'],
  ['lead', "Around 400k. I'm Maria Delgado, call 510-555-0123 or maria.delgado@example.com"],
]);

describe('a situation that was kept', () => {
  const kept = responseSituationSchema.parse(JSON.parse(JSON.stringify(situationOf(context, flow, 'en'))));

  test('has the key of the conversation it was made of', () => {
    const live = hashKey(responseKeyParts({ ...settings, context, flow, language: 'en' }));
    expect(hashKey(responseKeyPartsOf(kept, settings))).toBe(live);
    expect(hashKey(responseKeyPartsOf(kept, { ...settings, tenantVersion: 2 }))).not.toBe(live);
  });

  test('holds no identity', () => {
    expect(JSON.stringify(kept)).not.toMatch(/maria|delgado|0123|example\.com/i);
    expect(kept.messages).toEqual(["Around 400k. I'm {first_name} {last_name}, call {phone} or {email}"]);
  });

  test('makes a conversation that asks what was asked', () => {
    const rebuilt = contextOfSituation(kept);
    expect(rebuilt.messages.map(({ author, text }) => [author, text])).toEqual([
      ['bot', questionText('budget', 'buyer', 'en')],
      ['lead', kept.messages[0]],
    ]);
    const again = situationOf(rebuilt, kept.flow, 'en');
    expect(hashKey(responseKeyPartsOf(again, settings))).toBe(hashKey(responseKeyPartsOf(kept, settings)));
  });

  test('of a first message makes a conversation of that alone', () => {
    const first = situationOf(contextOf([['lead', 'Hi, 3 bed in Austin?']]), flowOf('unknown'), 'en');
    expect(contextOfSituation(first).messages).toHaveLength(1);
  });

  test('keeps what a person wrote, for that is what a "yes" answers', () => {
    const answered = contextOf([
      ['lead', 'hi'],
      ['human', 'Shall I call Maria at noon?'],
      ['lead', 'yes'],
    ]);
    expect(situationOf(answered, flow, 'en').answering).toBe('Shall I call {first_name} at noon?');
  });

  test('keeps our own question where it was asked in other words, and has the same key again', () => {
    const answered = contextOf([
      ['lead', 'hi'],
      ['bot', 'Thanks, Maria! Is 400k near St. Louis your limit?'],
      ['lead', 'yes'],
    ]);
    const kept = situationOf(answered, flow, 'en');
    expect(kept.answering).toBe('Is 400k near St. Louis your limit?');
    const again = situationOf(contextOfSituation(kept), kept.flow, 'en');
    expect(hashKey(responseKeyPartsOf(again, settings))).toBe(hashKey(responseKeyPartsOf(kept, settings)));
  });
});

test.each([
  ['my name is Pedro and I want a home', false],
  ["I'm Pedro", false],
  ['my wife Ana wants a garage', false],
  ['me llamo Pedro', false],
  ['my name is pedro gomez', false],
  ['this is pedro gomez, looking for a 3 bed', false],
  ['ask for Sarah Miller', false],
  ['I spoke with Dana Reed', false],
  ['Dana here', false],
  ["near wife Ana's mother Rosa Jimenez", false],
  ['Hi Sarah, I want to buy a house', false],
  ['this is great, thanks', true],
  ["i'm pre-approved and flexible", true],
  ['My Budget Is 500k In Austin', true],
  ['I am First Time buyer', true],
  ["i'm looking for a home", true],
  ['I am {first_name}, 3 bed in Austin', true],
])('a name that GHL does not know keeps a situation from being stored: %j', (text, expected) => {
  expect(mayBeKept(situationOf(contextOf([['lead', text]]), flow, 'en'))).toBe(expected);
});

describe('the listing that is spoken of', () => {
  const listingOf = (...lines: Parameters<typeof contextOf>[0]) =>
    listingReference(contextOf(lines).messages, 'unknown');

  test('is told apart from another, however it is written', () => {
    const oak = listingOf(['lead', 'Is 12 Oak Street still available?']);
    expect(oak).not.toBeNull();
    expect(listingOf(['lead', 'is 12 Oak St. available'])).toBe(oak);
    expect(listingOf(['lead', 'Is 14 Oak Street still available?'])).not.toBe(oak);
  });

  test('is the one that was named last, by whomever', () => {
    const elm = listingOf(['human', 'What about 9 Elm Avenue?']);
    expect(
      listingOf(['lead', '12 Oak Street?'], ['human', 'What about 9 Elm Avenue?'], ['lead', 'yes']),
    ).toBe(elm);
  });

  test('is none where the lead’s own home is meant', () => {
    expect(listingOf(['lead', 'I want to sell my house at 12 Oak Street'])).toBeNull();
    expect(listingOf(['lead', 'We live at 12 Oak Street'])).toBeNull();
    expect(listingOf(['lead', 'My old house is located at 12 Oak Street'])).toBeNull();
    expect(listingOf(['lead', 'Vivo en 12 Oak Street'])).toBeNull();
    expect(listingReference(contextOf([['lead', '12 Oak Street']]).messages, 'seller')).toBeNull();
  });
});

describe('comparable texts', () => {
  test('are never empty where something was said', () => {
    const words = fc.constantFrom(
      'no',
      'hi',
      'thanks',
      'two',
      'beds',
      '3',
      '500k',
      '$1,200',
      '-',
      '👍',
      'please',
    );
    const marks = fc.constantFrom(' ', ', ', '. ', '! ', '? ', ' - ');
    const text = fc
      .array(fc.tuple(words, marks), { minLength: 1, maxLength: 8 })
      .map(parts => parts.flat().join(''));
    fc.assert(
      fc.property(text, said => comparableText(said) !== ''),
      { numRuns: 2_000 },
    );
  });

  test('are found quickly in the longest and strangest of messages', () => {
    for (const text of [
      'no, '.repeat(1_000),
      'a'.repeat(4_000),
      '😀'.repeat(2_000),
      'hi '.repeat(1_300),
      '- '.repeat(2_000),
      '1,'.repeat(2_000),
      '. ! '.repeat(1_000),
      `x ${' '.repeat(3_000)} thanks`,
    ]) {
      const startedAt = performance.now();
      comparableText(text);
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
  });
});

test('identity is in no situation, wherever the lead wrote it', () => {
  const placed = contextOf([
    ['bot', 'Hello Maria?'],
    ['lead', 'maria here'],
    ['lead', '(510) 555 0123'],
  ]);
  expect(JSON.stringify(situationOf(placed, flow, 'en'))).not.toMatch(/maria|555/i);
});
