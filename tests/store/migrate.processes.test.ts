import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { databaseUrl } from './open-test-store';

/** As it is built: the library that migrates is an ES module, which jest does not load. */
const builtMigrate = join(__dirname, '../../dist/store/migrate.js');
const builtLogger = join(__dirname, '../../dist/runtime/logger.js');
const program = `
  const { migrate } = require(${JSON.stringify(builtMigrate)});
  const { createLogger } = require(${JSON.stringify(builtLogger)});
  migrate(process.env.DATABASE_URL, createLogger('test')).catch(error => { console.error(error); process.exit(1); });`;

const name = `migrate_${randomUUID().replaceAll('-', '')}`;
let server: Client;
beforeAll(async () => {
  server = new Client({ connectionString: databaseUrl() });
  await server.connect();
  await server.query(`create database ${name}`);
});
afterAll(async () => {
  await server.query(`drop database ${name} with (force)`);
  await server.end();
});

const migrateInAnotherProcess = async (url: string): Promise<string> =>
  (
    await promisify(execFile)(process.execPath, ['-e', program], {
      env: { ...process.env, DATABASE_URL: url },
    })
  ).stdout;

test('many processes that start at once on an empty database migrate it once', async () => {
  const url = new URL(databaseUrl());
  url.pathname = `/${name}`;
  const printed = await Promise.all(Array.from({ length: 3 }, () => migrateInAnotherProcess(url.href)));
  expect(printed.filter(text => text.includes('brought up to date'))).toHaveLength(1);

  const database = new Client({ connectionString: url.href });
  await database.connect();
  const { rows } = await database.query<{ table_name: string }>(
    `select table_name from information_schema.tables where table_schema = 'public'`,
  );
  const migrations = await database.query('select name from schema_migrations');
  await database.end();
  expect(rows.map(row => row.table_name)).toEqual(
    expect.arrayContaining([
      'tenants',
      'conversations',
      'messages',
      'runs',
      'sends',
      'send_covers',
      'webhook_events',
    ]),
  );
  expect(new Set(migrations.rows.map(row => JSON.stringify(row))).size).toBe(migrations.rows.length);
  expect(await migrateInAnotherProcess(url.href)).toBe('');
}, 60_000);
