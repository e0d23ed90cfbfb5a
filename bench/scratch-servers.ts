import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { messageOf } from '../runtime/errors';
import { createLogger } from '../runtime/logger';
import type { Environment } from '../stack/run-command';
import { startServers } from '../stack/start-servers';
import { migrate } from '../store/migrate';

/** A database that is made for one benchmark, and a Redis. Both go away with it. */
export interface ScratchServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** `own`: a Postgres started for this run; `given`: a database of its own in another's. */
  readonly postgres: 'own' | 'given';
  close(): Promise<void>;
}

export interface ScratchServersOptions {
  /** Of a Postgres in which a database may be made; undefined: one is started. */
  readonly databaseUrl: string | undefined;
  readonly environment: Environment;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Starts what is needed and makes a new, migrated database. @throws LeadwireError, or what Postgres says */
export async function openScratchServers(options: ScratchServersOptions): Promise<ScratchServers> {
  const dataDir = mkdtempSync(join(tmpdir(), 'leadwire-bench-'));
  const servers = await startServers({
    dataDir,
    configuration: {
      databaseUrl: options.databaseUrl,
      redisUrl: undefined,
      temporal: { address: undefined, namespace: 'default', apiKey: undefined, tls: false },
    },
    which: ['postgres', 'redis'],
    restart: false,
    environment: options.environment,
    report: options.report,
    signal: options.signal,
  });
  const stop = async (): Promise<void> => {
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const database = await makeScratchDatabase(servers.databaseUrl);
    return {
      databaseUrl: database.url,
      redisUrl: servers.redisUrl,
      postgres: options.databaseUrl === undefined ? 'own' : 'given',
      async close() {
        await database.drop().catch((error: unknown) => options.report(messageOf(error)));
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A new, migrated database beside the one at the address. */
async function makeScratchDatabase(
  serverUrl: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `leadwire_scratch_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const drop = (): Promise<void> => onServer(serverUrl, `drop database if exists ${name} with (force)`);
  await onServer(serverUrl, `create database ${name}`);
  try {
    await migrate(url.toString(), createLogger('scratch', 'warn'));
  } catch (error) {
    await drop();
    throw error;
  }
  return { url: url.toString(), drop };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
