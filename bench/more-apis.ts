import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { dataFolderOf } from '../main/commands/running-stack';
import { loadConfiguration } from '../runtime/configuration';
import { LeadwireError } from '../runtime/errors';
import { withinTime } from '../runtime/time-limit';
import { keepDevelopmentSecrets } from '../stack/development-secrets';
import { choosePorts } from '../stack/free-ports';
import { readJsonIfThere } from '../stack/private-file';
import { processEnvironment } from '../stack/process-environment';
import type { OpenBenchStack } from './bench-stack';

const readyWithinMs = 60_000;
const endWithinMs = 40_000;

/** Several API processes behind one address, as an installation on more than one machine has them. */
export interface SpreadApis {
  /** Each request to it goes to the next process. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts more API processes beside the one of the stack, and spreads requests over them all. Each takes
 * webhooks and runs workflows, with caches of its own.
 * @param stack one that was started for the benchmark
 * @param more how many besides the one that runs
 */
export async function spreadOverApis(stack: OpenBenchStack, more: number): Promise<SpreadApis> {
  const started: StartedApi[] = [];
  let server: Server | undefined;
  const close = async (): Promise<void> => {
    server?.close();
    server?.closeAllConnections();
    await Promise.all(started.map(({ child }) => endChild(child)));
  };
  try {
    const environments = await environmentsFor(stack, more);
    for (const environment of environments) started.push(await startApi(environment));
    server = await spread([stack.apiUrl, ...started.map(({ url }) => url)]);
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the stack itself gives to its API, each with a port of its own. */
async function environmentsFor(
  stack: OpenBenchStack,
  count: number,
): Promise<Record<string, string | undefined>[]> {
  const folder = dataFolderOf(stack.environment);
  const names = Array.from({ length: count }, (_, number) => `benchApi${number}`);
  const ports = await choosePorts(names, folder.portsFile);
  const { redis } = z.object({ redis: z.number() }).parse(readJsonIfThere(folder.portsFile));
  const servers = {
    databaseUrl: stack.databaseUrl,
    redisUrl: `redis://127.0.0.1:${redis}`,
    temporalAddress: stack.temporalAddress,
    temporalUiUrl: undefined,
  };
  return names.map(name =>
    processEnvironment({
      given: stack.environment,
      configuration: loadConfiguration(stack.environment),
      port: ports[name] ?? 0,
      servers,
      secrets: keepDevelopmentSecrets(folder.keys),
      simulators: { ghlUrl: stack.ghlUrl, claudeUrl: stack.claudeUrl },
    }),
  );
}

interface StartedApi {
  readonly child: ChildProcess;
  readonly url: string;
}

const readyMessage = z.object({ ready: z.literal(true), url: z.url() });

async function startApi(environment: Record<string, string | undefined>): Promise<StartedApi> {
  const child = fork(join(__dirname, '..', 'main', 'api.js'), {
    env: environment,
    // What it has to say would only stand between the lines of the benchmark.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  try {
    const ended = once(child, 'exit').then(() => {
      throw new LeadwireError('start_failed', 'a further API process did not start');
    });
    const [message] = (await withinTime(readyWithinMs, Promise.race([once(child, 'message'), ended]))) as [
      unknown,
    ];
    ended.catch(() => undefined);
    return { child, url: readyMessage.parse(message).url };
  } catch (error) {
    await endChild(child);
    throw error;
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await withinTime(endWithinMs, ended).catch(() => child.kill('SIGKILL'));
}

/** Hands each request to the next address, as it is. */
async function spread(urls: readonly string[]): Promise<Server> {
  let next = 0;
  const server = createServer((incoming, outgoing) => {
    next += 1;
    const { method, headers, url = '/' } = incoming;
    const passedOn = request(`${urls[next % urls.length] ?? ''}${url}`, { method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.destroy());
    incoming.pipe(passedOn);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
