import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger';
import { openDatabase, type Database } from '../../store/database';
import { databaseUrl } from './open-test-store';

const told: [name: string, outcome: string][] = [];
const times: number[] = [];
let database: Database;
beforeAll(() => {
  database = openDatabase(databaseUrl(), createLogger('test', 'silent'), {
    onQuery: (name, milliseconds, outcome) => {
      told.push([name, outcome]);
      times.push(milliseconds);
    },
  });
});
afterAll(() => database.close());

test('every statement is told of by its name, with how long it took and how it ended', async () => {
  told.length = 0;
  await database.query('one', 'select 1');
  await database.query('none', 'select * from no_such_table').catch(() => undefined);
  await database.transaction(queries => queries.query('two', 'select 2'));
  expect(told).toEqual([
    ['connection', 'ok'],
    ['one', 'ok'],
    ['connection', 'ok'],
    ['none', 'failed'],
    ['connection', 'ok'],
    ['begin', 'ok'],
    ['two', 'ok'],
    ['commit', 'ok'],
  ]);
  for (const milliseconds of times) expect(milliseconds).toBeGreaterThanOrEqual(0);
});

test('a statement is prepared once for each connection', async () => {
  await database.query('prepared-once', 'select $1::integer', [1]);
  await database.query('prepared-once', 'select $1::integer', [2]);
  const rows = await database.query(
    'prepared-look',
    `select statement from pg_prepared_statements where name = 'prepared-once'`,
  );
  expect(rows).toEqual([{ statement: 'select $1::integer' }]);
});

test('a name that stands for two texts is refused', async () => {
  await database.query('two-texts', 'select 1');
  await expect(database.query('two-texts', 'select 2')).rejects.toThrow('Prepared statements must be unique');
  expect(await database.query('two-texts', 'select 1')).toHaveLength(1);
});

test('what Postgres refuses is passed on as it is, and keeps the connection', async () => {
  await expect(database.query('zero', 'select 1 / $1::integer', [0])).rejects.toMatchObject({
    code: '22012',
  });
  await expect(
    database.transaction(queries => queries.query('zero', 'select 1 / $1::integer', [0])),
  ).rejects.toMatchObject({ code: '22012' });
  expect(database.connections()).toMatchObject({ open: 1, idle: 1, waiting: 0 });
});

test('a transaction that throws leaves nothing behind', async () => {
  const work = database.transaction(async queries => {
    await queries.query('half', 'create table half_done (n integer)');
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await database.query('half-look', `select to_regclass('half_done') as made`)).toEqual([
    { made: null },
  ]);
});
