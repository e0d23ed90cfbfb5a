import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { dataFolderAt, type DataFolder } from '../../stack/data-folder';
import { endLeftOvers } from '../../stack/left-overs';
import { isRunning, sendSignal } from '../../stack/process-identity';
import { temporaryFolders } from './temporary-folder';
import { until } from './until';

const newFolder = temporaryFolders();
const stacks: { folder: DataFolder; child: ChildProcess }[] = [];
afterEach(async () => {
  for (const { folder, child } of stacks.splice(0)) {
    child.kill('SIGKILL');
    await endLeftOvers(folder, () => undefined);
  }
}, 60_000);

interface RunningStack {
  readonly child: ChildProcess;
  readonly folder: DataFolder;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

function startStack(dataDir: string, environment: Record<string, string | undefined> = {}): RunningStack {
  const child = spawn(process.execPath, [join(__dirname, 'fixtures', 'run-stack.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ANTHROPIC_API_KEY: undefined,
      ANTHROPIC_BASE_URL: undefined,
      GHL_API_BASE_URL: undefined,
      LEADWIRE_DATA_DIR: dataDir,
      ...environment,
    },
  });
  const folder = dataFolderAt(dataDir);
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr.on('data', (data: Buffer) => (text += data.toString()));
  stacks.push({ folder, child });
  const exitCode = new Promise<number | null>(resolve => child.once('close', resolve));
  return { child, folder, output: () => text, exitCode };
}

const pidsOf = (folder: DataFolder): Record<string, number> =>
  JSON.parse(readFileSync(folder.processesFile, 'utf8')) as Record<string, number>;
const isUp = (stack: RunningStack): boolean => stack.output().includes('╰─');

describe('npm start', () => {
  test('brings everything up, shows one box, and ends all of it on SIGTERM', async () => {
    const dataDir = newFolder();
    chmodSync(dataDir, 0o700);
    const stack = startStack(dataDir);
    await until(() => isUp(stack), 120_000);
    const running = pidsOf(stack.folder);
    expect(Object.keys(running).sort()).toEqual([
      'api',
      'postgres',
      'redis',
      'simulators',
      'temporal',
      'worker',
    ]);
    const facts = JSON.parse(readFileSync(stack.folder.stackFile, 'utf8')) as Record<string, string>;
    expect(facts).toMatchObject({
      pid: stack.child.pid,
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      ghlUrl: expect.stringMatching(/^http:/),
      claudeUrl: expect.stringMatching(/^http:/),
    });
    expect(statSync(stack.folder.stackFile).mode & 0o777).toBe(0o600);
    const box = stack
      .output()
      .split('\n')
      .filter(line => /^[╭│╰]/.test(line));
    expect(box.every(line => line.length <= 78)).toBe(true);
    expect(box.join('\n')).toContain(`${facts['apiUrl']}/dashboard`);
    expect(box.join('\n')).toContain('npx leadwire send');

    // Twice, as npm and the terminal do: it must not cut the drain short.
    stack.child.kill('SIGTERM');
    stack.child.kill('SIGINT');
    expect(await stack.exitCode).toBe(0);
    expect(Object.values(running).filter(isRunning)).toEqual([]);
    expect(pidsOf(stack.folder)).toEqual({});
    expect(existsSync(stack.folder.stackFile) || existsSync(stack.folder.lockFile)).toBe(false);
  }, 180_000);

  test('is refused where a stack runs already; after SIGKILL the next one clears up and starts', async () => {
    const dataDir = newFolder();
    const first = startStack(dataDir);
    await until(() => isUp(first), 120_000);
    const second = startStack(dataDir);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toMatch(
      new RegExp(
        `^Leadwire cannot start\\. Leadwire already runs in .* \\(pid ${first.child.pid} at http:[^)]*\\)`,
      ),
    );

    const abandoned = pidsOf(first.folder);
    first.child.kill('SIGKILL');
    await first.exitCode;
    // Our own processes notice by themselves; the servers are ended by the next start.
    await until(() => !['api', 'worker', 'simulators'].some(name => isRunning(abandoned[name] ?? 0)));
    const third = startStack(dataDir);
    await until(() => isUp(third), 120_000);
    expect(third.output()).toContain(`temporal (pid ${abandoned['temporal']}) was left running`);
    expect(Object.values(abandoned).filter(isRunning)).toEqual([]);
    third.child.kill('SIGINT');
    expect(await third.exitCode).toBe(0);
  }, 240_000);

  test('says that a worker died, starts it again, and leaves the rest alone', async () => {
    const stack = startStack(newFolder());
    await until(() => isUp(stack), 120_000);
    const before = pidsOf(stack.folder);
    sendSignal(before['worker'] ?? 0, 'SIGKILL');
    await until(() => stack.output().includes('worker is ready again'));
    expect(stack.output()).toContain('worker ended (signal SIGKILL); starting it again in 0.5 s');
    expect(pidsOf(stack.folder)).toEqual({ ...before, worker: expect.any(Number) });
    stack.child.kill('SIGTERM');
    expect(await stack.exitCode).toBe(0);
  }, 180_000);

  test('stops with one line that names the variable when a setting is wrong', async () => {
    const stack = startStack(newFolder(), { TEMPORAL_ADDRESS: 'not an address' });
    expect(await stack.exitCode).toBe(1);
    expect(stack.output()).toMatch(/^Leadwire cannot start\. TEMPORAL_ADDRESS: [^\n]+\n$/);
  }, 60_000);

  test('that is stopped while it starts leaves nothing running', async () => {
    const stack = startStack(newFolder());
    const pids = await until(() => existsSync(stack.folder.processesFile) && pidsOf(stack.folder), 60_000);
    stack.child.kill('SIGINT');
    expect(await stack.exitCode).toBe(0);
    expect(Object.values(pids).filter(isRunning)).toEqual([]);
    expect(pidsOf(stack.folder)).toEqual({});
  }, 120_000);
});
