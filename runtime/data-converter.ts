import type { DataConverter } from '@temporalio/common';
import type { Cipher } from './encryption';
import { createEncryptionCodec } from './encryption-codec';

/** How every client and worker of Leadwire writes to Temporal: encrypted, failures included. */
export function createDataConverter(cipher: Cipher): DataConverter {
  return {
    payloadCodecs: [createEncryptionCodec(cipher)],
    failureConverterPath: require.resolve('./failure-converter'),
  };
}
