import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { defaults } from '../../runtime/defaults';
import { readCompose, readTop, serviceOf, top } from './deployment-files';

const { services, volumes } = readCompose();
const ours = ['api', 'worker'];

/** The file of the sources behind a file of the build. */
const sourceFileOf = (built: string): string => built.replace(/^dist\//, '').replace(/\.js$/, '.ts');

describe('docker-compose.yml', () => {
  test('has the topology of npm start, with the real Temporal server', () => {
    expect(Object.keys(services).sort()).toEqual([
      'api',
      'postgres',
      'redis',
      'temporal',
      'temporal-ui',
      'worker',
    ]);
  });

  test.each(ours)('%s runs an entry point that exists, from the image of the Dockerfile', name => {
    const { build, command } = serviceOf(name);
    expect(build).toBe('.');
    const [program, script] = command ?? [];
    expect(program).toBe('node');
    expect(existsSync(join(top, sourceFileOf(script ?? 'none')))).toBe(true);
  });

  test('only the API is published, and on this machine alone unless told otherwise', () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) =>
      ports.map(port => [name, port]),
    );
    expect(published).toEqual([
      ['api', '${LEADWIRE_PUBLISH_ADDRESS:-127.0.0.1}:${LEADWIRE_PUBLISH_PORT:-3000}:3000'],
    ]);
    expect(serviceOf('api').environment['PORT']).toBe('3000');
    expect(defaults.port).toBe(3000);
  });

  test('every file that is mounted exists, and every named volume is declared and used', () => {
    const sources = Object.values(services).flatMap(({ volumes: mounted }) =>
      mounted.map(mount => mount.split(':')[0] ?? ''),
    );
    const files = sources.filter(source => source.startsWith('./'));
    expect(files).not.toHaveLength(0);
    for (const file of files) expect(existsSync(join(top, file))).toBe(true);
    expect(sources.filter(source => !source.startsWith('./')).sort()).toEqual(Object.keys(volumes).sort());
  });

  test('every service starts again after a failure, and whoever is waited for says when it is healthy', () => {
    for (const { restart } of Object.values(services)) expect(restart).toBe('unless-stopped');
    for (const { depends_on: waitsFor } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(waitsFor)) {
        expect(condition).toBe('service_healthy');
        expect(serviceOf(name).healthcheck?.test).toBeDefined();
      }
    }
    expect(Object.keys(serviceOf('api').depends_on).sort()).toEqual(['postgres', 'redis', 'temporal']);
  });

  test('the worker, which has no port, does not inherit the health check of the image', () => {
    expect(serviceOf('worker').healthcheck).toEqual({ disable: true });
  });

  test.each(ours)('%s may drain before it is killed', name => {
    const drainMs = Number(
      /drainAtMostMs = ([\d_]+)/.exec(readTop('main/child-process.ts'))?.[1]?.replaceAll('_', ''),
    );
    const graceSeconds = Number(/^(\d+)s$/.exec(serviceOf(name).stop_grace_period ?? '')?.[1]);
    expect(drainMs).toBeGreaterThan(0);
    expect(graceSeconds * 1_000).toBeGreaterThan(drainMs);
    expect(serviceOf(name).init).toBe(true);
  });

  test('images of others are pinned to a version, Temporal to one that knows worker deployments', () => {
    const others = Object.entries(services).filter(([name]) => !ours.includes(name));
    for (const [, { image }] of others) expect(image).toMatch(/^[\w./-]+:\d+\.\d+(\.\d+)?(-\w+)?$/);
    const [, minor, patch] = /:1\.(\d+)\.(\d+)$/.exec(serviceOf('temporal').image) ?? [];
    expect(Number(minor) * 1_000 + Number(patch)).toBeGreaterThanOrEqual(29_001);
    expect(serviceOf('postgres').image).toMatch(/^postgres:17\./);
  });

  test('Redis is a cache: bounded, and the least used goes first', () => {
    const command = (serviceOf('redis').command ?? []).join(' ');
    expect(command).toMatch(/--maxmemory \d+mb --maxmemory-policy allkeys-lru/);
  });
});

describe('the Temporal server', () => {
  const { environment, volumes: mounts } = serviceOf('temporal');

  test('keeps closed runs for as long as duplicates are to be refused', () => {
    expect(environment['DEFAULT_NAMESPACE_RETENTION']).toBe(`${defaults.namespaceRetentionDays * 24}h`);
    expect(environment['DEFAULT_NAMESPACE']).toBe(serviceOf('api').environment['TEMPORAL_NAMESPACE']);
  });

  test('reads the dynamic configuration that is mounted', () => {
    const target = mounts[0]?.split(':')[1];
    expect(environment['DYNAMIC_CONFIG_FILE_PATH']).toBe(target);
  });

  test('has many shards, as the work of one is done one piece at a time', () => {
    expect(Number(environment['NUM_HISTORY_SHARDS'])).toBeGreaterThanOrEqual(128);
  });

  test('has the dynamic configuration of the embedded server', () => {
    const embedded = [...readTop('stack/temporal-server.ts').matchAll(/'([\w.]+)=(5000|true)'/g)];
    expect(embedded).toHaveLength(4);
    const wanted = Object.fromEntries(
      embedded.map(([, name = '', value]): [string, unknown] => [
        name,
        [{ value: value === 'true' ? true : Number(value) }],
      ]),
    );
    const mounted: unknown = parse(readTop('deploy/temporal/dynamic-config.yaml'));
    expect(mounted).toEqual(wanted);
  });
});
