import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readDockerfile, readTop, top } from './deployment-files';

const all = readDockerfile();
const valuesOf = (instruction: string): string[] =>
  all.flatMap(one => (one.instruction === instruction ? [one.value] : []));
const execForm = (text: string): string[] => z.array(z.string()).parse(JSON.parse(text));

const production = all.slice(all.findLastIndex(one => one.instruction === 'FROM'));
const inProduction = (instruction: string): string[] =>
  production.flatMap(one => (one.instruction === instruction ? [one.value] : []));

describe('the Dockerfile', () => {
  test('builds on Debian with a Node that package.json allows, for Temporal knows no musl', () => {
    const image = /NODE_IMAGE=node:(\d+)-bookworm-slim/.exec(valuesOf('ARG')[0] ?? '');
    expect(Number(image?.[1])).toBeGreaterThanOrEqual(20);
    expect(valuesOf('FROM')).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE} AS production']);
  });

  test('runs only scripts that package.json has', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readTop('package.json')));
    const named = valuesOf('RUN').flatMap(run => [...run.matchAll(/npm run (\w+)/g)].map(match => match[1]));
    expect(named).toEqual(['build']);
    for (const name of named) expect(scripts).toHaveProperty(name ?? '');
  });

  test('leaves development packages and the sources out of what is shipped', () => {
    expect(inProduction('RUN').join()).toContain('npm ci --omit=dev');
    expect(inProduction('COPY')).toEqual([
      'package.json package-lock.json ./',
      '--from=build /app/dist ./dist',
    ]);
    expect(inProduction('ENV').join()).toContain('NODE_ENV=production');
  });

  test('does not run as root', () => {
    expect(inProduction('USER')).toEqual(['node']);
  });

  test('starts the API without a shell in between, which would swallow SIGTERM', () => {
    const [program, script] = execForm(inProduction('CMD')[0] ?? '');
    expect(program).toBe('node');
    expect(script).toBe('dist/main/api.js');
    expect(existsSync(join(top, 'main/api.ts'))).toBe(true);
  });

  test('checks its health with Node, as the slim image has nothing else', () => {
    const check = inProduction('HEALTHCHECK')[0] ?? '';
    expect(execForm(check.slice(check.indexOf('[')))[0]).toBe('node');
  });
});

describe('.dockerignore', () => {
  const ignored = readTop('.dockerignore').split('\n');

  test.each(['.git', '.leadwire', '.env', 'node_modules', 'dist'])('keeps %s out of the image', name => {
    expect(ignored).toContain(name);
  });

  test('lets through what the build reads', () => {
    for (const name of ['main', 'store', 'simulator', 'tsconfig.build.json', 'package-lock.json']) {
      expect(ignored).not.toContain(name);
    }
  });
});
