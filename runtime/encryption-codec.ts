import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Cipher } from './encryption';

const encoding = 'binary/encrypted';

/**
 * Encrypts each payload whole, its own metadata included, before it leaves the process. Temporal
 * stores and shows cipher text only; the Web UI asks `/codec/decode` to read it.
 */
export function createEncryptionCodec(cipher: Cipher): PayloadCodec {
  return {
    encode: async payloads =>
      payloads.map(payload => {
        const { keyId, data } = cipher.seal(temporal.api.common.v1.Payload.encode(payload).finish());
        return {
          metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(keyId) },
          data,
        };
      }),
    decode: async payloads =>
      payloads.map(payload => {
        if (metadataOf(payload, 'encoding') !== encoding) return payload;
        const keyId = metadataOf(payload, 'encryption-key-id');
        const plain = cipher.open({ keyId, data: payload.data ?? new Uint8Array() });
        return temporal.api.common.v1.Payload.decode(plain);
      }),
  };
}

function metadataOf(payload: Payload, name: string): string {
  const value = payload.metadata?.[name];
  return value ? Buffer.from(value).toString('utf8') : '';
}
