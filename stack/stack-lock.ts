import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { LeadwireError } from '../runtime/errors';
import type { DataFolder } from './data-folder';
import { hasErrorCode } from './error-code';
import { readJsonIfThere, writePrivateFile } from './private-file';
import { processIdentity } from './process-identity';

const Owner = z.object({ pid: z.number().int(), identity: z.string(), address: z.string().optional() });
type Owner = z.infer<typeof Owner>;

/** The right to run a stack in one data folder. */
export interface StackLock {
  /** Says at which address this stack answers, for whoever tries to start a second one. */
  publish(address: string): void;
  release(): void;
}

/**
 * Takes the data folder for this process. A lock whose process has ended is taken over.
 * @throws LeadwireError `start_failed` with the pid and address of the stack that runs there already
 */
export function claimDataFolder(folder: DataFolder): StackLock {
  const mine: Owner = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (tryToTake(folder.lockFile, mine)) return lockOf(folder.lockFile, mine);
    const owner = ownerOf(folder.lockFile);
    if (owner && isAlive(owner)) throw alreadyRuns(folder, owner);
    setAside(folder.lockFile, owner);
  }
  throw new LeadwireError(
    'already_running',
    `Another start is taking ${folder.root} at this moment; try again`,
  );
}

/** The live stack that holds this data folder, if there is one. */
export function runningStack(folder: DataFolder): { pid: number; address?: string | undefined } | undefined {
  const owner = ownerOf(folder.lockFile);
  return owner && isAlive(owner) ? owner : undefined;
}

/** Links a finished file into place: unlike opening it, nobody ever sees it half written. */
function tryToTake(path: string, mine: Owner): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead lock away, and puts it back should another start have replaced it meanwhile. */
function setAside(path: string, seen: Owner | undefined): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    const moved = ownerOf(aside);
    if (moved && moved.identity !== seen?.identity && isAlive(moved)) linkSync(aside, path);
  } catch {
    // Gone already, or another start was quicker: the next attempt sees what is there now.
  } finally {
    rmSync(aside, { force: true });
  }
}

function lockOf(path: string, mine: Owner): StackLock {
  return {
    publish: address => {
      writePrivateFile(path, JSON.stringify({ ...mine, address }));
    },
    release: () => {
      if (ownerOf(path)?.identity === mine.identity) rmSync(path, { force: true });
    },
  };
}

function ownerOf(path: string): Owner | undefined {
  return Owner.safeParse(readJsonIfThere(path)).data;
}

function isAlive(owner: Owner): boolean {
  return processIdentity(owner.pid) === owner.identity;
}

function alreadyRuns(folder: DataFolder, owner: Owner): LeadwireError {
  const where = owner.address ? ` at ${owner.address}` : '';
  return new LeadwireError(
    'already_running',
    `Leadwire already runs in ${folder.root} (pid ${owner.pid}${where}); stop it, or set LEADWIRE_DATA_DIR to another folder`,
  );
}
