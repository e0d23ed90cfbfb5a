import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { DataFolder } from './data-folder';
import { keepPostgresPassword } from './development-secrets';
import { readIfThere, writePrivateFile } from './private-file';
import { processIdentity } from './process-identity';
import { canPassFolders, giveTo, postgresUserFor, type PostgresUser } from './postgres-user';
import { serverEnvironment } from './server-environment';
import { spawnServer } from './spawn-server';

/** Name of the role and of the database that Leadwire uses in its embedded Postgres. */
const roleAndDatabase = 'leadwire';

/** The major version that made the data in `postgres/`; undefined where there is none yet. */
export function dataMajorVersion(folder: DataFolder): number | undefined {
  const text = readIfThere(join(folder.postgres, 'PG_VERSION'))?.trim();
  return text ? Number.parseInt(text, 10) : undefined;
}

/** The address of the embedded Postgres, its password within. */
export function postgresUrl(folder: DataFolder, port: number, database = roleAndDatabase): string {
  return `postgres://${roleAndDatabase}:${keepPostgresPassword(folder.keys)}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes the database cluster in `postgres/`, if there is none. It is made beside and moved into
 * place, so that a start that is killed meanwhile leaves nothing half made.
 * @throws LeadwireError `start_failed` with what initdb says
 */
export async function preparePostgresData(programs: string, folder: DataFolder): Promise<void> {
  const user = postgresUserFor(folder.postgres);
  if (dataMajorVersion(folder) !== undefined) {
    if (user) giveTo(user, folder.postgres);
    dropForeignPidFile(folder);
    return;
  }
  const draft = `${folder.postgres}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  chmodSync(draft, 0o700);
  if (user) giveTo(user, draft);
  await initialise(programs, draft, keepPostgresPassword(folder.keys), user);
  renameSync(draft, folder.postgres);
}

/** Starts Postgres on 127.0.0.1; commits are synced to disk before they are acknowledged. */
export function spawnPostgres(programs: string, folder: DataFolder, port: number): ChildProcess {
  const user = postgresUserFor(folder.postgres);
  const settings = [
    `listen_addresses=127.0.0.1`,
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    // What Postgres says of a failed statement may quote what a lead wrote: the program that sent it
    // is told, the log is not. (`log` stands above `error` in the order of this setting.)
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
  ];
  return withFolder(folder.postgres, user, (path, folderDescriptor) =>
    spawnServer({
      name: 'postgres',
      file: join(programs, 'postgres'),
      args: ['-D', path, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])],
      logsFolder: folder.logs,
      ...(user && { user }),
      ...(folderDescriptor !== undefined && { folderDescriptor }),
    }),
  );
}

/** Resolves if Postgres at this address answers a query within two seconds; else throws why. */
export async function queryPostgres(url: string, statement = 'select 1'): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes Leadwire's database in the embedded Postgres, if it is not there. Resolves once it answers. */
export async function openDatabase(folder: DataFolder, port: number): Promise<void> {
  const server = postgresUrl(folder, port, 'postgres');
  const found = await queryPostgres(server, `select 1 from pg_database where datname = '${roleAndDatabase}'`);
  if (found.length === 0) await queryPostgres(server, `create database ${roleAndDatabase}`);
  await queryPostgres(postgresUrl(folder, port));
}

async function initialise(
  programs: string,
  dataFolder: string,
  password: string,
  user: PostgresUser | undefined,
): Promise<void> {
  const passwordFile = `${dataFolder}.password`;
  writePrivateFile(passwordFile, `${password}\n`);
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const descriptor = openSync(passwordFile, 'r');
  try {
    const passedOn = user !== undefined && canPassFolders();
    await withFolder(dataFolder, user, (path, folderDescriptor) => {
      const args = ['-D', path, '-U', roleAndDatabase, '-E', 'UTF8', '--no-locale', '--auth=scram-sha-256'];
      const child = spawn(
        join(programs, 'initdb'),
        [...args, `--pwfile=${passedOn ? '/proc/self/fd/4' : passwordFile}`],
        {
          stdio: ['ignore', 'pipe', 'pipe', folderDescriptor ?? 'ignore', descriptor],
          env: serverEnvironment(),
          cwd: '/',
          ...user,
        },
      );
      return endOfInitdb(child);
    });
  } finally {
    closeSync(descriptor);
    rmSync(passwordFile, { force: true });
  }
}

function endOfInitdb(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (text: Buffer): void => void (output += text.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const failed = (why: string): LeadwireError =>
      new LeadwireError('start_failed', `Postgres could not make its data folder: ${why}`);
    child.once('error', error => reject(failed(messageOf(error))));
    child.once('close', code =>
      code === 0 ? resolve() : reject(failed(output.trim().split('\n').slice(-3).join(' '))),
    );
  });
}

/**
 * Calls `use` with the name under which Postgres can open the folder: as another user through a
 * descriptor that we opened, for that user may not be able to walk to it.
 */
function withFolder<Result>(
  folder: string,
  user: PostgresUser | undefined,
  use: (path: string, descriptor: number | undefined) => Result,
): Result {
  if (!user || !canPassFolders()) return use(folder, undefined);
  const descriptor = openSync(folder, 'r');
  try {
    return use('/proc/self/fd/3', descriptor);
  } finally {
    // The child has its own copy as soon as spawn returns.
    closeSync(descriptor);
  }
}

/**
 * After a crash `postmaster.pid` stays behind; where pids were given out anew meanwhile (another
 * boot, another container) it may name a stranger, and Postgres would refuse to start.
 */
function dropForeignPidFile(folder: DataFolder): void {
  const path = join(folder.postgres, 'postmaster.pid');
  const pid = Number.parseInt(readIfThere(path) ?? '', 10);
  if (!(pid > 0) || processIdentity(pid) === undefined) return;
  const command = existsSync(`/proc/${pid}/comm`) ? readIfThere(`/proc/${pid}/comm`) : 'postgres';
  if (!command?.includes('postgres')) rmSync(path, { force: true });
}
