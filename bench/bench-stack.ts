import { z } from 'zod';
import { startOwnStack } from '../main/commands/own-stack';
import { operationsApiAt, type OperationsApi } from '../main/commands/operations-api';
import {
  adminTokenFor,
  dataFolderOf,
  requireStack,
  signingKeyFor,
  type RunningStack,
} from '../main/commands/running-stack';
import { LeadwireError } from '../runtime/errors';
import { postgresUrl } from '../stack/postgres-server';
import { readJsonIfThere } from '../stack/private-file';
import type { Environment } from '../stack/run-command';
import { inSimulator } from './simulator-control';

/** The stack that is measured, with all that the benchmark needs of it. */
export interface BenchStack {
  readonly apiUrl: string;
  readonly ghlUrl: string;
  readonly claudeUrl: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly databaseUrl: string;
  readonly privateKey: string;
  readonly operations: OperationsApi;
  /** Stops it if it was started for the benchmark. */
  close(): Promise<void>;
}

/** One that is open, with the environment by which its data folder is found. */
export interface OpenBenchStack extends BenchStack {
  readonly environment: Environment;
}

export interface BenchStackOptions {
  /** Undefined: start one. */
  readonly url: string | undefined;
  /** Null: leave it as it is. Milliseconds. */
  readonly claudeMs: number | null;
  readonly ghlMs: number | null;
  readonly environment: Environment;
  /** Which settings of `environment` a stack of its own shall have after all, by name; none unless given. */
  readonly keep?: (name: string) => boolean;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** @throws LeadwireError `start_failed` where there is no stack with both simulators */
export async function openBenchStack(options: BenchStackOptions): Promise<OpenBenchStack> {
  const { stack, environment, stop } = await startOrFind(options);
  try {
    const apiUrl = options.url ?? stack.apiUrl;
    const { ghlUrl, claudeUrl } = stack;
    if (ghlUrl === null || claudeUrl === null)
      throw new LeadwireError('start_failed', 'only a stack that simulates both GHL and Claude is measured');
    await setLatency(claudeUrl, options.claudeMs);
    await setLatency(ghlUrl, options.ghlMs);
    return {
      apiUrl,
      ghlUrl,
      claudeUrl,
      temporalAddress: stack.temporalAddress,
      namespace: stack.temporalNamespace,
      databaseUrl: databaseUrlOf(environment),
      privateKey: signingKeyFor(environment),
      operations: operationsApiAt(apiUrl, adminTokenFor(environment)),
      environment,
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startOrFind({ url, environment, keep, signal, report }: BenchStackOptions): Promise<{
  stack: RunningStack;
  environment: Environment;
  stop: () => Promise<void>;
}> {
  if (url !== undefined)
    return { stack: requireStack(dataFolderOf(environment)), environment, stop: async () => undefined };
  report('starting a stack of its own …');
  return startOwnStack(environment, signal, keep);
}

/** The embedded Postgres is found by the ports that the stack chose; another one by its variable. */
function databaseUrlOf(environment: Environment): string {
  const given = environment['DATABASE_URL']?.trim();
  if (given) return given;
  const folder = dataFolderOf(environment);
  const ports = z.object({ postgres: z.number().int() }).safeParse(readJsonIfThere(folder.portsFile));
  if (ports.success) return postgresUrl(folder, ports.data.postgres);
  throw new LeadwireError('start_failed', `set DATABASE_URL to the Postgres of the stack in ${folder.root}`);
}

async function setLatency(simulatorUrl: string, ms: number | null): Promise<void> {
  if (ms !== null) await inSimulator(simulatorUrl, 'latency', { ms });
}
