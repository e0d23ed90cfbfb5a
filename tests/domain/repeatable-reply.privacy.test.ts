import { describe, expect, test } from '@jest/globals';
import type { LeadIdentity } from '../../domain/lead-message';
import { emptyFlow, type QualificationFlow } from '../../domain/qualification-flow';
import { questionText } from '../../domain/question-texts';
import { isRepeatable, type RepeatabilityContext } from '../../domain/repeatable-reply';
import { situationOf } from '../../domain/response-situation';
import { sharedText } from '../../domain/shared-text';
import { toldNames } from '../../domain/told-names';
import { contextOf, flowOf, maria, tenantOf } from './examples';

const tenant = tenantOf({
  voice: { facts: ['Our office is on Congress and opens at 9 am'], links: ['https://canary.example/1'] },
});

/** Of a buyer's message, as `answerToKeep` makes it. */
function contextWith(text: string, identity: LeadIdentity, flow: QualificationFlow): RepeatabilityContext {
  const situation = situationOf(contextOf([['lead', text]], { identity }), flow, 'en');
  const names = toldNames(situation.messages.join());
  return {
    shared: sharedText(situation, [questionText('budget', 'buyer', 'en')], tenant),
    names,
    identity,
    tenant,
  };
}

const context = contextWith(
  "I'm Maria, looking for 3 beds in Austin under 500k, Saturday works",
  maria,
  flowOf('buyer', { timeline: ['within 60 days', 0.9] }),
);

describe('a reply may be given to another lead in the same state', () => {
  test.each([
    'Great, {first_name}! What budget do you have in mind?',
    'Hi {first_name}, a 3 bedroom home in Austin sounds lovely.',
    'Under $500,000 is a good start. When would you like to move?',
    'Within 60 days works.',
    "Sure! I'll have someone of the team check. How can I help today?",
    'You can book at https://canary.example/1.',
    'Our office is on Congress and opens at 9 am.',
    '¡Perfecto! ¿En qué zona le gustaría vivir?',
  ])('%j', reply => {
    expect(isRepeatable(reply, context)).toBe(true);
  });

  test('with the numbers of the question it asks', () => {
    const reply = 'Would selling within the next 30 to 45 days work for you?';
    const asked = `${context.shared}\n${questionText('timeline', 'seller', 'en')}`;
    expect(isRepeatable(reply, { ...context, shared: asked })).toBe(true);
    expect(isRepeatable(reply, context)).toBe(false);
  });
});

describe('a reply is this lead’s alone', () => {
  test.each([
    ['a price of its own', 'The home is listed at $475,000.'],
    ['another number', 'I found 12 homes for you.'],
    ['an appointment', 'See you Saturday then!'],
    ['a time', 'Does 3 pm work?'],
    ['a clock time', 'I can do 15:30.'],
    ['a relative date', 'Someone will call you tomorrow.'],
    ['a date', 'We could meet on June 5.'],
    ['a Spanish day', 'Nos vemos el martes.'],
    ['a phone number', 'Call 510-797-1800.'],
    ['an e-mail address', 'Write to anna@canary.example.'],
    ['a street address', 'It is at 1001 Beethoven Common.'],
    ['the lead’s name', 'Hi Maria, what budget do you have in mind?'],
    ['the lead’s last name', 'Dear Ms Delgado, thanks.'],
    ['another person', 'I will ask Anna to call you.'],
    ['another place', 'Homes in Round Rock could work too.'],
    ['a name at the start', 'Pedro, thanks for the message.'],
  ])('for %s', (_case, reply) => {
    expect(isRepeatable(reply, context)).toBe(false);
  });
});

test('a name that is also a word is still the lead’s', () => {
  const will = contextWith('hi', { ...maria, firstName: 'Will' }, emptyFlow);
  expect(isRepeatable('Hi Will, welcome!', will)).toBe(false);
  expect(isRepeatable('Hi! What will you need?', will)).toBe(true);
});
