import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeEntry,
  decodeVersionedEntry,
  encodeEntry,
  jsonBytesOf,
  largestEntryBytes,
  withVersion,
} from '../../cache/entry-codec';

const name = 'claude_cache:location:semantic:key';
const run = '0123456789abcdef0123456789abcdef01234567';

function encoded(value: unknown, compressed = true): Buffer {
  const entry = encodeEntry(value, compressed, name);
  if (!entry) throw new Error('it cannot be encoded');
  return entry;
}

/** The codec of what is behind the checksum. */
const isPacked = (entry: Buffer): boolean => entry[5] === 1;

describe('a cache entry', () => {
  test('comes back as it was, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, compress) => {
        const expected: unknown = JSON.parse(JSON.stringify(value));
        expect(decodeEntry(encoded(value, compress), name)).toEqual(expected);
      }),
    );
  });

  test('is compressed above 512 bytes, and only where its type says so', () => {
    // The quotes of JSON count, too.
    expect(isPacked(encoded('x'.repeat(510)))).toBe(false);
    expect(isPacked(encoded('x'.repeat(511)))).toBe(true);
    expect(isPacked(encoded('ü'.repeat(256)))).toBe(true);
    expect(isPacked(encoded('x'.repeat(100_000), false))).toBe(false);
  });

  test('of repeated text becomes much smaller, and still tells how much memory it takes', () => {
    const text = 'Are you looking to buy, sell or rent? '.repeat(100);
    expect(encoded(text).length).toBeLessThan(text.length / 10);
    expect(decodeEntry(encoded(text), name)).toBe(text);
    for (const compress of [true, false]) expect(jsonBytesOf(encoded(text, compress))).toBe(text.length + 2);
    expect(jsonBytesOf(withVersion(encoded(text), 3, run))).toBe(text.length + 2);
  });

  test.each([
    ['plain', '007b2273616964223a2268656c6c6f227d'],
    ['packed', '011f8b0800000000000403ab562a4ecc4c51b252ca48cdc9c957aa0500320fe31510000000'],
  ])('that an earlier version of Leadwire wrote (%s) is still read', (_codec, bytes) => {
    expect(decodeEntry(Buffer.from(bytes, 'hex'), name)).toEqual({ said: 'hello' });
  });

  test('that is of another name counts as none', () => {
    expect(decodeEntry(encoded('of one tenant'), name.replace('location', 'another'))).toBeUndefined();
  });

  test('with any one bit turned over counts as none', () => {
    const entry = encoded({ beds: 3, city: 'Fremont' });
    for (let bit = 0; bit < entry.length * 8; bit += 1) {
      const broken = Buffer.from(entry);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeEntry(broken, name)).toBeUndefined();
    }
  });

  test.each([
    ['empty', Buffer.of()],
    ['one byte', Buffer.of(0)],
    ['one byte of a checked one', Buffer.of(3)],
    ['of a codec that nobody knows', Buffer.from([7, 0x7b, 0x7d])],
    ['half of a JSON', Buffer.concat([Buffer.of(0), Buffer.from('{"a":')])],
    ['no gzip though it says so', Buffer.concat([Buffer.of(1), Buffer.from('hello')])],
    ['half of a gzip', Buffer.concat([Buffer.of(1), gzipSync('{"a":1}').subarray(0, 12)])],
    ['gzip of something else', Buffer.concat([Buffer.of(1), gzipSync('hello')])],
    [
      'a few KB that unpack to many MB',
      Buffer.concat([Buffer.of(1), gzipSync(Buffer.alloc(64 * 1024 * 1024, '1'))]),
    ],
  ])('that is %s counts as none', (_name, entry) => {
    expect(decodeEntry(entry, name)).toBeUndefined();
    expect(decodeVersionedEntry(entry, run, name)).toBeUndefined();
  });

  test('of any bytes never throws', () => {
    const first = fc.constantFrom(0, 1, 2, 3, 4);
    fc.assert(
      fc.property(first, fc.uint8Array({ maxLength: 100 }), (codec, bytes) => {
        const entry = Buffer.concat([Buffer.of(codec), bytes]);
        decodeEntry(entry, name);
        decodeVersionedEntry(entry, run, name);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a value', () => {
  const circle: Record<string, unknown> = {};
  circle['itself'] = circle;
  test.each([
    ['nothing', undefined],
    ['a circle', circle],
    ['a number that JSON does not know', 1n],
    ['larger than any entry may be', 'x'.repeat(largestEntryBytes)],
  ])('that is %s is not cached', (_what, value) => {
    expect(encodeEntry(value, true, name)).toBeUndefined();
  });
});

describe('an entry with a version', () => {
  const entry = withVersion(encoded({ beds: 3 }, false), 12, run);

  test('comes back with it, while the same run of the server lasts', () => {
    expect(decodeVersionedEntry(entry, run, name)).toEqual({ value: { beds: 3 }, version: 12 });
    expect(decodeVersionedEntry(entry, run.replaceAll('0', '1'), name)).toBeUndefined();
    expect(decodeVersionedEntry(entry, run, `${name}2`)).toBeUndefined();
  });

  test('is not taken for one without, nor the other way round', () => {
    expect(decodeEntry(entry, name)).toBeUndefined();
    expect(decodeVersionedEntry(encoded({ beds: 3 }, false), run, name)).toBeUndefined();
  });
});
