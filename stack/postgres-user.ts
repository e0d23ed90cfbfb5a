import { chownSync, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './private-file';

/** The user that Postgres runs as, when it cannot be ours: it refuses to run as root. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Undefined where Postgres runs as ourselves. As root it is the owner of the data there is, else
 * `postgres` if this machine has such a user, else `nobody`.
 */
export function postgresUserFor(dataFolder: string): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = statSync(dataFolder, { throwIfNoEntry: false });
  if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  return userNamed('postgres') ?? userNamed('nobody') ?? { uid: 65_534, gid: 65_534 };
}

/** Gives a folder and all in it to that user. Its parents stay as they are. */
export function giveTo(user: PostgresUser, path: string): void {
  chownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const entry of readdirSync(path)) giveTo(user, join(path, entry));
}

/**
 * Whether a folder that the user cannot walk to may be handed over as an open descriptor and be
 * named `/proc/self/fd/N`: so a data folder that is 0700 and root's needs no opening up.
 */
export function canPassFolders(): boolean {
  return existsSync('/proc/self/fd');
}

function userNamed(name: string): PostgresUser | undefined {
  const line = readIfThere('/etc/passwd')
    ?.split('\n')
    .find(entry => entry.startsWith(`${name}:`));
  const [uid, gid] = (line ?? '').split(':').slice(2, 4).map(Number);
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { uid, gid };
}
