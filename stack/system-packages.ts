import { findOnPath, type Environment } from './run-command';

/** Names of one thing in the package managers people have. */
export interface SystemPackage {
  readonly apt: string;
  readonly dnf: string;
  readonly brew: string;
}

export const systemPackages = {
  pip: { apt: 'python3 python3-pip', dnf: 'python3 python3-pip', brew: 'python' },
  redis: { apt: 'redis-server', dnf: 'redis', brew: 'redis' },
  postgres: { apt: 'postgresql', dnf: 'postgresql-server', brew: 'postgresql' },
} as const satisfies Record<string, SystemPackage>;

/** The command that installs it with this machine's package manager; apt's where none is recognised. */
export function systemInstallCommand(wanted: SystemPackage, environment: Environment): string {
  const asRoot = process.getuid?.() === 0 ? '' : 'sudo ';
  if (findOnPath('apt-get', environment)) return `${asRoot}apt-get install -y ${wanted.apt}`;
  if (findOnPath('dnf', environment)) return `${asRoot}dnf install -y ${wanted.dnf}`;
  if (process.platform === 'darwin' || findOnPath('brew', environment)) return `brew install ${wanted.brew}`;
  return `${asRoot}apt-get install -y ${wanted.apt}`;
}
