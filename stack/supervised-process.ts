import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { ProcessFile } from './process-file';

/** How long to wait before each new start, in milliseconds. */
export interface BackOff {
  /** Doubled after each start that did not last. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** A process that ran this long is taken as well again: the next wait is the first one. */
  readonly calmAfterMs: number;
}

const usualBackOff: BackOff = { firstMs: 500, longestMs: 30_000, calmAfterMs: 60_000 };

export interface SupervisedProcessOptions {
  /** The name in `processes.json` and in what is reported. */
  readonly name: string;
  readonly spawn: () => ChildProcess;
  /** Resolves once the process does its work. The signal is aborted when there is no use in waiting on. */
  readonly untilReady: (child: ChildProcess, signal: AbortSignal) => Promise<void>;
  readonly readyTimeoutMs: number;
  /** The signal that asks it to end in good order, and how long that may take before SIGKILL. */
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
  /** Whether a process that ended by itself is started again. */
  readonly restart: boolean;
  /** How often the very first start is tried; 3 unless given. */
  readonly firstAttempts?: number;
  readonly backOff?: BackOff;
  /** Where a person finds its output. */
  readonly logPath?: string;
  readonly processFile: ProcessFile;
  readonly report: (line: string) => void;
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** A running (or just ended) process and the promise of its end, which never rejects. */
interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
}

/** Keeps one process running until it is told to stop. */
export class SupervisedProcess {
  private readonly stopping = new AbortController();
  private readonly backOff: BackOff;
  private run: Run | undefined;
  private supervision: Promise<void> = Promise.resolve();

  constructor(private readonly options: SupervisedProcessOptions) {
    this.backOff = options.backOff ?? usualBackOff;
  }

  get pid(): number | undefined {
    return this.run?.child.pid;
  }

  /**
   * Starts the process and waits until it is ready; from then on it is started again when it ends.
   * @throws LeadwireError `start_failed` when it ends or stays silent in every first attempt
   */
  async start(): Promise<void> {
    const attempts = this.options.firstAttempts ?? 3;
    let waitMs = this.backOff.firstMs;
    for (let attempt = 1; ; attempt++) {
      try {
        const run = await this.launch();
        this.supervision = this.supervise(run);
        return;
      } catch (error) {
        if (this.stopping.signal.aborted || attempt >= attempts) throw error;
        await this.wait(waitMs);
        waitMs *= 2;
      }
    }
  }

  /** Asks the process to end, waits, kills it if it must; afterwards nothing of it is left. */
  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.run) await this.end(this.run);
    await this.supervision;
  }

  /** Ends the process at once, without asking it. */
  kill(): void {
    this.stopping.abort();
    this.run?.child.kill('SIGKILL');
  }

  /** Starts it once and waits for it to be ready. What was started is ended again on failure. */
  private async launch(): Promise<Run> {
    if (this.stopping.signal.aborted) throw this.failure('was stopped before it was ready');
    const run = this.begin();
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), this.options.readyTimeoutMs);
    const giveUp = new Promise<never>((_, reject) => {
      waiting.signal.addEventListener('abort', () =>
        reject(this.failure(`was not ready within ${seconds(this.options.readyTimeoutMs)}`)),
      );
      void run.ended.then(ending => reject(this.failure(`ended (${inWords(ending)}) before it was ready`)));
    });
    try {
      await Promise.race([this.options.untilReady(run.child, waiting.signal), giveUp]);
      return run;
    } catch (error) {
      await this.end(run);
      throw error instanceof LeadwireError ? error : this.failure(messageOf(error), error);
    } finally {
      clearTimeout(timer);
      waiting.abort();
    }
  }

  private begin(): Run {
    const { name, processFile } = this.options;
    const child = this.options.spawn();
    const { pid } = child;
    if (pid !== undefined) this.note(() => processFile.record(name, pid));
    const ended = new Promise<Ending>(resolve => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', error => {
        if (pid === undefined) resolve({ code: null, signal: null, error });
      });
    }).then(ending => {
      if (pid !== undefined) this.note(() => processFile.forget(name, pid));
      return ending;
    });
    this.run = { child, ended };
    return this.run;
  }

  /** A full disk must not cost us the process itself, so a note that fails is only told. */
  private note(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.options.report(`processes.json could not be written: ${messageOf(error)}`);
    }
  }

  /** Waits for the end of each run and starts the next, until stopped. */
  private async supervise(first: Run): Promise<void> {
    let waitMs = this.backOff.firstMs;
    let run: Run | undefined = first;
    let began = performance.now();
    let why = '';
    for (;;) {
      if (run) {
        why = `ended (${inWords(await run.ended)})`;
        if (performance.now() - began >= this.backOff.calmAfterMs) waitMs = this.backOff.firstMs;
      }
      if (this.stopping.signal.aborted) return;
      if (!this.options.restart) {
        this.options.report(`${this.options.name} ${why}`);
        return;
      }
      this.options.report(`${this.options.name} ${why}; starting it again in ${seconds(waitMs)}`);
      await this.wait(waitMs);
      waitMs = Math.min(waitMs * 2, this.backOff.longestMs);
      if (this.stopping.signal.aborted) return;
      run = await this.launch().catch((error: unknown) => {
        why = messageOf(error).replace(`${this.options.name} `, '');
        return undefined;
      });
      began = performance.now();
      if (run) this.options.report(`${this.options.name} is ready again (pid ${run.child.pid ?? 0})`);
    }
  }

  private async end(run: Run): Promise<void> {
    run.child.kill(this.options.stopSignal);
    const stillThere = Symbol('still there');
    const timer = new AbortController();
    const ending = await Promise.race([
      run.ended,
      pause(this.options.stopTimeoutMs, stillThere, { signal: timer.signal }).catch(() => stillThere),
    ]);
    timer.abort();
    if (ending !== stillThere) return;
    this.options.report(
      `${this.options.name} did not end within ${seconds(this.options.stopTimeoutMs)}; killing it`,
    );
    run.child.kill('SIGKILL');
    await run.ended;
  }

  /** Waits, but not once it is to stop. */
  private async wait(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private failure(what: string, cause?: unknown): LeadwireError {
    const log = this.options.logPath ? `; its log is ${this.options.logPath}` : '';
    return new LeadwireError('start_failed', `${this.options.name} ${what}${log}`, { cause });
  }
}

function inWords({ code, signal, error }: Ending): string {
  if (error) return error.message;
  return signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
