import { fork } from 'node:child_process';
import { join } from 'node:path';
import { LeadwireError } from '../runtime/errors';

export interface ChildOptions {
  /** A script of this folder, without its ending. */
  readonly script: string;
  /** Handed to it as its one argument, as JSON. */
  readonly task: unknown;
  readonly signal: AbortSignal;
  /** Called with each message that it sends. */
  readonly onMessage: (message: unknown) => void;
}

export interface MeasuredChild {
  send(message: string): void;
  /** @throws LeadwireError `start_failed` where it failed */
  readonly ended: Promise<void>;
}

/** A process of its own for what is measured: its memory is its own, and it can be one of several. */
export function startChild({ script, task, signal, onMessage }: ChildOptions): MeasuredChild {
  const child = fork(join(__dirname, `${script}.js`), [JSON.stringify(task)], {
    // The collector can be called, so that what is measured is what is held.
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  });
  child.on('message', onMessage);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, endedBy) =>
      code === 0
        ? resolve()
        : reject(new LeadwireError('start_failed', `${script} ended with ${endedBy ?? `code ${code}`}`)),
    );
  });
  return { send: message => void child.send(message), ended };
}

/** In the child: the task it was given. */
export const childTask = (): unknown => JSON.parse(process.argv[2] ?? 'null');
