import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashKey } from '../../domain/cache-key';
import { canonicalJson } from '../../domain/canonical-json';
import { locationId } from '../../domain/ids';
import type { ConversationContext, LeadIdentity } from '../../domain/lead-message';
import { emptyFlow, type QualificationFlow } from '../../domain/qualification-flow';
import { responseKeyParts, unansweredMessages, type ResponseKeyInput } from '../../domain/response-key';
import { contextOf, flowOf, maria } from './examples';

const input: ResponseKeyInput = {
  locationId: locationId('loc1'),
  tenantVersion: 3,
  models: { analysis: 'claude-haiku-5-5', reply: 'claude-sonnet-5-5' },
  context: contextOf([['lead', 'I want to sell']]),
  flow: emptyFlow,
  language: 'en',
};
const keyOf = (change: Partial<ResponseKeyInput> = {}): string =>
  hashKey(responseKeyParts({ ...input, ...change }));
const keyOfText = (text: string, more: Partial<ConversationContext> = {}): string =>
  keyOf({ context: contextOf([['lead', text]], more) });
const keyOfFlow = (flow: QualificationFlow, context = input.context): string => keyOf({ flow, context });

describe('the key of a reply', () => {
  test('is a whole SHA-256', () => expect(keyOf()).toMatch(/^[0-9a-f]{64}$/));

  test.each([
    ['I do want to sell', 'I do not want to sell'],
    ['2 bed', '3 bed'],
    ['a house in Austin', 'a house in Dallas'],
    ['around $400k', 'around $500k'],
    ['by May 5', 'by June 5'],
    ['is it available', 'is it available?'],
  ])('differs for %j and %j', (one, other) => {
    expect(keyOfText(one)).not.toBe(keyOfText(other));
  });

  test.each([
    ['Yes!', 'yes'],
    ['I want to SELL.', '  i want to\u200b sell '],
  ])('is one for %j and %j', (one, other) => {
    expect(keyOfText(one)).toBe(keyOfText(other));
  });

  test('is one for two leads who say the same of themselves', () => {
    const pedro: LeadIdentity = { firstName: 'Pedro', lastName: 'Ruiz', phone: '+14155550199', email: null };
    expect(keyOfText("I'm Maria, call 510-555-0123", { identity: maria })).toBe(
      keyOfText("I'm Pedro, call (415) 555-0199", { identity: pedro }),
    );
  });

  test('differs by tenant, configuration, model, language, channel, return and listing', () => {
    const keys = [
      keyOf(),
      keyOf({ locationId: locationId('loc2') }),
      keyOf({ tenantVersion: 4 }),
      keyOf({ models: { ...input.models, reply: 'other' } }),
      keyOf({ language: 'es' }),
      keyOfText('I want to sell', { channel: 'Email' }),
      keyOfText('I want to sell', { returning: true }),
      keyOfText('I want to sell', { listing: 'Amber Court' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('differs for "yes" to two questions', () => {
    const yes = contextOf([
      ['lead', 'hi'],
      ['bot', 'Something?'],
      ['lead', 'yes'],
    ]);
    const asked = (lastQuestion: QualificationFlow['lastQuestion']) =>
      keyOfFlow({ ...emptyFlow, lastQuestion }, yes);
    expect(new Set([asked('financing'), asked('condition'), asked(null)]).size).toBe(3);
  });

  test('differs for "yes" to what two people asked', () => {
    const asked = (text: string) =>
      keyOfFlow(
        { ...emptyFlow, lastQuestion: 'budget' },
        contextOf([
          ['human', text],
          ['lead', 'yes'],
        ]),
      );
    expect(asked('Can you do 5 pm?')).not.toBe(asked('Shall I cancel it?'));
  });

  test('differs by what is known, not by decimals of how sure it is', () => {
    const known = (value: string, confidence: number) =>
      keyOfFlow(flowOf('buyer', { budget: [value, confidence] }));
    expect(known('$500k', 0.9)).toBe(known('$500k', 0.93));
    expect(known('$500k', 0.9)).not.toBe(known('$600k', 0.9));
    expect(known('$500k', 0.9)).not.toBe(known('$500k', 0.4));
    expect(keyOfFlow(flowOf('buyer'))).not.toBe(keyOfFlow(flowOf('seller')));
  });

  test('covers all messages that are yet to be answered', () => {
    const two = (first: string) =>
      keyOf({
        context: contextOf([
          ['lead', first],
          ['lead', 'and a garage'],
        ]),
      });
    expect(two('3 beds')).not.toBe(two('2 beds'));
    const context = contextOf([
      ['lead', 'a'],
      ['bot', 'b'],
      ['lead', 'c'],
      ['lead', 'd'],
    ]);
    expect(unansweredMessages(context).map(message => message.text)).toEqual(['c', 'd']);
  });

  test('holds no identity in its parts either', () => {
    const parts = responseKeyParts({
      ...input,
      context: contextOf([['lead', "I'm Maria Delgado, 510-555-0123"]]),
    });
    expect(JSON.stringify(parts)).not.toMatch(/maria|delgado|0123/i);
  });
});

describe('canonical JSON', () => {
  test('sorts names at every depth, keeps lists, leaves out undefined', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: -0 }], a: null })).toBe(
      '{"a":null,"b":[{"a":0,"d":1}]}',
    );
  });

  test('reads back as the same content', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('is the same whatever the order of names', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), record => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(record));
      }),
    );
  });
});
