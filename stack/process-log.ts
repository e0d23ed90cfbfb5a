import { openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A log that has grown beyond this is put aside (as `.1`) at the next start of its process. */
const longestLogBytes = 20 * 1024 * 1024;

/** Where the output of the process `name` goes. */
export function logPathOf(logsFolder: string, name: string): string {
  return join(logsFolder, `${name}.log`);
}

/** Opens the log of a process for appending (0600) and returns its file descriptor. */
export function openProcessLog(logsFolder: string, name: string): number {
  const path = logPathOf(logsFolder, name);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > longestLogBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
