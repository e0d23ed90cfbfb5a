import { describe, expect, test } from '@jest/globals';
import { defaults } from '../../runtime/defaults';
import { readTop, sourceOf } from '../deploy/deployment-files';
import { codeIn, tableRows } from './tables';

/** The variables that others rely on. */
const contract = [
  ...['PORT', 'LEADWIRE_DATA_DIR', 'DATABASE_URL', 'REDIS_URL', 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'],
  ...['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'GHL_API_BASE_URL', 'GHL_CLIENT_ID', 'GHL_CLIENT_SECRET'],
  ...['GHL_WEBHOOK_PUBLIC_KEYS', 'GHL_LEGACY_SIGNATURE', 'ADMIN_TOKEN', 'LEADWIRE_ENCRYPTION_KEYS'],
  'NODE_ENV',
];

const rows = tableRows('docs/configuration.md');
const documented = rows.flatMap(([name = '']) => codeIn(name));

/** Whatever of ours the code names, be it read, set or told to a person. */
function namedInCode(): string[] {
  const code = sourceOf([
    ...['main', 'runtime', 'stack', 'workers', 'api', 'activities', 'workflows', 'store', 'cache', 'claude'],
    ...['ghl', 'simulator'],
  ]);
  const prefixed = code.matchAll(/\bLEADWIRE_[A-Z][A-Z_]*[A-Z]\b/g);
  const read = code.matchAll(/environment, '([A-Z_]+)'|(?:environment|env)\['([A-Z_]+)'\]/g);
  const names = [
    ...[...prefixed].map(match => match[0]),
    ...[...read].flatMap(match => match[1] ?? match[2] ?? []),
  ];
  // Where programs are cached is the system's own convention, not a setting of ours.
  return [...new Set(names)].filter(name => !['HOME', 'XDG_CACHE_HOME', 'PATH'].includes(name));
}

describe('docs/configuration.md', () => {
  test.each(contract)('documents %s', name => {
    expect(documented).toContain(name);
  });

  test('documents every variable that the code names', () => {
    expect(namedInCode().filter(name => !documented.includes(name))).toEqual([]);
  });

  test('documents nothing that neither the code nor docker-compose.yml knows', () => {
    const compose = readTop('docker-compose.yml');
    const known = namedInCode();
    const unknown = documented.filter(name => !known.includes(name) && !compose.includes(`\${${name}`));
    expect(unknown).toEqual([]);
  });

  test('names the defaults that the code has', () => {
    const defaultOf = (name: string): string | undefined =>
      rows.find(([cell]) => cell === `\`${name}\``)?.[1];
    expect(defaultOf('PORT')).toBe(`\`${defaults.port}\``);
    expect(defaultOf('LEADWIRE_DATA_DIR')).toBe(`\`${defaults.dataDir}\``);
    expect(defaultOf('TEMPORAL_NAMESPACE')).toBe(`\`${defaults.temporalNamespace}\``);
    expect(defaultOf('GHL_API_BASE_URL')).toBe(`\`${defaults.ghlBaseUrl}\``);
  });
});
