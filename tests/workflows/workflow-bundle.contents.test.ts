import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { beforeAll, describe, expect, test } from '@jest/globals';

/** The bundle of this test run, made by the same code that makes the one of the build. */
describe('the bundle that workflows run from', () => {
  let bundle: string;
  /** Paths of the modules in it, as the bundler names them. */
  let modules: string[];
  beforeAll(() => {
    bundle = readFileSync(process.env['LEADWIRE_TEST_WORKFLOW_BUNDLE'] ?? '', 'utf8');
    modules = [...bundle.matchAll(/^\/\*\*\*\/ "(?:\.\/)?(?:dist\/)?([^"\n]+)"/gm)].map(
      ([, path]) => path ?? '',
    );
  });

  test('holds all workflows', () => {
    for (const name of [
      'process-webhook',
      'record-metrics',
      'send-notifications',
      'warm-agent-contexts',
      'coach-agent',
    ])
      expect(modules.some(path => path === `workflows/${name}.ts`)).toBe(true);
  });

  test('holds no zod, no client and no server', () => {
    expect(modules.length).toBeGreaterThan(20);
    const packages = modules.flatMap(path => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    expect([...new Set(packages)].filter(name => !name.startsWith('@temporalio/')).sort()).toEqual(
      expect.not.arrayContaining(['zod', 'pg', 'ioredis', 'express', 'pino', '@anthropic-ai/sdk']),
    );
    expect(bundle).not.toMatch(/node_modules\/(zod|pg|ioredis|express|pino|@anthropic-ai)\//);
  });

  test('holds nothing of ours but workflows, pure rules and the failure converter', () => {
    const ours = modules.filter(path => path.endsWith('.ts'));
    expect(ours.length).toBeGreaterThan(20);
    const strangers = ours.filter(
      path => !/^(workflows|domain)\//.test(path) && path !== 'runtime/failure-converter.ts',
    );
    expect(strangers).toEqual([]);
    expect(ours.filter(path => path.endsWith('.schema.ts'))).toEqual([]);
  });

  test('loads nothing of Node', () => {
    const required = [...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name ?? '');
    const ofNode = required.filter(name => name.startsWith('node:') || builtinModules.includes(name));
    expect(ofNode).toEqual([]);
  });

  test('is small: each worker loads it, and a new one must be up within a second', () => {
    expect(Buffer.byteLength(bundle)).toBeLessThan(3 * 1024 * 1024);
  });
});
