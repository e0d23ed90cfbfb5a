import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ghlLegacyPublicKey, ghlPublicKey } from '../../ghl/ghl-keys';
import { createSignatureVerifier } from '../../ghl/webhook-signature';
import { signWebhook } from '../../ghl/webhook-signing';

const trusted = generateKeyPairSync('ed25519');
const older = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const legacy = generateKeyPairSync('rsa', { modulusLength: 2048 });

const body = Buffer.from('{ "type":"InboundMessage",  "body":"héllo" }');
const verify = createSignatureVerifier({
  publicKeys: [older.publicKey, trusted.publicKey],
  legacyRsa: false,
});
const verifyLegacy = createSignatureVerifier({
  publicKeys: [trusted.publicKey],
  legacyRsa: true,
  legacyKey: legacy.publicKey,
});
const signature = signWebhook(body, trusted.privateKey);
const legacySignature = sign('sha256', body, legacy.privateKey).toString('base64');

describe('a webhook is trusted when its raw bytes are signed by a trusted key', () => {
  it('takes the signature of any trusted key', () => {
    expect(verify(body, { ghlSignature: signature })).toBe(true);
    expect(verify(body, { ghlSignature: signWebhook(body, older.privateKey) })).toBe(true);
  });

  it('signs with a PEM as with a key', () => {
    const pem = trusted.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(signWebhook(body.toString(), pem)).toBe(signature);
  });

  it('refuses the signature of a stranger', () => {
    expect(verify(body, { ghlSignature: signWebhook(body, stranger.privateKey) })).toBe(false);
  });

  it('refuses a body that says the same in other bytes', () => {
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(verify(again, { ghlSignature: signature })).toBe(false);
  });

  it('refuses one flipped bit anywhere in the signature', () => {
    for (let index = 0; index < 64; index += 1) {
      const bytes = Buffer.from(signature, 'base64');
      bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      expect(verify(body, { ghlSignature: bytes.toString('base64') })).toBe(false);
    }
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['the word that stands for unsigned', 'N/A'],
    ['hexadecimal instead of base64', Buffer.from(signature, 'base64').toString('hex')],
    ['cut short', signature.slice(0, 40)],
    ['too long', Buffer.alloc(128, 7).toString('base64')],
    ['not base64 at all', 'ü'.repeat(88)],
  ])('refuses a signature that is %s', (_name, ghlSignature) => {
    expect(verify(body, { ghlSignature })).toBe(false);
  });

  it('takes the RSA header only where it is switched on', () => {
    expect(verify(body, { legacySignature })).toBe(false);
    expect(verifyLegacy(body, { legacySignature })).toBe(true);
    expect(verifyLegacy(Buffer.from('other'), { legacySignature })).toBe(false);
    expect(verifyLegacy(body, {})).toBe(false);
    expect(verifyLegacy(body, { legacySignature: 'N/A' })).toBe(false);
  });

  it('looks at the new header only when it is there, whatever the old one says', () => {
    expect(verifyLegacy(body, { ghlSignature: 'N/A', legacySignature })).toBe(false);
    expect(
      verifyLegacy(body, { ghlSignature: signWebhook(body, stranger.privateKey), legacySignature }),
    ).toBe(false);
    expect(verifyLegacy(body, { ghlSignature: signature, legacySignature: 'x' })).toBe(true);
  });

  it('trusts GHL’s published keys as they were published', () => {
    expect(ghlPublicKey.asymmetricKeyType).toBe('ed25519');
    expect(ghlLegacyPublicKey.asymmetricKeyDetails?.modulusLength).toBe(4096);
    const source = readFileSync(require.resolve('../../ghl/ghl-keys'), 'utf8');
    expect(source).toContain('MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=');
  });
});
