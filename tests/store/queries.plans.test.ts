import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { fillDatabase } from '../../bench/database-fill';
import { fillSizeOf, leadOf } from '../../bench/database-names';
import { createLogger } from '../../runtime/logger';
import { openDatabase } from '../../store/database';
import { storeOn, type Store } from '../../store/store';
import { hotPathCalls, offTheHotPath } from './hot-path-calls';
import { testCipher } from './open-test-store';
import { faultsOfPlans, noting, type Statement } from './plan-reading';
import { makeScratchDatabase, type ScratchDatabase } from './scratch-database';

const size = fillSizeOf(25_000);
const lead = leadOf(7, size);
const limits = { largeTableRows: 2_000, rowsAtMost: 300 };

let scratch: ScratchDatabase;
let client: Client;
let store: Store;
let rowsOfTables: ReadonlyMap<string, number>;
const asked: Statement[] = [];
/** By its call, in the order in which they were made. */
const statementsOf = new Map<string, Statement[]>();

beforeAll(async () => {
  scratch = await makeScratchDatabase();
  client = new Client({ connectionString: scratch.url });
  await client.connect();
  await fillDatabase(client, size, () => undefined, new AbortController().signal);
  await client.query('vacuum analyze');
  const tables = await client.query<{ name: string; rows: number }>(
    `select relname as name, reltuples::float8 as rows from pg_class where relkind = 'r'`,
  );
  rowsOfTables = new Map(tables.rows.map(table => [table.name, table.rows]));
  const database = openDatabase(scratch.url, createLogger('test', 'silent'));
  store = storeOn(
    noting(database, statement => asked.push(statement)),
    testCipher,
  );
  for (const [name, call] of hotPathCalls) {
    asked.length = 0;
    await call(store, lead);
    statementsOf.set(name, [...(statementsOf.get(name) ?? []), ...asked]);
  }
}, 90_000);
afterAll(async () => {
  await store.close();
  await client.end();
  await scratch.drop();
});

test('the tables are large enough for a scan to be the wrong plan', () => {
  for (const table of [
    'messages',
    'runs',
    'sends',
    'send_covers',
    'contacts',
    'conversations',
    'qualification_flows',
    'claude_calls',
    'claude_budgets',
  ])
    expect([table, (rowsOfTables.get(table) ?? 0) >= limits.largeTableRows]).toEqual([table, true]);
});

describe('with many rows, Postgres finds what it is asked for by an index, whatever the values', () => {
  test.each([...new Set(hotPathCalls.map(([name]) => name))])('in %s', async name => {
    for (const statement of statementsOf.get(name) ?? [])
      expect(await faultsOfPlans(client, statement, rowsOfTables, limits)).toEqual([]);
  });
});

test('a statement that no index serves is found out', async () => {
  const faults = (text: string, values: readonly unknown[]): Promise<string[]> =>
    faultsOfPlans(client, { name: 'unserved', text, values }, rowsOfTables, limits);
  expect(await faults('select 1 from messages where body = $1', ['hello'])).toContain(
    'unserved, force_generic_plan: Seq Scan messages reads the whole table',
  );
  const through = await faults(
    'select 1 from messages where location_id = $1 and body = $2 order by location_id, message_id',
    [lead.locationId, 'hello'],
  );
  expect(through.join()).toMatch(/looks at \d+ rows/);
});

test('every call of a repository is looked at, or named as one that nobody waits for', () => {
  const calls = Object.entries(store).flatMap(([name, repository]: [string, unknown]) =>
    typeof repository === 'object' && repository !== null && name !== 'database'
      ? Object.keys(repository).map(method => `${name}.${method}`)
      : [],
  );
  const known = new Set<string>([...hotPathCalls.map(([name]) => name), ...Object.keys(offTheHotPath)]);
  const isKnown = (call: string): boolean => known.has(call) || known.has(`${call.split('.')[0]}.*`);
  expect(calls.filter(call => !isKnown(call))).toEqual([]);
});

describe('the name of a statement', () => {
  const folder = join(__dirname, '../../store');
  const sources = readdirSync(folder).filter(name => name.endsWith('.ts'));
  /** The first argument of each `query(…)`, where it is written out. */
  const written = sources.flatMap(name =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/\bquery(?:<[^()]*>)?\(\s*['`]([^'`]+)['`]/g)].map(
      match => match[1] ?? '',
    ),
  );

  test('stands once in the sources', () => {
    expect(written.length).toBeGreaterThan(50);
    expect(written.filter((name, place) => written.indexOf(name) !== place)).toEqual([]);
  });

  test('always means the same text', () => {
    const texts = new Map<string, string>();
    for (const { name, text } of [...statementsOf.values()].flat()) {
      expect([name, texts.get(name) ?? text]).toEqual([name, text]);
      texts.set(name, text);
    }
    expect(texts.size).toBeGreaterThan(50);
  });

  test('is short enough for Postgres to tell it from others', () => {
    const names = [...statementsOf.values()].flat().map(statement => statement.name);
    expect(names.filter(name => name.length > 63)).toEqual([]);
  });
});
