import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCipher, openText, sealText } from '../../runtime/encryption';
import { createEncryptionCodec } from '../../runtime/encryption-codec';
import { LeadwireError } from '../../runtime/errors';

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });
const cipher = createCipher([key('k1', 1)]);
const failed = { code: 'decryption_failed' };

/** The code that `work` fails with. */
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof LeadwireError ? error.code : 'another error';
  }
  return 'none';
}

describe('a sealed text', () => {
  test('opens to what it was, whatever it was, in the same context only', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (plain, context, other) => {
        const sealed = cipher.seal(plain, context);
        expect(cipher.open(sealed, context)).toEqual(Buffer.from(plain));
        if (other !== context) expect(codeOf(() => cipher.open(sealed, other))).toBe('decryption_failed');
      }),
      { numRuns: 100 },
    );
  });

  test('never looks the same twice', () => {
    const texts = Array.from({ length: 50 }, () => cipher.seal(Buffer.from('yes')).data.toString('hex'));
    expect(new Set(texts).size).toBe(50);
  });

  test('that was changed in any byte, or cut, does not open', () => {
    const { keyId, data } = cipher.seal(Buffer.from('hello'));
    for (let index = 0; index < data.length; index += 1) {
      const changed = Buffer.from(data);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(codeOf(() => cipher.open({ keyId, data: changed }))).toBe('decryption_failed');
      expect(codeOf(() => cipher.open({ keyId, data: data.subarray(0, index) }))).toBe('decryption_failed');
    }
  });

  test('names its key; one that is not there is named in the error', () => {
    const sealed = createCipher([key('gone', 2)]).seal(Buffer.from('hello'));
    expect(sealed.keyId).toBe('gone');
    expect(() => cipher.open(sealed)).toThrow('There is no key gone in LEADWIRE_ENCRYPTION_KEYS');
  });

  test('of an old key opens while that key is there, and new ones carry the newest', () => {
    const rotated = createCipher([key('k2', 2), key('k1', 1)]);
    expect(rotated.open(cipher.seal(Buffer.from('old'))).toString()).toBe('old');
    expect(rotated.seal(Buffer.from('new')).keyId).toBe('k2');
  });

  test('does not open with another key of the same name', () => {
    expect(codeOf(() => createCipher([key('k1', 9)]).open(cipher.seal(Buffer.from('x'))))).toBe(
      'decryption_failed',
    );
  });

  test('in one column is a string that opens again, and garbage is refused as such', () => {
    const sealed = sealText(cipher, 'tökén', 'location-1');
    expect(sealed).toMatch(/^k1:[A-Za-z0-9+/]+=*$/);
    expect(openText(cipher, sealed, 'location-1')).toBe('tökén');
    for (const garbage of ['', 'k1:', 'k1:AAAA', 'token in plain text']) {
      expect(codeOf(() => openText(cipher, garbage, 'location-1'))).toBe('decryption_failed');
    }
  });

  test('needs a key', () => {
    expect(codeOf(() => createCipher([]))).toBe('configuration_invalid');
  });
});

describe('a payload on its way to Temporal', () => {
  const codec = createEncryptionCodec(cipher);
  const payload = (text: string) => ({
    metadata: { encoding: Buffer.from('json/plain'), secret: Buffer.from('meta-secret') },
    data: Buffer.from(text),
  });

  test('is cipher text, its own metadata included, and names encoding and key', async () => {
    const [sealed] = await codec.encode([payload('the lead’s words')]);
    const bytes = Buffer.concat(
      [...Object.values(sealed?.metadata ?? {}), sealed?.data ?? Buffer.of()].map(part => Buffer.from(part)),
    );
    expect(bytes.includes('words')).toBe(false);
    expect(bytes.includes('meta-secret')).toBe(false);
    expect(
      Object.fromEntries(
        Object.entries(sealed?.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString()]),
      ),
    ).toEqual({
      encoding: 'binary/encrypted',
      'encryption-key-id': 'k1',
    });
  });

  test('comes back whole, in order, with what was never encrypted beside it', async () => {
    const originals = [payload('one'), payload(''), payload('three')];
    const [one, two, three] = await codec.encode(originals);
    if (!one || !two || !three) throw new Error('there are three');
    const decoded = await codec.decode([one, payload('plain'), two, three]);
    expect(decoded.map(each => Buffer.from(each.data ?? []).toString())).toEqual([
      'one',
      'plain',
      '',
      'three',
    ]);
    expect(Buffer.from(decoded[0]?.metadata?.['encoding'] ?? []).toString()).toBe('json/plain');
  });

  test('that was changed, or whose key is gone, is an error with a code', async () => {
    const [sealed] = await codec.encode([payload('one')]);
    const changed = { ...sealed, data: Buffer.alloc(64) };
    await expect(codec.decode([changed])).rejects.toMatchObject(failed);
    await expect(
      createEncryptionCodec(createCipher([key('k9', 9)])).decode([sealed ?? {}]),
    ).rejects.toMatchObject({
      ...failed,
      message: 'There is no key k1 in LEADWIRE_ENCRYPTION_KEYS',
    });
  });
});
