import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/configuration';
import { readCompose, readTop, serviceOf, sourceOf } from './deployment-files';

/** What the images of others read, from their own documentation. */
const knownByImage: Readonly<Record<string, readonly string[]>> = {
  'temporalio/auto-setup': [
    ...['DB', 'DB_PORT', 'POSTGRES_SEEDS', 'POSTGRES_USER', 'POSTGRES_PWD'],
    ...['NUM_HISTORY_SHARDS', 'DYNAMIC_CONFIG_FILE_PATH', 'LOG_LEVEL'],
    ...['DEFAULT_NAMESPACE', 'DEFAULT_NAMESPACE_RETENTION', 'SKIP_ADD_CUSTOM_SEARCH_ATTRIBUTES'],
  ],
  'temporalio/ui': [
    ...['TEMPORAL_ADDRESS', 'TEMPORAL_DEFAULT_NAMESPACE', 'TEMPORAL_UI_PORT', 'TEMPORAL_UI_PUBLIC_PATH'],
    ...['TEMPORAL_CODEC_ENDPOINT', 'TEMPORAL_CODEC_INCLUDE_CREDENTIALS', 'TEMPORAL_NOTIFY_ON_NEW_VERSION'],
  ],
  postgres: ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB'],
  'valkey/valkey': [],
};

const { services } = readCompose();
const ours = ['api', 'worker'];

/** `${NAME}`, `${NAME:-default}` and `${NAME:?reason}` in the file, and names passed on as they are. */
function variablesAskedFor(): string[] {
  const text = readTop('docker-compose.yml');
  const inText = [...text.matchAll(/\$\{(\w+)/g)].map(match => match[1] ?? '');
  const passedOn = Object.values(services).flatMap(({ environment }) =>
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : [])),
  );
  return [...new Set([...inText, ...passedOn])].sort();
}

/** The environment that compose would hand to a service, with `values` in place of `.env`. */
function environmentOf(name: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const filled = Object.entries(serviceOf(name).environment).flatMap(([variable, value]) => {
    const text = value?.replaceAll(
      /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
      (_, asked: string, fallback?: string) => values[asked] ?? fallback ?? '',
    );
    const result = text ?? values[variable];
    return result === undefined ? [] : [[variable, result] as const];
  });
  return Object.fromEntries(filled);
}

const filledIn = {
  ADMIN_TOKEN: 'a-token-of-an-operator',
  LEADWIRE_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  POSTGRES_PASSWORD: 'secret',
  ANTHROPIC_API_KEY: 'sk-test',
};

describe('the environment in docker-compose.yml', () => {
  test.each(ours)('%s is given only what our code reads', name => {
    const code = sourceOf(['runtime', 'main']);
    for (const variable of Object.keys(serviceOf(name).environment)) {
      expect(code).toMatch(new RegExp(`'${variable}'`));
    }
  });

  test.each(Object.keys(services).filter(name => !ours.includes(name)))(
    '%s is given only what its image knows',
    name => {
      const { image, environment } = serviceOf(name);
      expect(knownByImage[image.split(':')[0] ?? '']).toEqual(
        expect.arrayContaining(Object.keys(environment)),
      );
    },
  );

  test.each(ours)('%s starts with it as a production process that uses the services beside it', name => {
    const configuration = loadConfiguration(environmentOf(name, filledIn));
    expect(configuration).toMatchObject({
      production: true,
      port: 3000,
      host: '0.0.0.0',
      databaseUrl: 'postgres://leadwire:secret@postgres:5432/leadwire',
      redisUrl: 'redis://redis:6379',
      temporal: { address: 'temporal:7233', namespace: 'default' },
      ghl: { baseUrl: 'https://services.leadconnectorhq.com' },
      createTenantsOnFirstSight: false,
    });
    for (const address of [configuration.databaseUrl, configuration.redisUrl]) {
      expect(services).toHaveProperty([new URL(address ?? '').hostname]);
    }
  });

  test.each(Object.keys(filledIn))('it refuses to start without %s', secret => {
    expect(readTop('docker-compose.yml')).toContain(`\${${secret}:?`);
  });

  test('the API shows the Web UI under the path that the Web UI is served under', () => {
    const ui = serviceOf('temporal-ui').environment;
    const shown = new URL(serviceOf('api').environment['LEADWIRE_TEMPORAL_UI_URL'] ?? '');
    expect(shown.hostname).toBe('temporal-ui');
    expect(shown.port).toBe(ui['TEMPORAL_UI_PORT']);
    expect(shown.pathname).toBe(ui['TEMPORAL_UI_PUBLIC_PATH']);
    expect(ui['TEMPORAL_CODEC_ENDPOINT']).toMatch(/\/codec$/);
  });

  test('deploy/env.example names each variable that is asked for, and no other', () => {
    const named = [...readTop('deploy/env.example').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(
      match => match[1],
    );
    expect(named.sort()).toEqual(variablesAskedFor());
  });
});
