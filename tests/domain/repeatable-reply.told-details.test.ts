import { expect, test } from '@jest/globals';
import { isRepeatable } from '../../domain/repeatable-reply';
import { flowOf, nobody, tenantOf } from './examples';

const mayBeRepeated = (message: string, reply: string) =>
  isRepeatable(reply, {
    message,
    identity: nobody,
    flow: flowOf('buyer'),
    tenant: tenantOf(),
    nextQuestion: 'budget',
    language: 'en',
  });

test.each([
  ['looking for a house', 'We can show it on the 5th.'],
  ['looking for a house', 'It is listed at four hundred thousand.'],
  ['looking for a house', 'I found twelve homes for you.'],
  ['looking for a house', 'Someone will call you in an hour.'],
  ['looking for a house', "Let's talk next week."],
  ['looking for a house', "How about five o'clock?"],
  ["I'm Maria, looking for a house", 'Nice to meet you, Maria!'],
  ['This is Maria Lopez. Looking for a house', 'Thanks Maria, what budget do you have in mind?'],
  ['my name is maria', 'Nice to meet you, Maria!'],
  ['my wife Ana wants a pool', 'Ana will love a pool. What budget do you have in mind?'],
  ['soy Pedro y busco casa', 'Gracias, Pedro. ¿Qué presupuesto tiene en mente?'],
])('to %j, %j is this lead’s alone', (message, reply) => expect(mayBeRepeated(message, reply)).toBe(false));
test.each([
  [
    "I'm looking for a 2 bed in Fremont",
    'Looking for a 2 bed in Fremont, great! What budget do you have in mind?',
  ],
  ['I need two bedrooms', 'Two bedrooms, great! What budget do you have in mind?'],
  ['I need two bedrooms', '2 bedrooms, great! What budget do you have in mind?'],
  ['I need 2br', 'A two bedroom, great! What budget do you have in mind?'],
  ['Is it available?', "Good question! I'll have one of the team check. What budget do you have in mind?"],
])('to %j, %j may be given to another lead', (message, reply) =>
  expect(mayBeRepeated(message, reply)).toBe(true),
);
