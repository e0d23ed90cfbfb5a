import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashKey } from '../../domain/cache-key';
import { canonicalJson } from '../../domain/canonical-json';

describe('canonical JSON', () => {
  test('writes a number one way, however it was written', () => {
    for (const text of ['400000', '4e5', '400000.0', '4000e2'])
      expect(canonicalJson(JSON.parse(text))).toBe('400000');
    expect(canonicalJson(-0)).toBe('0');
    expect(canonicalJson(0.1 + 0.2)).not.toBe(canonicalJson(0.3));
  });

  test('differs wherever the content differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(canonicalJson(one) === canonicalJson(other)).toBe(same);
      }),
    );
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson({ a: 'b,"c":1' })).not.toBe(canonicalJson({ a: 'b', c: 1 }));
  });

  test.each([
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['not a number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['a BigInt', 1n],
    ['a function', () => 1],
    ['a buffer', Buffer.from('a')],
  ])('refuses what is %s, at any depth: two of them would look the same', (_what, value) => {
    expect(() => canonicalJson({ deep: [{ value }] })).toThrow(TypeError);
  });
});

describe('a cache key', () => {
  test('is the whole SHA-256 of it, whatever the order of names', () => {
    const expected = createHash('sha256').update('{"a":[1,{"b":2,"c":3}],"d":null}').digest('hex');
    expect(hashKey({ d: null, a: [1, { c: 3, b: 2 }] })).toBe(expected);
    expect(expected).toHaveLength(64);
  });
});

/** The plain way to say it, for comparison: lists of sorted pairs. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const pairs = Object.entries(value).map(([name, item]): [string, unknown] => [name, sorted(item)]);
  return { pairs: pairs.sort(([one], [other]) => (one < other ? -1 : 1)) };
}
