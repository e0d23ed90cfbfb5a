import { Client } from 'pg';
import { join } from 'node:path';
import type { Logger } from '../runtime/logger';

/** Any number, the same in every process: whoever holds it migrates, the others wait. */
const migrationLock = 5_323_947_210;

/**
 * Brings the schema up to date. Safe to call from many processes at once: one does the work, the
 * others wait for it and find nothing left to do.
 */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  // An ES module: loaded when it is needed, for not everything that imports this file can load one.
  const { runner } = await import('node-pg-migrate');
  const client = new Client({ connectionString: databaseUrl, application_name: 'leadwire-migrate' });
  // The query under way is rejected too; unheard, the loss itself would end the process.
  client.on('error', error => logger.warn({ error }, 'the connection for migrations was lost'));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const applied = await runner({
      dbClient: client,
      dir: join(__dirname, 'migrations'),
      direction: 'up',
      migrationsTable: 'schema_migrations',
      noLock: true,
      logger: { info: () => {}, warn: text => logger.warn(text), error: text => logger.error(text) },
    });
    if (applied.length > 0)
      logger.info({ applied: applied.map(one => one.name) }, 'the database schema was brought up to date');
  } finally {
    await client.end();
  }
}
