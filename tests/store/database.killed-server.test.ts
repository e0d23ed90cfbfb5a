import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaults } from '../../runtime/defaults';
import { createLogger } from '../../runtime/logger';
import { startServers, type Servers } from '../../stack/start-servers';
import { openDatabase, type Database } from '../../store/database';

const dataDir = mkdtempSync(join(tmpdir(), 'leadwire-killed-postgres-'));
/** In the same folder it comes back on the same port, with what was committed. */
const startPostgres = (): Promise<Servers> =>
  startServers({
    dataDir,
    configuration: {
      databaseUrl: undefined,
      redisUrl: undefined,
      temporal: { address: undefined, namespace: 'default', apiKey: undefined, tls: false },
    },
    which: ['postgres'],
    restart: false,
    report: () => undefined,
  });

let servers: Servers;
let database: Database;
beforeAll(async () => {
  servers = await startPostgres();
  database = openDatabase(servers.databaseUrl, createLogger('test', 'silent'));
  await database.query('make', 'create table counted (n integer primary key)');
}, 90_000);
afterAll(async () => {
  await database.close();
  await servers.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** One writer after the other until it is over: each either has its row, or is told that Postgres is away. */
async function write(written: number[], refused: unknown[], next: () => number, over: () => boolean) {
  while (!over()) {
    const n = next();
    await database
      .transaction(async queries => {
        await queries.query('count', 'insert into counted values ($1)', [n]);
        await queries.query('look', 'select max(n) from counted');
      })
      .then(
        () => written.push(n),
        async (error: unknown) => {
          refused.push(error);
          await pause(50);
        },
      );
  }
}

test('killed and started again under load, what was committed is there and the pool recovers by itself', async () => {
  const written: number[] = [];
  const refused: unknown[] = [];
  let last = 0;
  let over = false;
  const writers = Array.from({ length: 2 * defaults.postgres.maxConnections }, () =>
    write(
      written,
      refused,
      () => (last += 1),
      () => over,
    ),
  );
  await pause(500);
  servers.kill();
  await pause(1_000);
  const writtenBefore = written.length;
  servers = await startPostgres();
  await pause(1_500);
  over = true;
  await Promise.all(writers);

  expect(writtenBefore).toBeGreaterThan(0);
  expect(written.length).toBeGreaterThan(writtenBefore);
  expect(refused.length).toBeGreaterThan(0);
  for (const error of refused) expect(error).toMatchObject({ code: 'database_unavailable' });
  const rows = await database.query<{ n: number }>('all', 'select n from counted');
  const kept = new Set(rows.map(row => row.n));
  expect(written.filter(n => !kept.has(n))).toEqual([]);
  expect(database.connections().waiting).toBe(0);
}, 90_000);
