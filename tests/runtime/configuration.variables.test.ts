import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/configuration';
import { LeadwireError } from '../../runtime/errors';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const pem = (type: 'ed25519' | 'ed448'): string =>
  (type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')).publicKey
    .export({ type: 'spki', format: 'pem' })
    .toString();

function errorOf(environment: Record<string, string>): LeadwireError {
  try {
    loadConfiguration(environment);
  } catch (error) {
    if (error instanceof LeadwireError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a wrong variable stops the start with one line that names it', () => {
  test.each<[string, string]>([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['LEADWIRE_METRICS_PORT', '0'],
    ['LEADWIRE_METRICS_PORT', 'metrics'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['DATABASE_URL', 'not an address'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['TEMPORAL_ADDRESS', 'localhost'],
    ['TEMPORAL_ADDRESS', 'http://localhost:7233'],
    ['TEMPORAL_ADDRESS', 'localhost:port'],
    ['TEMPORAL_ADDRESS', 'localhost:99999'],
    ['TEMPORAL_ADDRESS', 'localhost:0'],
    ['TEMPORAL_TLS', 'perhaps'],
    ['ANTHROPIC_BASE_URL', 'api.anthropic.example'],
    ['GHL_API_BASE_URL', 'ftp://ghl.example'],
    ['GHL_WEBHOOK_PUBLIC_KEYS', 'MCowBQYDK2VwAyEA'],
    ['GHL_WEBHOOK_PUBLIC_KEYS', '-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----'],
    ['GHL_WEBHOOK_PUBLIC_KEYS', pem('ed448')],
    ['GHL_LEGACY_SIGNATURE', 'maybe'],
    ['LEADWIRE_ENCRYPTION_KEYS', 'just-a-password'],
    ['LEADWIRE_ENCRYPTION_KEYS', `${key(1)}`],
    ['LEADWIRE_ENCRYPTION_KEYS', `:${key(1)}`],
    ['LEADWIRE_ENCRYPTION_KEYS', `short:${Buffer.alloc(16).toString('base64')}`],
    ['LEADWIRE_ENCRYPTION_KEYS', `good:${key(1)},bad:x`],
    ['LEADWIRE_ENCRYPTION_KEYS', `same:${key(1)},same:${key(2)}`],
    ['ADMIN_TOKEN', 'too short'],
    ['LEADWIRE_TEMPORAL_UI_URL', 'localhost:8233'],
    ['LEADWIRE_GHL_SIMULATED', '2'],
    ['LEADWIRE_ANSWER_CACHES', 'sometimes'],
  ])('%s=%j', (name, value) => {
    const error = errorOf({ [name]: value });
    expect(error.code).toBe('configuration_invalid');
    expect(error.message).toMatch(new RegExp(`^${name}: .+`));
    expect(error.message).not.toContain('\n');
  });

  test.each([
    ['DATABASE_URL', 'mysql://user:hunter2@host/db'],
    ['REDIS_URL', 'http://:hunter2@host'],
    ['LEADWIRE_ENCRYPTION_KEYS', 'id:hunter2'],
    ['ADMIN_TOKEN', 'hunter2'],
  ])('which does not say the secret in it: %s', (name, value) => {
    expect(errorOf({ [name]: value }).message).not.toContain('hunter2');
  });
});

describe('a variable that is of no use alone stops the start, naming the one that is missing', () => {
  test.each<[Record<string, string>, string]>([
    [{ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }, 'ANTHROPIC_API_KEY'],
    [{ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', ANTHROPIC_API_KEY: ' ' }, 'ANTHROPIC_API_KEY'],
    [{ GHL_CLIENT_ID: 'id' }, 'GHL_CLIENT_SECRET'],
    [{ GHL_CLIENT_SECRET: 'hunter2' }, 'GHL_CLIENT_ID'],
  ])('%j', (environment, missing) => {
    const error = errorOf(environment);
    expect(error.code).toBe('configuration_invalid');
    expect(error.message).toMatch(new RegExp(`^${missing}: .+`));
    expect(error.message).not.toContain('hunter2');
  });
});

describe('in production', () => {
  const needed = { ADMIN_TOKEN: 'a-token-that-is-long-enough', LEADWIRE_ENCRYPTION_KEYS: `k1:${key(1)}` };

  test.each(['ADMIN_TOKEN', 'LEADWIRE_ENCRYPTION_KEYS'] as const)('%s must be set', name => {
    for (const value of ['', '  ']) {
      const error = errorOf({ NODE_ENV: 'production', ...needed, [name]: value });
      expect(error).toMatchObject({ code: 'configuration_invalid' });
      expect(error.message).toMatch(new RegExp(`^${name}: .*production needs one`));
    }
  });

  test('it listens on every interface and never makes locations by itself', () => {
    const configuration = loadConfiguration({
      NODE_ENV: 'production',
      LEADWIRE_GHL_SIMULATED: 'on',
      ...needed,
    });
    expect(configuration).toMatchObject({
      production: true,
      host: '0.0.0.0',
      createTenantsOnFirstSight: false,
    });
  });
});

describe('on a laptop', () => {
  test('nothing needs to be set', () => {
    expect(loadConfiguration({})).toMatchObject({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      redisUrl: undefined,
      temporal: { address: undefined, namespace: 'default', apiKey: undefined, tls: false },
      ghl: { baseUrl: 'https://services.leadconnectorhq.com', webhookPublicKeys: [], legacySignature: false },
      simulate: { claude: true, ghl: true },
      createTenantsOnFirstSight: false,
      answerCaches: true,
      adminToken: undefined,
      encryptionKeys: [],
    });
  });

  test('a variable that is set to nothing counts as not set', () => {
    const names = [
      'PORT',
      'DATABASE_URL',
      'REDIS_URL',
      'TEMPORAL_ADDRESS',
      'ANTHROPIC_API_KEY',
      'GHL_CLIENT_ID',
    ];
    expect(loadConfiguration(Object.fromEntries(names.map(name => [name, ' '])))).toEqual(
      loadConfiguration({}),
    );
  });

  test.each<[Record<string, string>, { claude: boolean; ghl: boolean }]>([
    [{ ANTHROPIC_API_KEY: 'key' }, { claude: false, ghl: true }],
    [
      { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', ANTHROPIC_API_KEY: 'key' },
      { claude: false, ghl: true },
    ],
    [{ GHL_API_BASE_URL: 'http://127.0.0.1:1' }, { claude: true, ghl: false }],
    [
      { GHL_CLIENT_ID: 'id', GHL_CLIENT_SECRET: 'secret' },
      { claude: true, ghl: false },
    ],
  ])('%j decides what is simulated', (environment, simulate) => {
    expect(loadConfiguration(environment).simulate).toEqual(simulate);
  });
});

describe('a right variable', () => {
  test('public keys come as PEM blocks one after the other, with real line breaks or \\n', () => {
    const blocks = pem('ed25519') + pem('ed25519');
    for (const value of [blocks, blocks.replaceAll('\n', '\\n')]) {
      expect(loadConfiguration({ GHL_WEBHOOK_PUBLIC_KEYS: value }).ghl.webhookPublicKeys).toHaveLength(2);
    }
  });

  test('encryption keys come newest first, by comma or line', () => {
    for (const separator of [',', '\n', ', ']) {
      const value = [`k2:${key(2)}`, `k1:${key(1)}`].join(separator);
      const { encryptionKeys } = loadConfiguration({ LEADWIRE_ENCRYPTION_KEYS: value });
      expect(encryptionKeys.map(entry => [entry.id, entry.key[0]])).toEqual([
        ['k2', 2],
        ['k1', 1],
      ]);
    }
  });

  test.each(['127.0.0.1:7233', 'temporal:7233', 'a.b.tmprl.cloud:7233', '[::1]:7233'])(
    'Temporal may stand at %s',
    address => expect(loadConfiguration({ TEMPORAL_ADDRESS: address }).temporal.address).toBe(address),
  );

  test('an API key of Temporal brings TLS with it', () => {
    expect(loadConfiguration({ TEMPORAL_API_KEY: 'key' }).temporal).toMatchObject({
      apiKey: 'key',
      tls: true,
    });
  });

  test.each([
    ['on', true],
    ['TRUE', true],
    ['1', true],
    ['yes', true],
    ['off', false],
    ['false', false],
    ['0', false],
    ['no', false],
  ])('a switch may say %s', (value, on) => {
    expect(loadConfiguration({ GHL_LEGACY_SIGNATURE: value }).ghl.legacySignature).toBe(on);
    expect(loadConfiguration({ LEADWIRE_ANSWER_CACHES: value }).answerCaches).toBe(on);
  });
});
