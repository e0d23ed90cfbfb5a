import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfiguration, type Configuration } from '../runtime/configuration';
import { LeadwireError, messageOf } from '../runtime/errors';
import { apiUrlOf, chooseApiPort } from '../stack/api-address';
import { prepareDataFolder, type DataFolder } from '../stack/data-folder';
import { keepDevelopmentSecrets, type DevelopmentSecrets } from '../stack/development-secrets';
import { choosePorts } from '../stack/free-ports';
import { endLeftOvers } from '../stack/left-overs';
import { superviseNodeProcess } from '../stack/node-process';
import { writePrivateFile } from '../stack/private-file';
import { processEnvironment, type SimulatorUrls } from '../stack/process-environment';
import type { Environment } from '../stack/run-command';
import { claimDataFolder, type StackLock } from '../stack/stack-lock';
import { startServers, type Servers } from '../stack/start-servers';
import { listenForStop } from '../stack/stop-signals';
import type { SupervisedProcess } from '../stack/supervised-process';
import { welcomeBox } from '../stack/welcome-box';

/** How long the API and the workers may drain: longer than one Claude call, in milliseconds. */
const drainTimeoutMs = 40_000;

/** The scripts of our own processes, so that tests can put stand-ins in their place. */
export interface StackScripts {
  readonly simulators: string;
  readonly api: string;
  readonly worker: string;
}

export interface StackOptions {
  readonly environment?: Environment;
  readonly scripts?: StackScripts;
  /** Told of each step; prints it unless given. */
  readonly report?: (line: string) => void;
}

/** What a start is made of, and what has to be stopped again. */
interface Stack {
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly scripts: StackScripts;
  readonly folder: DataFolder;
  readonly lock: StackLock;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  /** In the order of their start. */
  readonly children: Map<keyof StackScripts, SupervisedProcess>;
  servers?: Servers;
}

/**
 * Runs everything in this terminal until Ctrl-C or SIGTERM, then drains and stops it.
 * @returns the exit code: 0 after a drain, 1 if it could not start (the reason was printed, one line)
 */
export async function runStack(options: StackOptions = {}): Promise<number> {
  const report = options.report ?? printLine;
  let stack: Stack | undefined;
  const stop = listenForStop(() => {
    report('Stopping at once.');
    stack?.children.forEach(child => child.kill());
    stack?.servers?.kill();
    process.exit(130);
  });
  // A fault of ours must not leave servers behind: they are stopped in order, then it is reported.
  let fault: string | undefined;
  const onFault = (error: unknown): void => {
    fault ??= unexpected(error);
    stop.request();
  };
  process.on('uncaughtException', onFault);
  try {
    stack = openStack(options, report, stop.signal);
    await endLeftOvers(stack.folder, report);
    await startAll(stack);
    await untilAborted(stop.signal);
    report(fault ?? 'Draining; press Ctrl-C again to stop at once.');
    return fault ? 1 : 0;
  } catch (error) {
    if (stop.signal.aborted && !fault) return 0;
    report(error instanceof LeadwireError ? `Leadwire cannot start. ${error.message}` : unexpected(error));
    return 1;
  } finally {
    if (stack) await stopAll(stack);
    process.off('uncaughtException', onFault);
    stop.dispose();
  }
}

function openStack(options: StackOptions, report: (line: string) => void, signal: AbortSignal): Stack {
  const environment = options.environment ?? process.env;
  const configuration = loadConfiguration(environment);
  const folder = prepareDataFolder(configuration.dataDir);
  const lock = claimDataFolder(folder);
  const scripts = options.scripts ?? {
    simulators: join(__dirname, 'simulators.js'),
    api: join(__dirname, 'api.js'),
    worker: join(__dirname, 'worker.js'),
  };
  return { configuration, environment, scripts, folder, lock, report, signal, children: new Map() };
}

async function startAll(stack: Stack): Promise<void> {
  const { configuration, folder, lock, report } = stack;
  const port = await chooseApiPort(configuration, stack.environment, folder, report);
  const apiUrl = apiUrlOf(configuration.host, port);
  lock.publish(apiUrl);
  const secrets = configuration.production ? undefined : keepDevelopmentSecrets(folder.keys);
  const servers = await startServers({
    dataDir: folder.root,
    configuration,
    codecEndpoint: `${apiUrl}/codec`,
    takenPorts: [port],
    environment: stack.environment,
    report,
    signal: stack.signal,
  });
  stack.servers = servers;
  const simulators = await startSimulators(stack, apiUrl, port);
  await startOwnProcesses(stack, port, secrets, simulators);
  writeStackFile(stack, apiUrl, simulators);
  const hasTemporalUi = (servers.temporalUiUrl ?? configuration.temporalUiUrl) !== undefined;
  const adminToken = configuration.adminToken ? undefined : secrets?.adminToken;
  report(`\n${welcomeBox({ apiUrl, hasTemporalUi, adminToken, simulators })}\n`);
}

