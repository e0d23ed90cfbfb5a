import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderAt } from '../../stack/data-folder';
import { endLeftOvers } from '../../stack/left-overs';
import { ProcessFile } from '../../stack/process-file';
import { isRunning, sendSignal } from '../../stack/process-identity';
import { startServers, type Servers } from '../../stack/start-servers';

/** One folder for each test run, named by the pid of the run. */
const runsFolder = join(tmpdir(), `leadwire-tests-${process.getuid?.() ?? 0}`);

export interface TestServers {
  readonly servers: Servers;
  /** Goes away with the servers. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Servers that were started elsewhere, by their variables; undefined for one that is to be started. */
export interface GivenServers {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly temporalAddress: string | undefined;
}

/** Starts the real servers once for a whole test run, in a folder that goes away with it. */
export async function startTestServers(given: GivenServers): Promise<TestServers> {
  await sweepEarlierRuns();
  const dataDir = join(runsFolder, String(process.pid));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Whatever way this run ends, its servers end with it.
  const endAtOnce = (): void => {
    for (const { pid } of new ProcessFile(dataFolderAt(dataDir).processesFile).read())
      sendSignal(pid, 'SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('exit', endAtOnce);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const reported: string[] = [];
  try {
    const servers = await startServers({
      dataDir,
      configuration: {
        databaseUrl: given.databaseUrl,
        redisUrl: given.redisUrl,
        temporal: { address: given.temporalAddress, namespace: 'default', apiKey: undefined, tls: false },
      },
      newNamespaces: true,
      restart: false,
      report: line => {
        reported.push(line);
        if (/install/.test(line) && !/installed before/.test(line)) process.stderr.write(`${line}\n`);
      },
    });
    return {
      servers,
      folder: dataDir,
      stop: async () => {
        await servers.stop();
        process.off('exit', endAtOnce);
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    process.stderr.write(`${reported.join('\n')}\n`);
    throw error;
  }
}

/** Ends what a test run that was killed has left behind. */
async function sweepEarlierRuns(): Promise<void> {
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(runsFolder)) {
    if (isRunning(Number(name))) continue;
    const folder = join(runsFolder, name);
    await endLeftOvers(dataFolderAt(folder), () => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}
