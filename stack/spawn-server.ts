import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openProcessLog } from './process-log';
import { serverEnvironment } from './server-environment';

export interface ServerCommand {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly logsFolder: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** An open folder, passed on as descriptor 3. */
  readonly folderDescriptor?: number;
}

/**
 * Starts a server as our direct child, so that its pid is the server's own, its output in its log.
 * It gets a session of its own: Ctrl-C in the terminal is for us, who end the servers last.
 */
export function spawnServer(command: ServerCommand): ChildProcess {
  const log = openProcessLog(command.logsFolder, command.name);
  try {
    return spawn(command.file, command.args, {
      stdio: [
        'ignore',
        log,
        log,
        ...(command.folderDescriptor === undefined ? [] : [command.folderDescriptor]),
      ],
      env: serverEnvironment(),
      cwd: '/',
      detached: true,
      ...command.user,
    });
  } finally {
    closeSync(log);
  }
}
