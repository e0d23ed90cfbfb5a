import { describe, expect, test } from '@jest/globals';
import { wordings } from '../../bench/dialogue-wording';
import { wrongHitOf, type CacheHit } from '../../bench/wrong-hits';

const hit: CacheHit = {
  reply: 'A 2 bedroom, great! What budget do you have in mind?',
  leadTexts: ['I need two bedrooms'],
  flow: {
    answers: { beds: { value: '2', confidence: 0.9 } },
    lastQuestion: 'budget',
    leadType: 'buyer',
  },
  askedBefore: null,
  language: 'en',
};

describe('a hit is wrong', () => {
  test.each([
    ['where it asks what is not open', { flow: { ...hit.flow, lastQuestion: 'location' as const } }],
    ['in another language', { reply: '¿Qué presupuesto tiene en mente?' }],
    ['with a number that the lead never wrote', { leadTexts: ['I need three bedrooms'] }],
  ])('%s', (_case, change) => {
    expect(wrongHitOf({ ...hit, ...change })).not.toBeNull();
  });

  test('and else it is right', () => expect(wrongHitOf(hit)).toBeNull());

  test('also where it asks nothing', () => {
    expect(wrongHitOf({ ...hit, flow: { ...hit.flow, lastQuestion: null } })).toBeNull();
  });
});

test('each wording keeps what is said', () => {
  const lead = { firstName: 'Maya', phone: '+12015550100' };
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/\u2019/g, "'")
      .replace(/[^\p{L}\p{N}']+/gu, ' ')
      .trim();
  for (const wording of wordings) {
    const written = wording.write("I don't need 3 bedrooms.", true, lead);
    expect(plain(written)).toContain("i don't need 3 bedrooms");
  }
});
