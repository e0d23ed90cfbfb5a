import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandResult {
  /** The exit code; -1 if the command could not be run, was ended by a signal or took too long. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly environment?: Environment;
  /** Default: one minute. */
  readonly timeoutMs?: number;
  readonly cwd?: string;
}

/** Runs a command to its end and says how it went; never rejects. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise(resolve => {
    const output = { stdout: '', stderr: '' };
    const child = spawn(file, args, {
      env: { ...(options.environment ?? process.env) },
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL',
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.once('error', error => resolve({ code: -1, stdout: output.stdout, stderr: error.message }));
    child.once('close', code => resolve({ code: code ?? -1, ...output }));
  });
}

/** The last line that says anything: where pip and npm put the reason. */
export function lastLineOf(result: CommandResult): string {
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map(line => line.trim());
  return lines.filter(line => line && !/^\[notice\]|^npm (notice|warn)|^WARNING/i.test(line)).at(-1) ?? '';
}

/** The full path of a program on `PATH`; undefined if there is none. */
export function findOnPath(program: string, environment: Environment): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map(folder => join(folder, program)).find(isProgram);
}

/** True for a file that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
