import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { prepareDataFolder, type DataFolder } from '../../stack/data-folder';
import { superviseNodeProcess, type NodeProcessOptions } from '../../stack/node-process';
import { isRunning, sendSignal } from '../../stack/process-identity';
import type { SupervisedProcess } from '../../stack/supervised-process';
import { temporaryFolders } from './temporary-folder';
import { until } from './until';

const newFolder = temporaryFolders();
const started: SupervisedProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await child.stop();
});

interface StandIn {
  readonly child: SupervisedProcess;
  readonly folder: DataFolder;
  readonly lines: string[];
  readonly environment: Record<string, string | undefined>;
}

function standIn(mode = 'good', more: Partial<NodeProcessOptions<unknown>> = {}): StandIn {
  const folder = prepareDataFolder(newFolder());
  const lines: string[] = [];
  const environment: Record<string, string | undefined> = { ...process.env, STAND_IN: mode };
  const child = superviseNodeProcess({
    name: 'worker',
    script: join(__dirname, 'fixtures', 'stand-in.js'),
    environment,
    folder,
    message: z.unknown(),
    drainTimeoutMs: 5_000,
    backOff: { firstMs: 100, longestMs: 400, calmAfterMs: 60_000 },
    report: line => lines.push(line),
    ...more,
  });
  started.push(child);
  return { child, folder, lines, environment };
}

const processesOf = (folder: DataFolder): unknown => JSON.parse(readFileSync(folder.processesFile, 'utf8'));

describe('a supervised process', () => {
  test('stands in processes.json with its own pid while it runs, and no longer', async () => {
    const { child, folder } = standIn();
    await child.start();
    expect(processesOf(folder)).toEqual({ worker: child.pid });
    await child.stop();
    expect(processesOf(folder)).toEqual({});
  });

  test('that is killed is started again, which is said plainly, and processes.json follows', async () => {
    const { child, folder, lines } = standIn();
    await child.start();
    const first = child.pid ?? 0;
    sendSignal(first, 'SIGKILL');
    await until(() => lines.some(line => line.startsWith('worker is ready again')));
    expect(lines).toContain('worker ended (signal SIGKILL); starting it again in 0.1 s');
    expect(child.pid).not.toBe(first);
    expect(processesOf(folder)).toEqual({ worker: child.pid });
  });

  test('that keeps dying is started again after ever longer waits, up to a longest', async () => {
    const { child, lines, environment } = standIn();
    await child.start();
    environment['STAND_IN'] = 'dies at once';
    sendSignal(child.pid ?? 0, 'SIGKILL');
    const waits = (): string[] => lines.flatMap(line => /again in (.*)$/.exec(line)?.[1] ?? []);
    await until(() => waits().length >= 4);
    expect(waits().slice(0, 4)).toEqual(['0.1 s', '0.2 s', '0.4 s', '0.4 s']);
    expect(lines.some(line => line.includes('ended (exit code 3) before it was ready'))).toBe(true);
  });

  test('that dies at once in every first attempt fails the start with the place of its log', async () => {
    const { child, folder } = standIn('dies at once', { firstAttempts: 2 });
    await expect(child.start()).rejects.toMatchObject({
      code: 'start_failed',
      message: `worker ended (exit code 3) before it was ready; its log is ${join(folder.logs, 'worker.log')}`,
    });
    expect(processesOf(folder)).toEqual({});
  });

  test('that is never ready is ended and fails the start', async () => {
    const { child, folder } = standIn('never ready', { readyTimeoutMs: 300, firstAttempts: 1 });
    await expect(child.start()).rejects.toThrow('worker was not ready within 0.3 s');
    expect(processesOf(folder)).toEqual({});
  });

  test('that does not hear SIGTERM is killed after its time', async () => {
    const { child, lines } = standIn('deaf', { drainTimeoutMs: 200 });
    await child.start();
    const pid = child.pid ?? 0;
    await child.stop();
    expect(isRunning(pid)).toBe(false);
    expect(lines).toContain('worker did not end within 0.2 s; killing it');
  });

  test('that is stopped while it waits for its next start stays stopped', async () => {
    const { child, lines } = standIn('good', {
      backOff: { firstMs: 60_000, longestMs: 60_000, calmAfterMs: 60_000 },
    });
    await child.start();
    sendSignal(child.pid ?? 0, 'SIGKILL');
    await until(() => lines.some(line => line.includes('starting it again in 60 s')));
    await child.stop();
    expect(lines.some(line => line.includes('ready again'))).toBe(false);
  });

  test('has its log in a file, and only warnings in the terminal', async () => {
    const { child, folder, lines } = standIn();
    await child.start();
    const log = await until(() => {
      const text = readFileSync(join(folder.logs, 'worker.log'), 'utf8');
      return text.includes('port') && text;
    });
    expect(log).toContain('quiet line');
    await until(() => lines.length > 0);
    expect(lines).toEqual([expect.stringMatching(/^worker: warning: port /)]);
  });
});
