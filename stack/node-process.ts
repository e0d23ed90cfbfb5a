import { fork, type ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { followOutput } from './child-output';
import type { DataFolder } from './data-folder';
import { ProcessFile } from './process-file';
import { logPathOf } from './process-log';
import type { BackOff } from './supervised-process';
import { SupervisedProcess } from './supervised-process';

/** What a process of ours says over IPC once it does its work, besides addresses of its own. */
const ReadyMessage = z.looseObject({ ready: z.literal(true) });

export interface NodeProcessOptions<Message> {
  /** The name in `processes.json`, of its log, and in what is reported. */
  readonly name: string;
  /** The script, an absolute path. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: DataFolder;
  /** The form of its ready message, `ready: true` apart. */
  readonly message: z.ZodType<Message>;
  /** Its ready message, at the first start and at each later one. */
  readonly onReady?: (message: Message) => void;
  /** How long it may drain after SIGTERM before it is killed, in milliseconds. */
  readonly drainTimeoutMs: number;
  readonly readyTimeoutMs?: number;
  readonly backOff?: BackOff;
  readonly firstAttempts?: number;
  readonly report: (line: string) => void;
}

/**
 * One of our own processes, kept running. It tells `{ready: true, …}` over IPC; on SIGTERM it drains
 * and ends; when the IPC channel closes, because we were killed, it ends by itself.
 */
export function superviseNodeProcess<Message>(options: NodeProcessOptions<Message>): SupervisedProcess {
  const { name, folder, report } = options;
  return new SupervisedProcess({
    name,
    spawn: () => forkWithLog(options),
    untilReady: async child => {
      const message = await readyMessageOf(child);
      options.onReady?.(options.message.parse(message));
    },
    readyTimeoutMs: options.readyTimeoutMs ?? 60_000,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: options.drainTimeoutMs,
    restart: true,
    logPath: logPathOf(folder.logs, name),
    processFile: new ProcessFile(folder.processesFile),
    report,
    ...(options.backOff && { backOff: options.backOff }),
    ...(options.firstAttempts !== undefined && { firstAttempts: options.firstAttempts }),
  });
}

function forkWithLog<Message>(options: NodeProcessOptions<Message>): ChildProcess {
  const child = fork(options.script, [], {
    env: { ...options.environment },
    // Each answer makes some megabytes of short-lived objects: a larger nursery halves the collector's work.
    execArgv: ['--enable-source-maps', '--max-semi-space-size=32'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A session of its own: Ctrl-C in the terminal reaches us, and we end the processes in order.
    detached: true,
  });
  followOutput(options.name, child, options.folder.logs, options.report);
  return child;
}

function readyMessageOf(child: ChildProcess): Promise<unknown> {
  return new Promise(resolve => {
    const hear = (message: unknown): void => {
      if (!ReadyMessage.safeParse(message).success) return;
      child.off('message', hear);
      resolve(message);
    };
    child.on('message', hear);
  });
}
