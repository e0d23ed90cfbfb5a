import { describe, expect, test } from '@jest/globals';
import { answerToKeep, type AnswerToKeep } from '../../domain/cached-answer';
import { emptyFlow } from '../../domain/qualification-flow';
import { calm, contextOf, extractionOf, flowOf, nobody, tenantOf } from './examples';

const asked: AnswerToKeep = {
  reply: 'A 3 bedroom in Austin, great! What budget do you have in mind?',
  asks: 'budget',
  semantic: calm,
  extraction: extractionOf('buyer', { beds: ['3', 0.95], area: ['Austin', 0.95] }),
  context: contextOf([['lead', 'Looking for a 3 bed in Austin']]),
  flowBefore: emptyFlow,
  tenant: tenantOf(),
  language: 'en',
};
const decision = (change: Partial<AnswerToKeep>) => {
  const decided = answerToKeep({ ...asked, ...change });
  return decided.keep ? 'kept' : decided.reason;
};
const said = (text: string) => contextOf([['lead', text]]);

test('a plain reply to a plain question is kept with what was understood', () => {
  expect(answerToKeep(asked)).toMatchObject({
    keep: true,
    answer: { reply: asked.reply, question: 'budget', extraction: asked.extraction },
  });
});

describe('a reply is one lead’s own where it', () => {
  test.each([
    ['quotes_someone', 'Happy to talk to your husband too. What budget do you have in mind?'],
    ['quotes_someone', 'You said it must be quiet, noted. What budget do you have in mind?'],
    ['quotes_someone', 'Your "dream home on a hill" it is! What budget do you have in mind?'],
    ['quotes_someone', 'Claro, también para su esposa. ¿Qué presupuesto tiene en mente?'],
    ['appointment', 'You are all set. See you then!'],
    ['appointment', 'Your viewing is confirmed.'],
    ['appointment', 'That time works for me.'],
    ['appointment', 'Perfecto, su cita queda confirmada.'],
    ['appointment', 'Someone will call you in an hour.'],
    ['appointment', "Let's talk next week."],
    ['appointment', "How about five o'clock?"],
    ['appointment', 'We can show it on the 5th.'],
    ['appointment', 'Yes, come by today.'],
    ['appointment', 'Claro, venga hoy.'],
    ['appointment', 'Sure, I can call this week.'],
    ['own_details', 'It is listed at four hundred thousand.'],
    ['own_details', 'See Anna about it.'],
    ['own_details', 'There are 12 of those in Austin.'],
  ])('%s: %s', (reason, reply) => expect(decision({ reply })).toBe(reason));

  test.each([
    ["I'm Pedro, looking for a house", 'Nice to meet you, Pedro!'],
    ['my name is pedro', 'Nice to meet you, Pedro!'],
    ['This is Pedro Ruiz. Looking for a house', 'Thanks, Mr Ruiz.'],
    ['my wife Ana wants a pool', 'Ana will love a pool.'],
    ['soy Pedro y busco casa', 'Gracias, Pedro.'],
    ['this is pedro gomez, looking for a 3 bed', 'Hi pedro, what budget do you have in mind?'],
    ['Dana here, looking for a 3 bed', 'Thanks Dana! What budget do you have in mind?'],
    ['Hi Sarah, I want to buy a house', 'Sarah will be glad to help!'],
    ['Hi Austin, looking for a 2 bed', 'A 2 bed in Austin, great!'],
  ])('says a name that only the message gives: %j -> %j', (text, reply) => {
    expect(decision({ context: contextOf([['lead', text]], { identity: nobody }), reply })).toBe(
      'own_details',
    );
  });

  test.each([
    ["I'm looking for a 2 bed in Fremont", 'Looking for a 2 bed in Fremont, great!'],
    ['I need two bedrooms', '2 bedrooms, great!'],
    ['I need two bedrooms', 'Great! How can I help today?'],
    ['I need two bedrooms', 'Two bedrooms, great!'],
  ])('but not where it says what all said: %j -> %j', (text, reply) => {
    expect(decision({ context: said(text), reply })).toBe('kept');
  });

  test('settles a price, whoever named it', () => {
    const context = said('We agreed on 450k for the house');
    expect(decision({ context, reply: 'Great, 450k it is.' })).toBe('price_agreed');
    expect(decision({ context: said('450k is my offer'), reply: 'We accept your offer of 450k.' })).toBe(
      'price_agreed',
    );
    expect(decision({ context: said('My offer is 450k'), reply: '450k it is, done.' })).toBe('price_agreed');
    expect(decision({ context: said('I can offer $450,000'), reply: '$450,000 works!' })).toBe(
      'price_agreed',
    );
    expect(decision({ context: said('around 450k'), reply: 'Thanks, 450k helps.' })).toBe('kept');
  });

  test.each([
    ['this is pedro gomez, looking for a 3 bed', 'pedro gomez wants a home'],
    ['looking for a 3 bed near her mother', "near wife Ana's mother Rosa Jimenez"],
    ['Dana here, looking for a 3 bed', 'Dana wants space'],
    ['Hi Austin, looking for a 3 bed', 'Austin'],
  ])('is understood with somebody’s name: %j -> %j', (text, motivation) => {
    const extraction = extractionOf('buyer', { beds: ['3', 0.95], motivation: [motivation, 0.8] });
    const context = contextOf([['lead', text]], { identity: nobody });
    const reply = 'A 3 bedroom, great! What budget do you have in mind?';
    expect(decision({ context, extraction, reply })).toBe('own_details');
    const known = extractionOf('buyer', { beds: ['3', 0.95] });
    expect(decision({ context, extraction: known, reply })).toBe('kept');
  });

  test.each([
    ['fr', 'Bonjour, je cherche une maison', 'Parfait, venez la voir demain à midi.'],
    ['pt', 'Quero comprar uma casa', 'Claro, venha ver amanhã.'],
    ['en', 'bonjour', 'Bonjour, je suis la pour vous, quel est votre prix ?'],
  ])('is in a language whose words are not recognised (%s): %j', (language, text, reply) => {
    expect(decision({ language, context: said(text), reply })).toBe('language');
  });

  test('answers an objection in the lead’s own words, but not one that everybody has', () => {
    const objecting = { ...calm, objections: ['price' as const] };
    const reply = 'I hear you, prices are a stretch right now.';
    expect(decision({ semantic: objecting, reply, context: said("That's way too expensive") })).toBe('kept');
    const ownWords =
      'It is too expensive for us since the divorce, the lawyers took nearly all that we had saved';
    expect(decision({ semantic: objecting, reply, context: said(ownWords) })).toBe('objection');
    const family = { ...calm, objections: ['family_decision' as const] };
    expect(decision({ semantic: family, reply, context: said('need to ask them first') })).toBe('objection');
  });

  test('answers a complaint', () => {
    const semantic = { ...calm, sentiment: 'angry' as const };
    expect(decision({ semantic, reply: 'I am sorry about that.' })).toBe('complaint');
  });
});

