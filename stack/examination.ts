import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Configuration } from '../runtime/configuration';
import { messageOf } from '../runtime/errors';
import { dataFolderAt } from './data-folder';
import { isPortFree } from './free-ports';
import { checkGivenDatabase, checkGivenRedis, checkGivenTemporal } from './given-servers';
import { postgresKind } from './postgres-program';
import { dataMajorVersion } from './postgres-server';
import { postgresUserFor } from './postgres-user';
import { pipTrouble } from './python-packages';
import { redisKind } from './redis-program';
import type { Environment } from './run-command';
import { findServer } from './server-lookup';
import type { ServerKind } from './server-program';
import { runningStack } from './stack-lock';
import { systemInstallCommand, systemPackages } from './system-packages';
import { temporalKind } from './temporal-program';

/** One thing looked at. */
export interface Finding {
  readonly ok: boolean;
  /** What was found, in one line. */
  readonly what: string;
  /** What to do about it; only where it is not ok. */
  readonly cure?: string;
}

/** Looks at everything the stack needs on this machine, without starting or installing anything. */
export async function examineMachine(
  configuration: Configuration,
  environment: Environment,
): Promise<Finding[]> {
  const folder = dataFolderAt(configuration.dataDir);
  const { databaseUrl, redisUrl, temporal } = configuration;
  const postgres = (): ServerKind =>
    postgresKind(environment, {
      major: dataMajorVersion(folder),
      forOtherUser: postgresUserFor(folder.postgres) !== undefined,
    });
  const { address } = temporal;
  return [
    examineDataFolder(folder.root),
    await examinePort(configuration, environment),
    await (address !== undefined
      ? examineGiven('Temporal', 'TEMPORAL_ADDRESS', () => checkGivenTemporal(temporal, address))
      : examineProgram(() => temporalKind(environment))),
    await (databaseUrl !== undefined
      ? examineGiven('Postgres', 'DATABASE_URL', () => checkGivenDatabase(databaseUrl))
      : examineProgram(postgres)),
    await (redisUrl !== undefined
      ? examineGiven('Redis', 'REDIS_URL', () => checkGivenRedis(redisUrl))
      : examineProgram(() => redisKind(environment))),
  ];
}

/** Whether wheels can be installed: needed only while a server is still missing. */
export async function examinePython(environment: Environment): Promise<Finding> {
  const trouble = await pipTrouble(environment);
  if (trouble === undefined) return { ok: true, what: 'python3 and pip' };
  return { ok: false, what: trouble, cure: systemInstallCommand(systemPackages.pip, environment) };
}

function examineDataFolder(root: string): Finding {
  let nearest = root;
  while (!statSync(nearest, { throwIfNoEntry: false })) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return { ok: true, what: `Data folder ${root}${nearest === root ? '' : ' (made at the first start)'}` };
  } catch {
    return {
      ok: false,
      what: `Data folder ${root} cannot be written`,
      cure: 'set LEADWIRE_DATA_DIR to a folder that can be',
    };
  }
}

async function examinePort(configuration: Configuration, environment: Environment): Promise<Finding> {
  const { port, host, dataDir } = configuration;
  const running = runningStack(dataFolderAt(dataDir));
  if (running) {
    return {
      ok: true,
      what: `Leadwire runs here (pid ${running.pid}, ${running.address ?? 'still starting'})`,
    };
  }
  if (await isPortFree(port, host)) return { ok: true, what: `Port ${port} is free` };
  return environment['PORT']?.trim()
    ? { ok: false, what: `Port ${port} is taken by another program`, cure: 'set PORT to a free one' }
    : { ok: true, what: `Port ${port} is taken by another program; a free one will be used` };
}

async function examineGiven(
  title: string,
  variable: string,
  check: () => Promise<unknown>,
): Promise<Finding> {
  try {
    await check();
    return { ok: true, what: `${title}: the one of ${variable} answers` };
  } catch (error) {
    return { ok: false, what: title, cure: messageOf(error) };
  }
}

async function examineProgram(kindOf: () => ServerKind): Promise<Finding> {
  const kind = kindOf();
  const remarks: string[] = [];
  try {
    const found = await findServer(kind, line => remarks.push(line));
    if (found) return { ok: true, what: `${kind.title} ${found.version}: ${found.path} (${found.from})` };
  } catch (error) {
    return { ok: false, what: kind.title, cure: messageOf(error) };
  }
  const { trouble, command } = await kind.cure();
  const source = kind.packages[0];
  if (source && (trouble === undefined || kind.name === 'postgres')) {
    return { ok: true, what: `${kind.title}: not here yet; the first start installs ${source.title}` };
  }
  const why = [trouble, ...remarks].filter(Boolean).join('; ');
  return { ok: false, what: `${kind.title}: not found and cannot be installed (${why})`, cure: command };
}
