import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanMessage, normaliseMessage } from '../../domain/message-text';

describe('a cleaned message', () => {
  test('keeps case and punctuation, and loses what cannot be seen', () => {
    expect(cleanMessage('  Hi\u200b there,\n\n I\u202e want\u00a03 beds!\u{e0041}  ')).toBe(
      'Hi there, I want 3 beds!',
    );
  });

  test('has straight quotes and one form of each letter', () => {
    expect(cleanMessage('Don’t “stop”, ＯＫ？')).toBe('Don\'t "stop", OK?');
  });
});

describe('a normalised message', () => {
  test.each([
    ['YES!!!', 'yes'],
    ['yes.', 'yes'],
    [' Yes ', 'yes'],
    ['What??!', 'what?'],
    ['Around $500,000...', 'around $500,000'],
    ['3 beds, 2.5 baths!', '3 beds, 2.5 baths'],
    ['Don’t', "don't"],
    ['👍', '👍'],
    ['!!!', '!!!'],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(normaliseMessage(text)).toBe(expected);
  });

  test.each([
    ['I do want to sell', 'I do not want to sell'],
    ['2 bed', '3 bed'],
    ['house in Austin', 'house in Dallas'],
    ['by May 5', 'by May 6'],
    ['now', 'now?'],
    ['$500k', '$600k'],
  ])('%j and %j stay two', (one, other) => {
    expect(normaliseMessage(one)).not.toBe(normaliseMessage(other));
  });

  test('is the same when normalised again, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
        const once = normaliseMessage(text);
        expect(normaliseMessage(once)).toBe(once);
      }),
    );
  });

  test('never loses a digit of a real message', () => {
    const lines = readFileSync(join(__dirname, '../data/sms/sms-messages.tsv'), 'utf8').split('\n');
    const digits = (text: string): string => text.replace(/[^0-9]/g, '');
    for (const line of lines) expect(digits(normaliseMessage(line))).toBe(digits(line.normalize('NFKC')));
  });
});
