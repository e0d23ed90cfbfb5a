import type { Configuration } from '../runtime/configuration';
import { LeadwireError } from '../runtime/errors';
import type { DataFolder } from './data-folder';
import { choosePorts, isPortFree } from './free-ports';
import type { Environment } from './run-command';

/**
 * The port of the API: the one that was set, or the default; another free one, and it is said, if
 * the default is taken.
 * @throws LeadwireError `configuration_invalid` if `PORT` is set and taken
 */
export async function chooseApiPort(
  configuration: Pick<Configuration, 'port' | 'host'>,
  environment: Environment,
  folder: DataFolder,
  report: (line: string) => void,
): Promise<number> {
  const { port, host } = configuration;
  if (await isPortFree(port, host)) return port;
  if (environment['PORT']?.trim()) {
    throw new LeadwireError(
      'configuration_invalid',
      `PORT: ${port} is taken by another program; set a free one`,
    );
  }
  const { api } = await choosePorts(['api'], folder.portsFile);
  report(`Port ${port} is taken by another program; the API uses ${api} (set PORT to choose)`);
  return api;
}

/** The address for people and programs of this machine. */
export function apiUrlOf(host: string, port: number): string {
  const everyInterface = host === '0.0.0.0' || host === '::';
  const name = everyInterface ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
