import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const run = promisify(execFile);

/** A clone in small: the real bootstrap, no packages, and a build that counts how often it ran. */
function smallClone(): string {
  const top = newFolder();
  mkdirSync(join(top, 'main'));
  mkdirSync(join(top, 'domain'));
  copyFileSync(join(__dirname, '..', '..', 'main', 'bootstrap.mjs'), join(top, 'main', 'bootstrap.mjs'));
  writeFileSync(join(top, 'domain', 'code.ts'), 'export const one = 1;\n');
  const manifest = { name: 'small', version: '1.0.0', scripts: { build: 'echo built >> builds.txt' } };
  writeFileSync(join(top, 'package.json'), JSON.stringify(manifest));
  const lock = {
    name: 'small',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'small', version: '1.0.0' } },
  };
  writeFileSync(join(top, 'package-lock.json'), JSON.stringify(lock));
  return top;
}

async function prepare(top: string): Promise<string> {
  const script = "import('./main/bootstrap.mjs').then(({ prepare }) => prepare({ build: true }))";
  const environment = { ...process.env, LEADWIRE_DATA_DIR: join(top, 'data') };
  return (await run(process.execPath, ['-e', script], { cwd: top, env: environment })).stdout;
}

const buildsOf = (top: string): number =>
  readFileSync(join(top, 'builds.txt'), 'utf8').split('\n').length - 1;

describe('the first start of a clone', () => {
  test('installs and compiles, saying so; the next does neither and is silent', async () => {
    const top = smallClone();
    expect(await prepare(top)).toMatch(/Installing packages \(npm install\)[^]*Compiled in/);
    expect(await prepare(top)).toBe('');
    expect(buildsOf(top)).toBe(1);
  }, 60_000);

  test('is followed by another compilation only when a source has changed', async () => {
    const top = smallClone();
    await prepare(top);
    mkdirSync(join(top, 'data'));
    writeFileSync(join(top, 'data', 'processes.json'), '{}');
    expect(await prepare(top)).toBe('');
    writeFileSync(join(top, 'domain', 'code.ts'), 'export const one = 2;\n');
    expect(await prepare(top)).not.toContain('Installing');
    expect(buildsOf(top)).toBe(2);
  }, 60_000);

  test('and a second one at the same time do the work once', async () => {
    const top = smallClone();
    await Promise.all([prepare(top), prepare(top)]);
    expect(buildsOf(top)).toBe(1);
  }, 60_000);

  test('takes over from one that was killed half-way', async () => {
    const top = smallClone();
    mkdirSync(join(top, 'dist', '.preparing'), { recursive: true });
    writeFileSync(join(top, 'dist', '.preparing', 'pid'), '4194304');
    await prepare(top);
    expect(buildsOf(top)).toBe(1);
  }, 60_000);
});
