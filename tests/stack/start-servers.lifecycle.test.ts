import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Client } from 'pg';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderAt } from '../../stack/data-folder';
import { isRunning, sendSignal } from '../../stack/process-identity';
import { queryPostgres } from '../../stack/postgres-server';
import { pingRedis } from '../../stack/redis-server';
import { startServers, type Servers, type StartServersOptions } from '../../stack/start-servers';
import { until } from './until';

/** As an operator has it: a folder that only we can enter, below one that only we can enter. */
const parent = mkdtempSync(join(tmpdir(), 'leadwire-private-'));
const dataDir = join(parent, 'data');
const folder = dataFolderAt(dataDir);
const lines: string[] = [];
const temporal = { address: undefined, namespace: 'somewhere', apiKey: undefined, tls: false };
const options: StartServersOptions = {
  dataDir,
  configuration: { databaseUrl: undefined, redisUrl: undefined, temporal },
  codecEndpoint: 'http://127.0.0.1:3000/codec',
  report: line => lines.push(line),
};
const pids = (): Record<string, number> =>
  JSON.parse(readFileSync(folder.processesFile, 'utf8')) as Record<string, number>;

/** Undefined if the very first start failed. */
let running: Servers | undefined;
let servers: Servers;
beforeAll(async () => {
  chmodSync(parent, 0o700);
  running = servers = await startServers(options);
}, 180_000);
afterAll(async () => {
  await running?.stop();
  rmSync(parent, { recursive: true, force: true });
}, 60_000);

describe('the embedded servers', () => {
  test('are healthy, each with its own pid in processes.json', async () => {
    expect(Object.keys(pids()).sort()).toEqual(['postgres', 'redis', 'temporal']);
    for (const pid of Object.values(pids())) expect(isRunning(pid)).toBe(true);
    await pingRedis(servers.redisUrl);
    expect(await queryPostgres(servers.databaseUrl, 'select current_database() as name')).toEqual([
      { name: 'leadwire' },
    ]);
  });

  test('leave a data folder of mode 0700 as it is, whoever Postgres runs as', () => {
    expect(statSync(parent).mode & 0o777).toBe(0o700);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(dataDir).uid).toBe(process.getuid?.());
    // Postgres refuses to run as root: only its own part is handed to another user.
    if (process.getuid?.() === 0) expect(statSync(folder.postgres).uid).not.toBe(0);
    else expect(statSync(folder.postgres).uid).toBe(process.getuid?.());
  });

  test('let nobody into Postgres without the password', async () => {
    const url = new URL(servers.databaseUrl);
    url.password = 'guessed';
    const client = new Client({ connectionString: url.href });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  test('have Postgres acknowledge only what is on disk', async () => {
    expect(await queryPostgres(servers.databaseUrl, 'show synchronous_commit')).toEqual([
      { synchronous_commit: 'on' },
    ]);
    expect(await queryPostgres(servers.databaseUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
  });

  test('keep closed runs for 30 days', async () => {
    const connection = await Connection.connect({ address: servers.temporalAddress });
    const found = await connection.workflowService.describeNamespace({ namespace: 'somewhere' });
    await connection.close();
    expect(Number(found.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
  });

  test('have a Web UI that is told where payloads are decrypted', async () => {
    const page = await fetch(servers.temporalUiUrl ?? '');
    expect(page.status).toBe(200);
    const settings = await fetch(`${servers.temporalUiUrl}/api/v1/settings`);
    expect(await settings.json()).toMatchObject({ Codec: { Endpoint: 'http://127.0.0.1:3000/codec' } });
  });

  test.each(['redis', 'postgres', 'temporal'])(
    'carry on when %s is killed: it comes back under a new pid at the same address',
    async name => {
      const before = pids();
      lines.length = 0;
      sendSignal(before[name] ?? 0, 'SIGKILL');
      await until(() => lines.some(line => line.startsWith(`${name} is ready again`)), 60_000);
      expect(lines[0]).toBe(`${name} ended (signal SIGKILL); starting it again in 0.5 s`);
      expect(pids()).toEqual({ ...before, [name]: expect.any(Number) });
      expect(pids()[name]).not.toBe(before[name]);
    },
    90_000,
  );

  test('stop without leaving anything, and have their data and ports again at the next start', async () => {
    await queryPostgres(servers.databaseUrl, 'create table kept as select 42 as answer');
    const addresses = [servers.databaseUrl, servers.redisUrl, servers.temporalAddress];
    const pidsBefore = Object.values(pids());
    await servers.stop();
    expect(pidsBefore.filter(isRunning)).toEqual([]);
    expect(pids()).toEqual({});
    running = servers = await startServers(options);
    expect([servers.databaseUrl, servers.redisUrl, servers.temporalAddress]).toEqual(addresses);
    expect(await queryPostgres(servers.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  }, 90_000);

  test('write no log line that holds a failed statement', async () => {
    await expect(queryPostgres(servers.databaseUrl, "select 'secret words' / 0")).rejects.toThrow();
    expect(readFileSync(join(folder.logs, 'postgres.log'), 'utf8')).not.toContain('secret words');
  });
});

describe('a server that is given', () => {
  test('is used and not started', async () => {
    const otherDir = join(parent, 'given');
    const given = await startServers({
      ...options,
      dataDir: otherDir,
      configuration: {
        databaseUrl: servers.databaseUrl,
        redisUrl: servers.redisUrl,
        temporal: { ...temporal, address: servers.temporalAddress },
      },
    });
    expect(given).toMatchObject({
      databaseUrl: servers.databaseUrl,
      redisUrl: servers.redisUrl,
      temporalAddress: servers.temporalAddress,
      temporalUiUrl: undefined,
    });
    await given.stop();
    await pingRedis(servers.redisUrl);
  });

  test.each([
    ['DATABASE_URL', { databaseUrl: 'postgres://user:hidden@127.0.0.1:1/db' }],
    ['REDIS_URL', { redisUrl: 'redis://:hidden@127.0.0.1:1' }],
    ['TEMPORAL_ADDRESS', { temporal: { ...temporal, address: '127.0.0.1:1' } }],
  ])('and does not answer (%s) stops the start with one line, without its password', async (name, given) => {
    const starting = startServers({
      ...options,
      dataDir: join(parent, 'unreachable'),
      which: [name === 'DATABASE_URL' ? 'postgres' : name === 'REDIS_URL' ? 'redis' : 'temporal'],
      configuration: { ...options.configuration, ...given },
    });
    const error = await starting.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'configuration_invalid' });
    const message = error instanceof Error ? error.message : '';
    expect(message).toMatch(new RegExp(`^${name}: .* does not answer at 127\\.0\\.0\\.1:1 `));
    expect(message).not.toMatch(/hidden|\n/);
  });
});
