import { LeadwireError, messageOf } from '../runtime/errors';
import { prepareDataFolder, type DataFolder } from './data-folder';
import { choosePorts } from './free-ports';
import {
  checkGivenDatabase,
  checkGivenRedis,
  checkGivenTemporal,
  type ServerConfiguration,
} from './given-servers';
import { pollUntil } from './poll';
import { postgresKind } from './postgres-program';
import {
  dataMajorVersion,
  openDatabase,
  postgresUrl,
  preparePostgresData,
  spawnPostgres,
} from './postgres-server';
import { postgresUserFor } from './postgres-user';
import { ProcessFile } from './process-file';
import { logPathOf } from './process-log';
import { redisKind } from './redis-program';
import { pingRedis, spawnRedis } from './redis-server';
import type { Environment } from './run-command';
import { obtainServer } from './server-lookup';
import type { ServerName } from './server-program';
import { SupervisedProcess, type SupervisedProcessOptions } from './supervised-process';
import { keepClosedRuns, askWebUi } from './temporal-namespace';
import { temporalKind } from './temporal-program';
import { spawnTemporal, temporalUiPath } from './temporal-server';

/** A first start on a slow disk, with initdb and schema set-up; in milliseconds. */
const readyTimeoutMs = 60_000;

export interface StartServersOptions {
  readonly dataDir: string;
  /** A server whose address is given here is checked and used, not started. */
  readonly configuration: ServerConfiguration;
  /** Where the Temporal Web UI has payloads decrypted. Undefined: no Web UI is started. */
  readonly codecEndpoint?: string;
  /** Only these; all three unless given. */
  readonly which?: readonly ServerName[];
  /** Ports that no server may be given, though they are free: the API's. */
  readonly takenPorts?: readonly number[];
  /** Temporal namespaces will be made while it runs, as tests do; false unless given. */
  readonly newNamespaces?: boolean;
  /** Whether a server that dies is started again; true unless given. */
  readonly restart?: boolean;
  /** Where programs are looked for; `process.env` unless given. */
  readonly environment?: Environment;
  /** Told of each step, one line each. */
  readonly report: (line: string) => void;
  /** Aborted: the start ends as soon as it can, and what was started is stopped. */
  readonly signal?: AbortSignal;
}

export interface Servers {
  /** Empty for a server that was not asked for in `which`. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly temporalAddress: string;
  /** With its path; undefined if Temporal is not ours or has no Web UI. */
  readonly temporalUiUrl: string | undefined;
  /** The program of the embedded Temporal, for tests that start more of them. */
  readonly temporalProgram: string | undefined;
  /** Stops what was started: Redis, then Postgres, then Temporal. Each wait is bounded. */
  stop(): Promise<void>;
  /** Ends what was started at once. */
  kill(): void;
}

interface Context extends StartServersOptions {
  readonly folder: DataFolder;
  readonly environment: Environment;
  readonly ports: Awaited<ReturnType<typeof chooseServerPorts>>;
  readonly started: Map<ServerName, SupervisedProcess>;
}

/**
 * Finds (or installs) the servers, starts them side by side, and waits until each is healthy.
 * @throws LeadwireError `server_not_found`, `start_failed` or `configuration_invalid`, after whatever
 * was started has been stopped again
 */
export async function startServers(options: StartServersOptions): Promise<Servers> {
  const folder = prepareDataFolder(options.dataDir);
  const started = new Map<ServerName, SupervisedProcess>();
  const ports = await chooseServerPorts(folder, options.takenPorts ?? []);
  const environment = options.environment ?? process.env;
  const context: Context = { ...options, folder, environment, ports, started };
  const kill = (): void => started.forEach(server => server.kill());
  const stop = async (): Promise<void> => {
    for (const name of ['redis', 'postgres', 'temporal'] as const) await started.get(name)?.stop();
  };
  const wanted = (name: ServerName): boolean => !options.which || options.which.includes(name);
  const all = await Promise.allSettled([
    wanted('postgres') ? postgresAddress(context) : '',
    wanted('redis') ? redisAddress(context) : '',
    wanted('temporal') ? temporalAddresses(context) : nothingOfTemporal,
  ]);
  const [postgres, redis, temporal] = all;
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled' && temporal.status === 'fulfilled') {
    return { databaseUrl: postgres.value, redisUrl: redis.value, ...temporal.value, stop, kill };
  }
  await stop();
  throw firstOf(all, options.report);
}

function chooseServerPorts(folder: DataFolder, taken: readonly number[]): Promise<Record<PortName, number>> {
  return choosePorts(portNames, folder.portsFile, taken);
}

const portNames = ['temporal', 'temporalUi', 'temporalHttp', 'temporalMetrics', 'postgres', 'redis'] as const;
type PortName = (typeof portNames)[number];

