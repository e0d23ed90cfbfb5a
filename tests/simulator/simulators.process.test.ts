import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const repository = join(__dirname, '../..');

/** Runs TypeScript as it is written, as jest does. */
const loader = `
const { transformSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
const { readFileSync } = require('node:fs');
require.extensions['.ts'] = (module, file) =>
  module._compile(transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  }).code, file);
`;

describe('the process of the simulators', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadwire-simulators-'));
    writeFileSync(join(folder, 'loader.js'), loader);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (environment: Record<string, string>): ChildProcess =>
    fork(join(repository, 'main/simulators.ts'), {
      execArgv: ['--require', join(folder, 'loader.js')],
      env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });

  it('says where both answer, and ends on SIGTERM', async () => {
    const child = start({ LEADWIRE_SIMULATE: 'ghl,claude' });
    const [message] = (await once(child, 'message')) as [
      { ready: boolean; ghlUrl: string; claudeUrl: string },
    ];
    expect(message.ready).toBe(true);
    expect((await fetch(`${message.ghlUrl}/simulator/state`)).status).toBe(200);
    expect((await fetch(`${message.claudeUrl}/simulator/state`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('starts only what it is told, and ends when its parent is gone', async () => {
    const child = start({ LEADWIRE_SIMULATE: 'claude' });
    const [message] = (await once(child, 'message')) as [{ ghlUrl?: string; claudeUrl?: string }];
    expect(message.ghlUrl).toBeUndefined();
    expect(message.claudeUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    child.disconnect();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('refuses an unknown name', async () => {
    const child = start({ LEADWIRE_SIMULATE: 'slack' });
    expect((await once(child, 'exit'))[0]).toBe(1);
  });
});
