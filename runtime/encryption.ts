import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from './configuration';
import { LeadwireError } from './errors';

const algorithm = 'aes-256-gcm';
const initialisationVectorBytes = 12;
const authenticationTagBytes = 16;

/** What was encrypted, and with which key; `data` is vector, authentication tag and cipher text in one. */
export interface Sealed {
  readonly keyId: string;
  readonly data: Buffer;
}

export interface Cipher {
  /** @param context what the text belongs to, for example a location: it opens only in the same context */
  seal(plain: Uint8Array, context?: string): Sealed;
  /** @throws LeadwireError `decryption_failed` for an unknown key, a changed text or another context */
  open(sealed: { readonly keyId: string; readonly data: Uint8Array }, context?: string): Buffer;
}

/**
 * AES-256-GCM with several keys: the first encrypts, all decrypt. So a key is rotated by putting a
 * new one in front, and dropped when nothing that it encrypted is kept any more.
 */
export function createCipher(keys: readonly EncryptionKey[]): Cipher {
  const newest = keys[0];
  if (newest === undefined) {
    throw new LeadwireError('configuration_invalid', 'LEADWIRE_ENCRYPTION_KEYS: set at least one key');
  }
  const byId = new Map(keys.map(entry => [entry.id, entry.key]));
  return {
    seal(plain, context = '') {
      const vector = randomBytes(initialisationVectorBytes);
      const cipher = createCipheriv(algorithm, newest.key, vector).setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { keyId: newest.id, data: Buffer.concat([vector, cipher.getAuthTag(), text]) };
    },
    open({ keyId, data }, context = '') {
      const key = byId.get(keyId);
      if (key === undefined) {
        throw new LeadwireError('decryption_failed', `There is no key ${keyId} in LEADWIRE_ENCRYPTION_KEYS`);
      }
      try {
        const tagEnd = initialisationVectorBytes + authenticationTagBytes;
        const decipher = createDecipheriv(algorithm, key, data.subarray(0, initialisationVectorBytes))
          .setAAD(Buffer.from(context))
          .setAuthTag(data.subarray(initialisationVectorBytes, tagEnd));
        return Buffer.concat([decipher.update(data.subarray(tagEnd)), decipher.final()]);
      } catch (cause) {
        throw new LeadwireError('decryption_failed', `A text sealed with key ${keyId} could not be opened`, {
          cause,
        });
      }
    },
  };
}

/** A sealed text as one string for a database column: `keyId:base64`. */
export function sealText(cipher: Cipher, plain: string, context: string): string {
  const { keyId, data } = cipher.seal(Buffer.from(plain, 'utf8'), context);
  return `${keyId}:${data.toString('base64')}`;
}

/** The reverse of `sealText`. @throws LeadwireError `decryption_failed` */
export function openText(cipher: Cipher, sealed: string, context: string): string {
  const separator = sealed.lastIndexOf(':');
  const data = Buffer.from(sealed.slice(separator + 1), 'base64');
  return cipher.open({ keyId: sealed.slice(0, separator), data }, context).toString('utf8');
}
