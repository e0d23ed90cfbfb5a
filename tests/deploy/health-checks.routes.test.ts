import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiDependencies } from '../../api/api-dependencies';
import { createApp } from '../../api/app';
import { createLogger } from '../../runtime/logger';
import { readDockerfile, serviceOf } from './deployment-files';

/** As much as routes need that reach no server. */
const dependencies = {
  checks: {},
  isDraining: () => false,
  logger: createLogger('test', 'silent'),
  adminToken: 'a-token-of-an-operator',
  temporalUiUrl: 'http://127.0.0.1:9/temporal',
  clock: { now: () => new Date(), elapsed: () => 0 },
} as unknown as ApiDependencies;

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(createApp(dependencies));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise(resolve => server.close(resolve)));

const pathIn = (command: string): string =>
  /fetch\(.http:\/\/127\.0\.0\.1:[^/]+(\/\w+)/.exec(command)?.[1] ?? '';

describe('the routes that the deployment names', () => {
  test('the health check of docker-compose.yml asks the API for what it answers', async () => {
    const path = pathIn(serviceOf('api').healthcheck?.test?.join(' ') ?? '');
    expect(path).toBe('/healthz');
    expect((await fetch(`${url}${path}`)).status).toBe(200);
  });

  test('so does the one of the Dockerfile', async () => {
    const check = readDockerfile().find(({ instruction }) => instruction === 'HEALTHCHECK');
    const path = pathIn(check?.value ?? '');
    expect((await fetch(`${url}${path}`)).status).toBe(200);
  });

  test('the Web UI finds a codec that asks for the operator', async () => {
    const answer = await fetch(`${url}/codec/decode`, { method: 'POST' });
    expect(answer.status).toBe(401);
  });

  test('the Web UI is shown under its path to whoever has signed in', async () => {
    const path = serviceOf('temporal-ui').environment['TEMPORAL_UI_PUBLIC_PATH'] ?? '';
    const answer = await fetch(`${url}${path}`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/dashboard?next=%2Ftemporal');
  });
});
