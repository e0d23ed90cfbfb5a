import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeEntry, encodeEntry } from '../../cache/entry-codec';

const compressed = (entry: Buffer): boolean => entry[0] === 1;

describe('a cache entry', () => {
  test('comes back as it was, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, compress) => {
        const expected: unknown = JSON.parse(JSON.stringify(value));
        expect(decodeEntry(encodeEntry(value, compress))).toEqual(expected);
      }),
    );
  });

  test('is compressed above 512 bytes, and only where its type says so', () => {
    // The quotes of JSON count, too.
    expect(compressed(encodeEntry('x'.repeat(510), true))).toBe(false);
    expect(compressed(encodeEntry('x'.repeat(511), true))).toBe(true);
    expect(compressed(encodeEntry('ü'.repeat(256), true))).toBe(true);
    expect(compressed(encodeEntry('x'.repeat(100_000), false))).toBe(false);
  });

  test('of repeated text becomes much smaller', () => {
    const text = 'Are you looking to buy, sell or rent? '.repeat(100);
    expect(encodeEntry(text, true).length).toBeLessThan(text.length / 10);
    expect(decodeEntry(encodeEntry(text, true))).toBe(text);
  });

  test.each([
    ['empty', Buffer.of()],
    ['one byte', Buffer.of(0)],
    ['of a codec that nobody knows', Buffer.from([7, 0x7b, 0x7d])],
    ['half of a JSON', Buffer.concat([Buffer.of(0), Buffer.from('{"a":')])],
    ['no gzip though it says so', Buffer.concat([Buffer.of(1), Buffer.from('hello')])],
    ['half of a gzip', Buffer.concat([Buffer.of(1), gzipSync('{"a":1}').subarray(0, 12)])],
    ['gzip of something else', Buffer.concat([Buffer.of(1), gzipSync('hello')])],
  ])('that is %s counts as none', (_name, entry) => {
    expect(decodeEntry(entry)).toBeUndefined();
  });

  test('of any bytes never throws', () => {
    fc.assert(fc.property(fc.uint8Array(), bytes => void decodeEntry(Buffer.from(bytes))));
  });
});
