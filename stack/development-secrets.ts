import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writePrivateFile } from './private-file';

/** What a laptop needs and nobody should have to invent. Made once, then kept in `keys/` (0600). */
export interface DevelopmentSecrets {
  /** 43 characters, URL-safe. */
  readonly adminToken: string;
  /** In the form of `LEADWIRE_ENCRYPTION_KEYS`: `id:base64`. */
  readonly encryptionKeys: string;
  /** Ed25519, PEM: what `leadwire send` and the demo sign webhooks with. */
  readonly webhookPrivateKey: string;
  readonly webhookPublicKey: string;
}

/** The names of the files in `keys/`. */
export const secretFiles = {
  adminToken: 'admin-token',
  encryptionKeys: 'encryption-keys',
  postgresPassword: 'postgres-password',
  webhookPrivateKey: 'ghl-webhook.private.pem',
  webhookPublicKey: 'ghl-webhook.public.pem',
} as const;

/** Reads the secrets of this data folder, making those that are not there yet. */
export function keepDevelopmentSecrets(keysFolder: string): DevelopmentSecrets {
  const webhookPrivateKey = keepSecret(keysFolder, secretFiles.webhookPrivateKey, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return {
    adminToken: keepSecret(keysFolder, secretFiles.adminToken, () => randomBytes(32).toString('base64url')),
    encryptionKeys: keepSecret(keysFolder, secretFiles.encryptionKeys, newEncryptionKey),
    webhookPrivateKey,
    webhookPublicKey: keepPublicKeyOf(webhookPrivateKey, keysFolder),
  };
}

/** The password of the embedded Postgres. Needed in production too, as nobody else could know it. */
export function keepPostgresPassword(keysFolder: string): string {
  return keepSecret(keysFolder, secretFiles.postgresPassword, () => randomBytes(24).toString('base64url'));
}

/** Reads one secret, or makes and keeps it. Its file is set to 0600 each time. */
function keepSecret(keysFolder: string, name: string, generate: () => string): string {
  const path = join(keysFolder, name);
  const kept = readIfThere(path)?.trim();
  if (kept) {
    chmodSync(path, 0o600);
    return kept;
  }
  const made = generate().trim();
  writePrivateFile(path, `${made}\n`);
  return made;
}

/** Derived rather than kept apart, so that the two files cannot disagree. */
function keepPublicKeyOf(privateKey: string, keysFolder: string): string {
  const pem = createPublicKey(createPrivateKey(privateKey))
    .export({ type: 'spki', format: 'pem' })
    .toString();
  writePrivateFile(join(keysFolder, secretFiles.webhookPublicKey), pem);
  return pem;
}

function newEncryptionKey(): string {
  return `dev-${randomBytes(3).toString('hex')}:${randomBytes(32).toString('base64')}`;
}
