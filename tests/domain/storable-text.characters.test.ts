import { describe, expect, test } from '@jest/globals';
import { isStorableText, storableText } from '../../domain/storable-text';

describe('what a text may hold to be stored', () => {
  test.each([
    ['NUL', 'a\u0000b', 'ab'],
    ['the first half of a pair alone', 'a\ud83db', 'ab'],
    ['the second half of a pair alone', 'a\ude00b', 'ab'],
    ['the halves in the wrong order', '\ude00\ud83d', ''],
  ])('not %s', (_case, text, rest) => {
    expect(isStorableText(text)).toBe(false);
    // Asked twice: nothing of the first question must be left.
    expect(isStorableText(text)).toBe(false);
    expect(storableText(text)).toBe(rest);
  });

  test.each(['', 'plain', 'ünï 😀 東京', 'a\\u0000 written out', 'tab\tand\nline'])('but %j', text => {
    expect(isStorableText(text)).toBe(true);
    expect(storableText(text)).toBe(text);
  });
});
