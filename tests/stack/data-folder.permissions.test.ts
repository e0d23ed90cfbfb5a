import { createPublicKey, sign, verify } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseEncryptionKeys } from '../../runtime/configuration';
import { prepareDataFolder } from '../../stack/data-folder';
import { keepDevelopmentSecrets, keepPostgresPassword } from '../../stack/development-secrets';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the data folder', () => {
  test('and its parts can be read by their owner only', () => {
    const folder = prepareDataFolder(join(newFolder(), 'deep', 'data'));
    for (const part of [
      folder.root,
      folder.temporal,
      folder.postgres,
      folder.redis,
      folder.keys,
      folder.logs,
    ]) {
      expect(modeOf(part)).toBe('700');
    }
  });

  test('that cannot be made is refused with the variable to set', () => {
    const file = join(newFolder(), 'a-file');
    prepareDataFolder(file);
    expect(() => prepareDataFolder(join(file, 'processes.json', '\0'))).toThrow(/^LEADWIRE_DATA_DIR: /);
  });
});

describe('the secrets of development', () => {
  test('are in files of mode 0600, also if someone opened them up', () => {
    const { keys } = prepareDataFolder(newFolder());
    keepPostgresPassword(keys);
    keepDevelopmentSecrets(keys);
    for (const name of readdirSync(keys)) chmodSync(join(keys, name), 0o644);
    keepPostgresPassword(keys);
    keepDevelopmentSecrets(keys);
    expect(readdirSync(keys).sort()).toEqual([
      'admin-token',
      'encryption-keys',
      'ghl-webhook.private.pem',
      'ghl-webhook.public.pem',
      'postgres-password',
    ]);
    for (const name of readdirSync(keys)) expect(modeOf(join(keys, name))).toBe('600');
  });

  test('stay the same at the next start and differ between folders', () => {
    const { keys } = prepareDataFolder(newFolder());
    const first = keepDevelopmentSecrets(keys);
    expect(keepDevelopmentSecrets(keys)).toEqual(first);
    expect(keepDevelopmentSecrets(prepareDataFolder(newFolder()).keys)).not.toEqual(first);
  });

  test('have the forms that the configuration asks for', () => {
    const { keys } = prepareDataFolder(newFolder());
    const secrets = keepDevelopmentSecrets(keys);
    expect(secrets.adminToken.length).toBeGreaterThanOrEqual(32);
    expect(parseEncryptionKeys(secrets.encryptionKeys)).toHaveLength(1);
  });

  test('hold a pair of keys that sign and verify a webhook', () => {
    const { keys } = prepareDataFolder(newFolder());
    const { webhookPrivateKey } = keepDevelopmentSecrets(keys);
    const body = Buffer.from('{"type":"InboundMessage"}');
    const publicKey = createPublicKey(readFileSync(join(keys, 'ghl-webhook.public.pem')));
    expect(publicKey.asymmetricKeyType).toBe('ed25519');
    expect(verify(null, body, publicKey, sign(null, body, webhookPrivateKey))).toBe(true);
  });
});
