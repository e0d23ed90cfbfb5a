import { sign, type KeyObject } from 'node:crypto';

/**
 * Signs a body as GHL does for `X-GHL-Signature`: Ed25519 over the raw bytes, base64.
 * For tests, the demo and `leadwire send`; `privateKey` is an Ed25519 private key or its PEM.
 */
export function signWebhook(rawBody: Buffer | string, privateKey: KeyObject | string): string {
  return sign(null, typeof rawBody === 'string' ? Buffer.from(rawBody) : rawBody, privateKey).toString(
    'base64',
  );
}
