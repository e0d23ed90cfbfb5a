import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/configuration';
import { lineForPerson } from '../../stack/child-output';
import { prepareDataFolder } from '../../stack/data-folder';
import { keepDevelopmentSecrets, type DevelopmentSecrets } from '../../stack/development-secrets';
import { processEnvironment, type SimulatorUrls } from '../../stack/process-environment';
import { welcomeBox } from '../../stack/welcome-box';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const servers = {
  databaseUrl: 'postgres://u:p@127.0.0.1:5432/leadwire',
  redisUrl: 'redis://127.0.0.1:6379',
  temporalAddress: '127.0.0.1:7233',
  temporalUiUrl: 'http://127.0.0.1:8233/temporal',
};
const bothSimulators: SimulatorUrls = { ghlUrl: 'http://127.0.0.1:1001', claudeUrl: 'http://127.0.0.1:1002' };

function environmentFor(
  given: Record<string, string>,
  simulators: SimulatorUrls,
  secrets: DevelopmentSecrets | undefined,
): Record<string, string | undefined> {
  return processEnvironment({
    given,
    configuration: loadConfiguration(given),
    port: 3000,
    servers,
    secrets,
    simulators,
  });
}

describe('the environment of the API and the workers', () => {
  test('is a valid configuration in which nothing is left to simulate', () => {
    const secrets = keepDevelopmentSecrets(prepareDataFolder(newFolder()).keys);
    const configuration = loadConfiguration(environmentFor({}, bothSimulators, secrets));
    expect(configuration).toMatchObject({
      databaseUrl: servers.databaseUrl,
      redisUrl: servers.redisUrl,
      temporal: { address: servers.temporalAddress },
      temporalUiUrl: servers.temporalUiUrl,
      anthropic: { apiKey: 'simulated', baseUrl: bothSimulators.claudeUrl },
      ghl: { baseUrl: bothSimulators.ghlUrl },
      simulate: { claude: false, ghl: false },
      createTenantsOnFirstSight: true,
      adminToken: secrets.adminToken,
    });
    expect(configuration.ghl.webhookPublicKeys).toHaveLength(1);
    expect(configuration.encryptionKeys).toHaveLength(1);
  });

  test('has what was given first, and what was generated behind it', () => {
    const secrets = keepDevelopmentSecrets(prepareDataFolder(newFolder()).keys);
    const other = keepDevelopmentSecrets(prepareDataFolder(newFolder()).keys);
    const given = {
      LEADWIRE_ENCRYPTION_KEYS: other.encryptionKeys,
      GHL_WEBHOOK_PUBLIC_KEYS: other.webhookPublicKey,
      ADMIN_TOKEN: 'a token of sixteen letters',
    };
    const environment = environmentFor(given, {}, secrets);
    const configuration = loadConfiguration(environment);
    expect(configuration.encryptionKeys.map(key => key.id)).toEqual(
      [other, secrets].map(one => one.encryptionKeys.split(':')[0]),
    );
    expect(configuration.ghl.webhookPublicKeys).toHaveLength(2);
    expect(configuration.adminToken).toBe(given.ADMIN_TOKEN);
    expect(configuration.createTenantsOnFirstSight).toBe(false);
  });

  test('trusts no key of development in production', () => {
    const given = {
      NODE_ENV: 'production',
      ADMIN_TOKEN: 'a token of sixteen letters',
      LEADWIRE_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    };
    expect(loadConfiguration(environmentFor(given, {}, undefined)).ghl.webhookPublicKeys).toEqual([]);
  });
});

describe('the box', () => {
  test('holds no token that the person set, and fits 78 columns', () => {
    const facts = { apiUrl: 'http://127.0.0.1:3000', hasTemporalUi: true, simulators: bothSimulators };
    const withToken = welcomeBox({ ...facts, adminToken: 'x'.repeat(43) });
    expect(withToken).toContain('x'.repeat(43));
    expect(withToken).toContain('GoHighLevel, Claude');
    expect(Math.max(...withToken.split('\n').map(line => line.length))).toBeLessThanOrEqual(78);
    expect(welcomeBox({ ...facts, adminToken: undefined })).not.toContain('Admin token');
  });
});

describe('a line that one of our processes prints', () => {
  test.each([
    ['{"level":30,"msg":"started"}', true, undefined],
    ['{"level":40,"msg":"slow"}', false, 'warning: slow'],
    ['{"level":50,"msg":"send failed","error":{"message":"503"}}', false, 'error: send failed: 503'],
    ['Error: thrown before the logger', true, 'Error: thrown before the logger'],
    ['plain output', false, undefined],
    ['{not json', true, '{not json'],
    ['', true, undefined],
  ])('%s', (line, fromStderr, shown) => {
    expect(lineForPerson(line, fromStderr)).toBe(shown);
  });
});
