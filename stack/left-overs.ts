import { setTimeout as pause } from 'node:timers/promises';
import type { DataFolder } from './data-folder';
import { ProcessFile, type RecordedProcess } from './process-file';
import { isRunning, processIdentity, sendSignal } from './process-identity';

/** How long a left-over may take to end before it is killed, in milliseconds. */
const patienceMs = 10_000;

/** Ended last and in this order, so that what still drains can write. */
const servers = ['redis', 'postgres', 'temporal'];

/**
 * Ends what an earlier stack left running in this data folder because it was killed itself. Only a
 * process that is still the very one recorded is touched: a pid that means another process by now is
 * left alone and its entry dropped. The caller holds the folder's lock.
 */
export async function endLeftOvers(
  folder: DataFolder,
  report: (line: string) => void,
  timeoutMs = patienceMs,
): Promise<void> {
  const file = new ProcessFile(folder.processesFile);
  const recorded = file.read();
  const ours = recorded.filter(isStillThatProcess);
  for (const other of recorded.filter(entry => !ours.includes(entry))) file.forget(other.name, other.pid);
  const end = async (entry: RecordedProcess): Promise<void> => {
    report(`${entry.name} (pid ${entry.pid}) was left running by an earlier start; ending it`);
    await endProcess(entry, timeoutMs);
    file.forget(entry.name, entry.pid);
  };
  await Promise.all(ours.filter(entry => !servers.includes(entry.name)).map(end));
  for (const name of servers) {
    const server = ours.find(entry => entry.name === name);
    if (server) await end(server);
  }
}

function isStillThatProcess(entry: RecordedProcess): boolean {
  return entry.identity !== undefined && processIdentity(entry.pid) === entry.identity;
}

async function endProcess(entry: RecordedProcess, timeoutMs: number): Promise<void> {
  // Postgres takes SIGTERM as "wait for all clients", SIGINT as "end them and stop".
  sendSignal(entry.pid, entry.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  if (await isGoneWithin(entry.pid, timeoutMs)) return;
  if (!isStillThatProcess(entry)) return;
  sendSignal(entry.pid, 'SIGKILL');
  await isGoneWithin(entry.pid, timeoutMs);
}

async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (isRunning(pid)) {
    if (performance.now() > until) return false;
    await pause(50);
  }
  return true;
}
