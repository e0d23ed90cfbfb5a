import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillPlaceholders, maskIdentity } from '../../domain/placeholders';
import { maria, nobody } from './examples';

const named = (firstName: string, lastName: string | null = null) => ({ ...nobody, firstName, lastName });

describe('identity is masked', () => {
  test.each([
    ["Hi, I'm Maria", "Hi, I'm {first_name}"],
    ['this is maria delgado', 'this is {first_name} {last_name}'],
    ["It is Maria's house", "It is {first_name}'s house"],
    ['call me at (510) 555-0123', 'call me at {phone}'],
    ['510.555.0123', '{phone}'],
    ['510-555-0123, or write', '{phone}, or write'],
    ['+1 510 555 0123 thanks', '{phone} thanks'],
    ['5105550123', '{phone}'],
    ['or my wife 415-797-1800', 'or my wife {phone}'],
    ['+44 20 7946 0958', '{phone}'],
    ['mail Maria.Delgado@Example.com please', 'mail {email} please'],
    ['it is at 1001 Beethoven Common', 'it is at {street_address}'],
    ['I own 123 Main St, Austin', 'I own {street_address}, Austin'],
    ['123 main street apt 4b', '{street_address}'],
    ['I own 123 Main St Austin', 'I own {street_address} Austin'],
    ['at 123 main st.', 'at {street_address}'],
    ['34050 Westchester Terrace', '{street_address}'],
    ['88 N 5th Ave.', '{street_address}'],
    ['547-549 Buena Vista Avenue', '{street_address}'],
    ['555 East El Camino Real', '{street_address}'],
  ])('%j becomes %j', (text, masked) => {
    expect(maskIdentity(text, maria)).toBe(masked);
  });
});

describe('what changes the answer stays', () => {
  test.each([
    'budget 300000-400000',
    '$500,000 to $1,200,000',
    '$1200-1500 a month',
    '800-1200 a month',
    '3 beds 2 baths in Austin',
    '2 beds on Main Street',
    'a 20 minute drive',
    '1 block from Elm Street',
    'by 05/06/2026 or 2026-05-06',
    'I do not want to sell',
    'in 30 to 45 days',
    '2000 sq ft near Lake Road',
    '2 story house in the Park',
    'zip 78701 or 78701-1234',
    'my budget is 1500 max St Louis',
    'my family needs 4 rooms St Louis',
    '1500 Max St Pete',
    '1500 a month st. paul',
    '2000 total St Somewhere',
  ])('%j', text => {
    expect(maskIdentity(text, maria)).toBe(text);
  });
});

describe('a name that is also a word', () => {
  test('is left alone where it is the word', () => {
    expect(maskIdentity('Will you call me in May?', named('Will', 'May'))).toBe('Will you call me in May?');
    expect(maskIdentity('a house in Austin', named('Austin'))).toBe('a house in Austin');
    expect(maskIdentity('ok so we go', named('Jo', 'Al'))).toBe('ok so we go');
  });

  test('is masked where it is given as a name', () => {
    expect(maskIdentity("I'm Austin and I sell", named('Austin'))).toBe("I'm {first_name} and I sell");
    expect(maskIdentity('Will May here', named('Will', 'May'))).toBe('{first_name} {last_name} here');
    expect(maskIdentity('See you then, Grace', named('Grace'))).toBe('See you then, {first_name}');
  });
});

test('a name is found with and without its accents', () => {
  expect(maskIdentity('soy Jose, o José', named('José'))).toBe('soy {first_name}, o {first_name}');
});

test('a name inside another word is none', () => {
  expect(maskIdentity('Annapolis and Joanna', named('Anna'))).toBe('Annapolis and Joanna');
});

test('a name of signs only masks nothing', () => {
  expect(maskIdentity('a.*b', named('.*', '-'))).toBe('a.*b');
});

describe('placeholders are filled', () => {
  test('with what is known', () => {
    expect(fillPlaceholders('Hi {first_name}, is {phone} right?', maria)).toBe(
      'Hi Maria, is +15105550123 right?',
    );
    expect(fillPlaceholders('Hi {first_name}!', named('maria josé'))).toBe('Hi Maria José!');
  });

  test.each([
    ['Hi {first_name}, what is your budget?', 'Hi, what is your budget?'],
    ['Hi {first_name}! How are you?', 'Hi! How are you?'],
    ['Thanks, {first_name}! Got it.', 'Thanks! Got it.'],
    ['Sure, {first_name}, we can.', 'Sure, we can.'],
    ['{first_name}, what is your budget?', 'What is your budget?'],
    ['Great. {first_name}, what now?', 'Great. What now?'],
    ['Thanks {first_name} {last_name}.', 'Thanks.'],
    ['See you, {first_name}', 'See you'],
    ['The home at {street_address} is lovely.', 'The home is lovely.'],
    ['Hi {agent_name}, hello', 'Hi, hello'],
  ])('or %j becomes %j where nothing is', (text, filled) => {
    expect(fillPlaceholders(text, nobody)).toBe(filled);
  });

  test('never with a name that is none: names come from outside', () => {
    for (const name of ['http://evil.example', 'evil.com', '{phone}', 'x'.repeat(60), '555-1234']) {
      expect(fillPlaceholders('Hi {first_name}, hello', { ...maria, firstName: name })).toBe('Hi, hello');
    }
  });

  test('and none is ever left, whatever the text and the lead', () => {
    const placeholder = fc.constantFrom(
      '{first_name}',
      '{last_name}',
      '{phone}',
      '{email}',
      '{street_address}',
      '{x}',
    );
    const text = fc.array(fc.oneof(placeholder, fc.constantFrom(' ', ', ', '. ', 'Hi', "'s", 'at ')), {
      maxLength: 9,
    });
    const value = fc.option(fc.oneof(fc.string(), placeholder));
    const identity = fc.record({ firstName: value, lastName: value, phone: value, email: value });
    fc.assert(
      fc.property(text, identity, (parts, lead) => {
        expect(fillPlaceholders(parts.join(''), lead)).not.toMatch(/\{[a-z_]+\}/);
      }),
    );
  });

  test('and what was masked comes back', () => {
    const word = fc.constantFrom(
      'Maria',
      'Delgado',
      'budget',
      '$500k',
      'not',
      'in Austin',
      '3 beds',
      '+15105550123',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), words => {
        const text = words.join(' ');
        expect(fillPlaceholders(maskIdentity(text, maria), maria)).toBe(text);
      }),
    );
  });

  test('and a text without any stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        fc.pre(!/\{\s*[A-Za-z_]/.test(text));
        expect(fillPlaceholders(text, maria)).toBe(text);
      }),
    );
  });
});

test('a long hostile text is masked in no time', () => {
  for (const piece of ['1 a ', '510 ', 'a@', '+1 ', '(', '12 Main ']) {
    const begin = performance.now();
    maskIdentity(piece.repeat(10_000), maria);
    expect(performance.now() - begin).toBeLessThan(2_000);
  }
});
