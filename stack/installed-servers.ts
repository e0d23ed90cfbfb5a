import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from './run-command';

/**
 * The folder that a server's package is installed in: shared by all data folders of this user.
 * @param forOtherUser the server will run as another user, who must be able to reach it
 */
export function installFolderOf(name: string, environment: Environment, forOtherUser: boolean): string {
  const home = environment['HOME'] || homedir();
  const cache = environment['XDG_CACHE_HOME'] || join(home, '.cache');
  const ownFolder = join(cache, 'leadwire', 'servers', name);
  return forOtherUser && !othersCanReach(ownFolder) ? join('/var/cache/leadwire/servers', name) : ownFolder;
}

/** True if any user may walk to this path, as far as it exists already. */
export function othersCanReach(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found && (found.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * Fills `target` by way of a folder beside it, so that it is there whole or not at all, even when two
 * starts install at once or one is killed half-way.
 * @param works whether a folder holds a program that runs; throws the reason if not
 */
export async function installWhole(
  target: string,
  fill: (draft: string) => Promise<void>,
  works: (folder: string) => Promise<void>,
): Promise<void> {
  makeReachable(dirname(target));
  const draft = mkdtempSync(`${target}.draft-`);
  try {
    await fill(draft);
    letOthersRead(draft);
    await works(draft);
    if (existsSync(target)) {
      // Another start was quicker, and its program may run by now: it is replaced only if it does not work.
      if (
        await works(target).then(
          () => true,
          () => false,
        )
      )
        return;
      rmSync(target, { recursive: true, force: true });
    }
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A strict umask of root would keep the user that Postgres runs as away from its programs. */
function letOthersRead(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  const runnable = found.isDirectory() || (found.mode & 0o100) !== 0;
  chmodSync(path, (found.mode & 0o777) | (runnable ? 0o055 : 0o044));
  if (found.isDirectory()) for (const entry of readdirSync(path)) letOthersRead(join(path, entry));
}

function makeReachable(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  mkdirSync(folder, { recursive: true });
  for (const made of missing) chmodSync(made, 0o755);
}
