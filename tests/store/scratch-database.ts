import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { databaseUrl } from './open-test-store';

/** A database of its own in the Postgres of the test run, for tests that count rows or read plans. */
export interface ScratchDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes it with all tables. */
export async function makeScratchDatabase(): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  const url = new URL(databaseUrl());
  url.pathname = `/${name}`;
  await run(databaseUrl(), [`create database ${name}`]);
  await run(url.toString(), migrations());
  return {
    url: url.toString(),
    drop: () => run(databaseUrl(), [`drop database if exists ${name} with (force)`]),
  };
}

/** The migrations by hand: their runner is an ES module, which jest does not load. */
function migrations(): string[] {
  const folder = join(__dirname, '../../store/migrations');
  const files = readdirSync(folder).sort();
  return files.map(name => readFileSync(join(folder, name), 'utf8').split('-- Down Migration')[0] ?? '');
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
