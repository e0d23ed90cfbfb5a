import { verify, type KeyObject } from 'node:crypto';
import { ghlLegacyPublicKey, ghlPublicKey } from './ghl-keys';

export interface SignatureVerifierOptions {
  /** Ed25519 keys trusted besides GHL's published one: for rotation and tests. */
  readonly publicKeys: readonly KeyObject[];
  /** Take the deprecated RSA `X-WH-Signature` where `X-GHL-Signature` is absent. */
  readonly legacyRsa: boolean;
  /** The RSA key; GHL's published one unless a test hands in its own. */
  readonly legacyKey?: KeyObject;
}

export interface SignatureHeaders {
  /** `X-GHL-Signature`: Ed25519 over the raw body, base64. `N/A` stands for unsigned. */
  readonly ghlSignature?: string | undefined;
  /** `X-WH-Signature`: RSA-SHA256 over the raw body, base64. */
  readonly legacySignature?: string | undefined;
}

export type SignatureVerifier = (rawBody: Buffer, headers: SignatureHeaders) => boolean;

const ed25519SignatureBytes = 64;
/** Stands in for a signature that is missing or malformed, so that it costs the same work to refuse. */
const dummySignature = Buffer.alloc(ed25519SignatureBytes, 0x2a);

/** The bytes of a base64 text, or null when it is none: hexadecimal and `N/A` are not signatures. */
function bytesOfBase64(text: string | undefined): Buffer | null {
  const trimmed = text?.trim() ?? '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed) || trimmed.length % 4 !== 0) return null;
  return Buffer.from(trimmed, 'base64');
}

function verifies(algorithm: 'sha256' | null, rawBody: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(algorithm, rawBody, key, signature);
  } catch {
    return false;
  }
}

/**
 * Makes the check that stands before everything: is this body, byte for byte, from someone we trust?
 * Every trusted key is tried each time, also for a missing or garbled signature, so that the time
 * taken tells nothing about which key signed or how far a forgery came.
 *
 * Rules (GHL's Webhook Integration Guide): when `X-GHL-Signature` is there only it counts, and `N/A`
 * means unsigned; `X-WH-Signature` counts only where switched on and the first is absent.
 */
export function createSignatureVerifier(options: SignatureVerifierOptions): SignatureVerifier {
  const trustedKeys = [ghlPublicKey, ...options.publicKeys];
  const legacyKey = options.legacyKey ?? ghlLegacyPublicKey;

  const signedByTrustedKey = (rawBody: Buffer, header: string | undefined): boolean => {
    const given = bytesOfBase64(header);
    const wellFormed = given?.length === ed25519SignatureBytes;
    const signature = wellFormed ? given : dummySignature;
    const results = trustedKeys.map(key => verifies(null, rawBody, key, signature));
    return wellFormed && results.includes(true);
  };

  const signedByLegacyKey = (rawBody: Buffer, header: string | undefined): boolean => {
    const given = bytesOfBase64(header);
    const verified = verifies('sha256', rawBody, legacyKey, given ?? dummySignature);
    return given !== null && verified;
  };

  return (rawBody, headers) => {
    const current = signedByTrustedKey(rawBody, headers.ghlSignature);
    if (!options.legacyRsa) return current;
    const legacy = signedByLegacyKey(rawBody, headers.legacySignature);
    return headers.ghlSignature === undefined ? legacy : current;
  };
}
