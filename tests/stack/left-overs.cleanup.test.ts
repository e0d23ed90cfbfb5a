import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { prepareDataFolder } from '../../stack/data-folder';
import { endLeftOvers } from '../../stack/left-overs';
import { writePrivateFile } from '../../stack/private-file';
import { ProcessFile } from '../../stack/process-file';
import { isRunning } from '../../stack/process-identity';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach(child => child.kill('SIGKILL')));

function sleeper(script = 'setInterval(() => {}, 1000)'): number {
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

describe('what an earlier start left running', () => {
  test('is ended, said, and taken out of processes.json', async () => {
    const folder = prepareDataFolder(newFolder());
    const file = new ProcessFile(folder.processesFile);
    const pids = { redis: sleeper(), worker: sleeper() };
    file.record('redis', pids.redis);
    file.record('worker', pids.worker);
    const lines: string[] = [];
    await endLeftOvers(folder, line => lines.push(line));
    expect(isRunning(pids.redis) || isRunning(pids.worker)).toBe(false);
    expect(lines).toEqual([
      `worker (pid ${pids.worker}) was left running by an earlier start; ending it`,
      `redis (pid ${pids.redis}) was left running by an earlier start; ending it`,
    ]);
    expect(readFileSync(folder.processesFile, 'utf8')).toBe('{}\n');
  });

  test('is killed if it does not hear', async () => {
    const folder = prepareDataFolder(newFolder());
    const pid = sleeper("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
    new ProcessFile(folder.processesFile).record('api', pid);
    await endLeftOvers(folder, () => undefined, 300);
    expect(isRunning(pid)).toBe(false);
  });

  test('is left alone if its pid means another process by now', async () => {
    const folder = prepareDataFolder(newFolder());
    const stranger = sleeper();
    const file = new ProcessFile(folder.processesFile);
    file.record('redis', stranger);
    const identities = folder.processesFile.replace('.json', '.identities.json');
    writePrivateFile(identities, JSON.stringify({ redis: `${stranger} another-boot/1` }));
    await endLeftOvers(folder, () => undefined);
    expect(isRunning(stranger)).toBe(true);
    expect(file.read()).toEqual([]);
  });

  test('is left alone if only its pid was ever written', async () => {
    const folder = prepareDataFolder(newFolder());
    const stranger = sleeper();
    writePrivateFile(folder.processesFile, JSON.stringify({ redis: stranger }));
    await endLeftOvers(folder, () => undefined);
    expect(isRunning(stranger)).toBe(true);
  });
});