async function postgresAddress(context: Context): Promise<string> {
  const { folder, ports, configuration } = context;
  if (configuration.databaseUrl !== undefined) {
    await checkGivenDatabase(configuration.databaseUrl);
    context.report('Postgres: using the one of DATABASE_URL');
    return configuration.databaseUrl;
  }
  const wish = {
    major: dataMajorVersion(folder),
    forOtherUser: postgresUserFor(folder.postgres) !== undefined,
  };
  const program = await obtainServer(postgresKind(context.environment, wish), context.report);
  await preparePostgresData(program.path, folder);
  await startServer(context, 'postgres', ports.postgres, {
    spawn: () => spawnPostgres(program.path, folder, ports.postgres),
    untilReady: (_, signal) => pollUntil(() => openDatabase(folder, ports.postgres), signal),
    // "Fast" shutdown: clients are disconnected, data is written out.
    stopSignal: 'SIGINT',
  });
  return postgresUrl(folder, ports.postgres);
}

async function redisAddress(context: Context): Promise<string> {
  const { folder, ports, configuration } = context;
  if (configuration.redisUrl !== undefined) {
    await checkGivenRedis(configuration.redisUrl);
    context.report('Redis: using the one of REDIS_URL');
    return configuration.redisUrl;
  }
  const program = await obtainServer(redisKind(context.environment), context.report);
  const url = `redis://127.0.0.1:${ports.redis}`;
  await startServer(context, 'redis', ports.redis, {
    spawn: () => spawnRedis(program.path, folder, ports.redis),
    untilReady: (_, signal) => pollUntil(() => pingRedis(url), signal),
    stopSignal: 'SIGTERM',
  });
  return url;
}

type TemporalAddresses = Pick<Servers, 'temporalAddress' | 'temporalUiUrl' | 'temporalProgram'>;

const nothingOfTemporal: TemporalAddresses = {
  temporalAddress: '',
  temporalUiUrl: undefined,
  temporalProgram: undefined,
};

async function temporalAddresses(context: Context): Promise<TemporalAddresses> {
  const { folder, ports, configuration, codecEndpoint, newNamespaces = false } = context;
  const given = configuration.temporal.address;
  if (given !== undefined) {
    await checkGivenTemporal(configuration.temporal, given);
    context.report('Temporal: using the one of TEMPORAL_ADDRESS');
    return { ...nothingOfTemporal, temporalAddress: given };
  }
  const program = await obtainServer(temporalKind(context.environment), context.report);
  const { namespace } = configuration.temporal;
  const address = `127.0.0.1:${ports.temporal}`;
  const uiUrl = codecEndpoint && `http://127.0.0.1:${ports.temporalUi}${temporalUiPath}`;
  await startServer(context, 'temporal', ports.temporal, {
    spawn: () => spawnTemporal(program.path, folder, { namespace, ports, codecEndpoint, newNamespaces }),
    untilReady: async (_, signal) => {
      await pollUntil(() => keepClosedRuns(address, namespace), signal);
      if (uiUrl) await pollUntil(() => askWebUi(uiUrl), signal);
    },
    stopSignal: 'SIGTERM',
  });
  return { temporalAddress: address, temporalUiUrl: uiUrl, temporalProgram: program.path };
}

async function startServer(
  context: Context,
  name: ServerName,
  port: number,
  how: Pick<SupervisedProcessOptions, 'spawn' | 'untilReady' | 'stopSignal'>,
): Promise<void> {
  if (context.signal?.aborted) throw new LeadwireError('start_failed', 'the start was stopped');
  const server = new SupervisedProcess({
    ...how,
    name,
    readyTimeoutMs,
    stopTimeoutMs: 15_000,
    restart: context.restart ?? true,
    logPath: logPathOf(context.folder.logs, name),
    processFile: new ProcessFile(context.folder.processesFile),
    report: context.report,
  });
  context.started.set(name, server);
  const stopEarly = (): void => void server.stop();
  context.signal?.addEventListener('abort', stopEarly, { once: true });
  const began = performance.now();
  try {
    await server.start();
  } finally {
    context.signal?.removeEventListener('abort', stopEarly);
  }
  const tookSeconds = ((performance.now() - began) / 1000).toFixed(1);
  context.report(`${name}: healthy on 127.0.0.1:${port} after ${tookSeconds} s`);
}

/** The first failure is thrown; the others are told, so that one run shows all that is missing. */
function firstOf(all: readonly PromiseSettledResult<unknown>[], report: (line: string) => void): unknown {
  const [first, ...others] = all.flatMap(one => (one.status === 'rejected' ? [one.reason as unknown] : []));
  others.forEach(other => report(messageOf(other)));
  return first;
}
