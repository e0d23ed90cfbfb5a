/**
 * Gets a fresh clone ready to run: packages, then the compiled code. Uses nothing but Node, for
 * nothing else is there yet; nothing newer than Node 14 either, so that an old Node can be told so.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];
const dist = join(root, 'dist');
const installedMark = join(root, 'node_modules', '.leadwire-installed');
const builtMark = join(dist, '.built');
const lockFolder = join(dist, '.preparing');

/** Folders at the top that hold no code of the running system. */
const notCode = ['node_modules', 'dist', 'tests', 'docs', 'coverage', 'deploy'];
const codeFile = /\.(ts|json|sql|html|css|js|mjs|svg|txt|jsonl|png|ico)$/;

/**
 * Checks Node, installs the packages of package-lock.json if they are not there, and compiles if the
 * sources have changed. Does nothing, quickly, when all is up to date. On failure it says why and
 * ends the process with exit code 1.
 * @param {{build: boolean, quiet?: boolean}} options `quiet`: speak only on stderr
 */
export function prepare({ build, quiet = false }) {
  const say = line => process[quiet ? 'stderr' : 'stdout'].write(`${line}\n`);
  checkNode();
  if (isInstalled() && (!build || isBuilt())) return;
  withLock(say, () => {
    // Looked at again: another start may have done the work while this one waited.
    if (!isInstalled()) installPackages(say, quiet);
    if (build && !isBuilt()) compile(say, quiet);
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(
    `Leadwire needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

function isInstalled() {
  if (!existsSync(join(root, 'node_modules'))) return false;
  return readText(installedMark) === lockHash() || hasPackagesOfLock();
}

function lockHash() {
  const lock = join(root, 'package-lock.json');
  return hashOf([existsSync(lock) ? lock : join(root, 'package.json')]);
}

/** True if someone ran npm by hand and every package is there in its version. */
function hasPackagesOfLock() {
  const wanted = readJson(join(root, 'package-lock.json'));
  const present = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.peer || (present.packages[path] || {}).version === entry.version,
  );
}

function installPackages(say, quiet) {
  const began = Date.now();
  say('Installing packages (npm install) …');
  // Not `npm ci`: it refuses a lock file that does not list the optional packages of every platform,
  // which a registry may not offer. --no-save takes the versions of the lock file and leaves it alone.
  // Development packages too, also where NODE_ENV is production: the compiler is one of them.
  runNpm(['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'], quiet);
  mkdirSync(dirname(installedMark), { recursive: true });
  writeFileSync(installedMark, lockHash());
  say(`Packages installed in ${secondsSince(began)} s`);
}

function isBuilt() {
  return readText(builtMark) === hashOf(sourceFiles());
}

function compile(say, quiet) {
  const began = Date.now();
  const sources = hashOf(sourceFiles());
  say('Compiling …');
  rmSync(builtMark, { force: true });
  runNpm(['run', '--silent', 'build'], quiet);
  writeFileSync(builtMark, sources);
  say(`Compiled in ${secondsSince(began)} s`);
}

function sourceFiles() {
  const dataFolder = resolve(root, process.env.LEADWIRE_DATA_DIR || '.leadwire');
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map(name =>
    join(root, name),
  );
  const walk = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (path === dataFolder || entry.name === 'results') continue;
      if (entry.isDirectory()) walk(path);
      else if (codeFile.test(entry.name)) files.push(path);
    }
  };
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const isCode = entry.isDirectory() && !entry.name.startsWith('.') && !notCode.includes(entry.name);
    if (isCode && join(root, entry.name) !== dataFolder) walk(join(root, entry.name));
  }
  return files.filter(file => existsSync(file)).sort();
}

/** One hash over names and contents: times of files mean nothing after a checkout. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Runs npm's own script with this Node; falls back to the `npm` of PATH. */
function runNpm(args, quiet) {
  const script = process.env.npm_execpath;
  const viaNode = script && /npm-cli\.c?js$/.test(script) && existsSync(script);
  const [file, all] = viaNode ? [process.execPath, [script, ...args]] : ['npm', args];
  const stdio = ['ignore', quiet ? 2 : 'inherit', 'inherit'];
  const result = spawnSync(file, all, {
    cwd: root,
    stdio,
    env: { ...process.env, npm_config_update_notifier: 'false' },
  });
  if (result.error) fail(`npm could not be run (${result.error.message}); install it, then try again`);
  if (result.signal) process.exit(130);
  if (result.status !== 0)
    fail(`"npm ${args.join(' ')}" failed (exit code ${result.status}); its reason stands above`);
}

/** Lets one process at a time install and compile here; a lock whose process is gone is taken over. */
function withLock(say, work) {
  for (let waited = false; !tryLock(); waited = true) {
    if (!waited) say('Another start is installing or compiling here; waiting for it …');
    sleep(200);
  }
  const release = () => rmSync(lockFolder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function tryLock() {
  const owner = join(lockFolder, 'pid');
  mkdirSync(dist, { recursive: true });
  try {
    mkdirSync(lockFolder);
    writeFileSync(owner, String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const pid = Number(readText(owner));
  const ageMs =
    Date.now() - (statSync(lockFolder, { throwIfNoEntry: false }) || { mtimeMs: Date.now() }).mtimeMs;
  if (pid ? !isAlive(pid) : ageMs > 5000) rmSync(lockFolder, { recursive: true, force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readJson(path) {
  try {
    return JSON.parse(readText(path));
  } catch {
    return undefined;
  }
}

function secondsSince(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