describe('what only this lead said earlier', () => {
  const context = contextOf([
    ['lead', 'We have two greyhounds and moved for my job at Boeing'],
    ['bot', 'Nice! What budget do you have in mind?'],
    ['lead', 'around 400k'],
  ]);
  const flowBefore = { ...flowOf('buyer'), lastQuestion: 'budget' as const };
  const extraction = extractionOf('buyer', { budget: ['around $400,000', 0.9] });
  const continued = { context, flowBefore, extraction };

  test('is no reason where the reply does without it', () => {
    expect(decision({ ...continued, reply: 'Thanks, 400k helps. Which area would you like?' })).toBe('kept');
  });

  test('keeps the reply from others where it is taken up', () => {
    expect(decision({ ...continued, reply: 'Great for a greyhound! Which area would you like?' })).toBe(
      'earlier_conversation',
    );
  });

  test('keeps it from others where it was understood only now', () => {
    const late = extractionOf('buyer', { budget: ['$400,000', 0.9], motivation: ['job at Boeing', 0.8] });
    const reply = 'Thanks, that helps. Which area would you like?';
    expect(decision({ ...continued, extraction: late, reply })).toBe('earlier_conversation');
    // Known before, it is part of the key.
    const known = {
      ...flowOf('buyer', { motivation: ['job at Boeing', 0.8] }),
      lastQuestion: 'budget' as const,
    };
    expect(decision({ ...continued, flowBefore: known, extraction: late, reply })).toBe('kept');
  });
});
