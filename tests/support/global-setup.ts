import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '../../runtime/logger';
import { migrate } from '../../store/migrate';
import { bundleWorkflows } from '../../workers/workflow-bundle';
import { startTestServers, type TestServers } from './test-servers';

declare global {
  var leadwireTestServers: TestServers | undefined;
}

/**
 * Before all tests: one embedded Temporal, Postgres and Redis for the whole run, on free ports, told to
 * the tests by LEADWIRE_TEST_DATABASE_URL, LEADWIRE_TEST_REDIS_URL, LEADWIRE_TEST_TEMPORAL_ADDRESS and
 * LEADWIRE_TEST_TEMPORAL_BIN. A server whose variable is set already is used; with
 * LEADWIRE_TEST_SERVERS=off nothing is started, for tests that need none.
 */
async function setUp(): Promise<void> {
  if (process.env['LEADWIRE_TEST_SERVERS'] === 'off') return;
  const started = await startTestServers({
    databaseUrl: process.env['LEADWIRE_TEST_DATABASE_URL'],
    redisUrl: process.env['LEADWIRE_TEST_REDIS_URL'],
    temporalAddress: process.env['LEADWIRE_TEST_TEMPORAL_ADDRESS'],
  });
  globalThis.leadwireTestServers = started;
  const { servers, folder } = started;
  await migrate(servers.databaseUrl, createLogger('test', 'warn'));
  // Bundled once for all test files: it takes seconds.
  const bundle = join(folder, 'workflows.bundle.js');
  writeFileSync(bundle, await bundleWorkflows());
  process.env['LEADWIRE_TEST_WORKFLOW_BUNDLE'] = bundle;
  process.env['LEADWIRE_TEST_DATABASE_URL'] = servers.databaseUrl;
  process.env['LEADWIRE_TEST_REDIS_URL'] = servers.redisUrl;
  process.env['LEADWIRE_TEST_TEMPORAL_ADDRESS'] = servers.temporalAddress;
  if (servers.temporalProgram) process.env['LEADWIRE_TEST_TEMPORAL_BIN'] = servers.temporalProgram;
}

module.exports = setUp;
