/**
 * `npm test`: type check, lint, format check, then jest. Each static step counts as one test. The very
 * last line is `N passed, N failed`. Arguments go to jest, which then runs alone:
 * `npm test -- tests/domain`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prepare, root } from './bootstrap.mjs';

/** How long jest may linger once its results are written, in milliseconds. */
const lingerMs = 15_000;

const tool = (...path) => join(root, 'node_modules', ...path);
const steps = [
  { name: 'type check', args: [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', args: [tool('eslint', 'bin', 'eslint.js'), '.'] },
  {
    name: 'format check',
    args: [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
];

prepare({ build: true });
const running = new Set();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    for (const child of running) child.kill(signal);
  });
}

const jestArguments = process.argv.slice(2);
const outcomes = jestArguments.length > 0 ? [] : await runSteps();
if (!interrupted) outcomes.push(await runJest(jestArguments));
if (interrupted) outcomes.push({ passed: 0, failed: 1 });
const passed = sum(outcomes, 'passed');
const failed = sum(outcomes, 'failed');
process.stdout.write(`\n${passed} passed, ${failed} failed\n`, () => process.exit(failed === 0 ? 0 : 1));

/** All at once: they are short, and the machine has more than one core. */
function runSteps() {
  return Promise.all(
    steps.map(async ({ name, args }) => {
      const began = Date.now();
      const { code, output } = await run(args, 'pipe');
      const verdict = code === 0 ? 'passed' : 'FAILED';
      const took = ((Date.now() - began) / 1000).toFixed(1);
      process.stdout.write(`${name}: ${verdict} (${took} s)\n${code === 0 ? '' : output}`);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    }),
  );
}

async function runJest(extra) {
  const folder = mkdtempSync(join(tmpdir(), 'leadwire-results-'));
  const results = join(folder, 'results.json');
  try {
    const args = [tool('jest', 'bin', 'jest.js'), '--json', `--outputFile=${results}`, ...extra];
    const { code } = await run(args, 'inherit', () => read(results) !== undefined);
    return countsOf(read(results), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite that could not run counts as one failed test; so does a run that failed otherwise. */
function countsOf(results, code) {
  if (!results) return { passed: 0, failed: 1 };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** Runs a Node script. `isDone`: once true, the process is given a little longer and then ended. */
async function run(args, output, isDone) {
  const text = [];
  // jest --json prints its results to stdout too; people read its stderr.
  const stdio = output === 'pipe' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'ignore', 'inherit'];
  const child = spawn(process.execPath, args, { cwd: root, stdio, env: process.env });
  running.add(child);
  child.stdout?.on('data', data => text.push(data));
  child.stderr?.on('data', data => text.push(data));
  const ended = new Promise(resolve => {
    child.once('error', error => resolve({ code: -1, output: error.message }));
    child.once('close', code => resolve({ code: code ?? -1, output: Buffer.concat(text).toString() }));
  });
  const result = await (isDone ? Promise.race([ended, endLingering(child, ended, isDone)]) : ended);
  running.delete(child);
  return result;
}

async function endLingering(child, ended, isDone) {
  let over = false;
  void ended.then(() => (over = true));
  while (!over && !isDone()) await pause(500);
  await Promise.race([ended, pause(lingerMs)]);
  if (over) return ended;
  process.stderr.write('jest did not end after its last test: a test left something open. Ending it.\n');
  child.kill('SIGKILL');
  await ended;
  return { code: 0, output: '' };
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function sum(outcomes, key) {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}
