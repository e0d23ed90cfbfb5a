import { expect, test } from '@jest/globals';
import { isRepeatable } from '../../domain/repeatable-reply';
import { sharedText } from '../../domain/shared-text';
import { toldNames } from '../../domain/told-names';
import { flowOf, nobody, tenantOf } from './examples';

const mayBeRepeated = (message: string, reply: string) =>
  isRepeatable(reply, {
    shared: sharedText({ messages: [message], answering: null, flow: flowOf('buyer') }, [], tenantOf()),
    names: toldNames(message),
    identity: nobody,
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
  ['this is pedro gomez, looking for a 3 bed', 'Hi pedro, what budget do you have in mind?'],
  ["i'm dana reed and I want a house", 'Thanks, reed!'],
  ['Dana here, looking for a house', 'Thanks Dana! What budget do you have in mind?'],
  ['I spoke with Dana Reed', "Dana's on it."],
  ['ask for Sarah Miller', 'I will ask for miller.'],
  ['Hi Sarah, I want to buy a house', 'Sarah will be glad to help!'],
  ['Hi Austin, looking for a 2 bed', 'A 2 bed in Austin, great!'],
])('to %j, %j is this lead’s alone', (message, reply) => expect(mayBeRepeated(message, reply)).toBe(false));
test.each([
  ['not here yet, looking for a house', 'Not here yet, noted! What budget do you have in mind?'],
  ['this is very important to me', 'Very important, noted!'],
  ["i'm pre-approved and ready", 'Ready, great!'],
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