async function startSimulators(stack: Stack, apiUrl: string, port: number): Promise<SimulatorUrls> {
  const { simulate } = stack.configuration;
  const wanted = [simulate.ghl && 'ghl', simulate.claude && 'claude'].filter(Boolean).join(',');
  if (!wanted) return {};
  const ports = await choosePorts(['ghlSimulator', 'claudeSimulator'], stack.folder.portsFile, [port]);
  let urls: SimulatorUrls = {};
  await startChild(stack, 'simulators', {
    environment: {
      ...stack.environment,
      LEADWIRE_SIMULATE: wanted,
      LEADWIRE_GHL_SIMULATOR_PORT: String(ports.ghlSimulator),
      LEADWIRE_CLAUDE_SIMULATOR_PORT: String(ports.claudeSimulator),
      LEADWIRE_DATA_DIR: stack.configuration.dataDir,
      LEADWIRE_API_URL: apiUrl,
    },
    onReady: message => (urls = message),
  });
  return {
    ...(simulate.ghl && { ghlUrl: urls.ghlUrl }),
    ...(simulate.claude && { claudeUrl: urls.claudeUrl }),
  };
}

/** The API first: it brings the tables up to date, which the worker needs. */
async function startOwnProcesses(
  stack: Stack,
  port: number,
  secrets: DevelopmentSecrets | undefined,
  simulators: SimulatorUrls,
): Promise<void> {
  const { configuration, environment: given, servers } = stack;
  if (!servers) throw new LeadwireError('internal', 'the servers are started first');
  const environment = processEnvironment({ given, configuration, port, servers, secrets, simulators });
  await startChild(stack, 'api', { environment });
  await startChild(stack, 'worker', { environment });
}

/** What our processes may say when they are ready; only the simulators have addresses to tell. */
const ReadyMessage = z.looseObject({
  ghlUrl: z
    .url()
    .nullish()
    .transform(url => url ?? undefined),
  claudeUrl: z
    .url()
    .nullish()
    .transform(url => url ?? undefined),
});

async function startChild(
  stack: Stack,
  name: keyof StackScripts,
  how: {
    environment: Readonly<Record<string, string | undefined>>;
    onReady?: (message: z.infer<typeof ReadyMessage>) => void;
  },
): Promise<void> {
  if (stack.signal.aborted) throw new LeadwireError('start_failed', 'the start was stopped');
  const began = performance.now();
  const child = superviseNodeProcess({
    ...how,
    name,
    script: stack.scripts[name],
    folder: stack.folder,
    message: ReadyMessage,
    drainTimeoutMs: name === 'simulators' ? 5_000 : drainTimeoutMs,
    firstAttempts: 2,
    report: stack.report,
  });
  stack.children.set(name, child);
  const stopEarly = (): void => void child.stop();
  stack.signal.addEventListener('abort', stopEarly, { once: true });
  try {
    await child.start();
  } finally {
    stack.signal.removeEventListener('abort', stopEarly);
  }
  stack.report(`${name}: ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** For the command line, the demo and tests: where things answer. No secrets. */
function writeStackFile(stack: Stack, apiUrl: string, simulators: SimulatorUrls): void {
  const { servers, configuration, folder } = stack;
  const facts = {
    pid: process.pid,
    apiUrl,
    ghlUrl: simulators.ghlUrl ?? null,
    claudeUrl: simulators.claudeUrl ?? null,
    temporalAddress: servers?.temporalAddress,
    temporalNamespace: configuration.temporal.namespace,
    temporalUiUrl: servers?.temporalUiUrl ?? configuration.temporalUiUrl ?? null,
  };
  writePrivateFile(folder.stackFile, `${JSON.stringify(facts, null, 2)}\n`);
}

/** The API first, which takes no more webhooks; what the others still write to goes last. */
async function stopAll(stack: Stack): Promise<void> {
  for (const name of ['api', 'worker', 'simulators'] as const) await stack.children.get(name)?.stop();
  await stack.servers?.stop();
  rmSync(stack.folder.stackFile, { force: true });
  stack.lock.release();
  stack.report('Everything has stopped.');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function unexpected(error: unknown): string {
  return `Leadwire failed: ${error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error)}`;
}

function printLine(line: string): void {
  console.log(line);
}
