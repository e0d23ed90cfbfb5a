import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { LeadwireError } from '../../runtime/errors';
import { dataFolderAt } from '../../stack/data-folder';
import { choosePorts } from '../../stack/free-ports';
import type { Environment } from '../../stack/run-command';
import { findStack, type RunningStack } from './running-stack';
import { abortedWithin } from './stop-request';

/** A first start on a bare machine installs the servers; milliseconds. */
const startAtMostMs = 5 * 60_000;
/** Longer than the stack's own drain. */
const stopAtMostMs = 90_000;
/** Lines of the stack that are shown when it does not start. */
const lastLines = 15;

/** A stack of our own in a folder of its own, gone with everything in it when it is stopped. */
export interface OwnStack {
  readonly stack: RunningStack;
  /** The environment that commands find it by. */
  readonly environment: Environment;
  stop(): Promise<void>;
}

/** What would have a stack use something that is not its own, or behave as in production. */
const notForOwnStack =
  /^(NODE_ENV|PORT|DATABASE_URL|REDIS_URL|TEMPORAL_\w+|ADMIN_TOKEN|GHL_\w+|ANTHROPIC_\w+|LEADWIRE_(?!\w+_BIN$)\w+)$/;

/**
 * Starts a stack with embedded servers and simulators on free ports of 127.0.0.1.
 * @param keep variables of `environment` that this stack shall have after all
 * @throws LeadwireError `start_failed` with the last lines that it printed
 */
export async function startOwnStack(
  environment: Environment,
  signal: AbortSignal,
  keep: (name: string) => boolean = () => false,
): Promise<OwnStack> {
  const root = mkdtempSync(join(tmpdir(), 'leadwire-own-'));
  const folder = dataFolderAt(root);
  const { api } = await choosePorts(['api'], folder.portsFile);
  const shared = Object.entries(environment).filter(([name]) => keep(name) || !notForOwnStack.test(name));
  const own = { ...Object.fromEntries(shared), LEADWIRE_DATA_DIR: root, PORT: String(api) };
  const child = fork(join(__dirname, 'stack-process.js'), {
    env: own,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own process group: Ctrl-C reaches it through us alone, once.
    detached: true,
  });
  const printed = followLines(child);
  const stop = async (): Promise<void> => {
    await endChild(child);
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const deadline = abortedWithin(signal, startAtMostMs);
    return { stack: await untilRunning(), environment: own, stop };

    async function untilRunning(): Promise<RunningStack> {
      for (;;) {
        const stack = findStack(folder);
        if (stack) return stack;
        if (deadline.aborted || hasEnded(child)) throw didNotStart(signal, printed);
        await pause(100);
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

function didNotStart(signal: AbortSignal, printed: readonly string[]): LeadwireError {
  if (signal.aborted) return new LeadwireError('start_failed', 'stopped while the stack was starting');
  return new LeadwireError('start_failed', ['the stack did not start:', ...printed].join('\n  '));
}

/** The newest lines of what a child prints, kept up to date. */
function followLines({ stdout, stderr }: ChildProcess): readonly string[] {
  const lines: string[] = [];
  for (const stream of [stdout, stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', line => {
      lines.push(line);
      if (lines.length > lastLines) lines.shift();
    });
  }
  return lines;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function endChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = new AbortController();
  await Promise.race([ended, pause(stopAtMostMs, undefined, { signal: patience.signal })]).catch(
    () => undefined,
  );
  patience.abort();
  if (!hasEnded(child)) child.kill('SIGKILL');
}
