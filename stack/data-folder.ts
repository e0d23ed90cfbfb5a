import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LeadwireError, messageOf } from '../runtime/errors';

/** Where things lie in `LEADWIRE_DATA_DIR`. All paths are absolute if `root` is. */
export interface DataFolder {
  readonly root: string;
  readonly temporal: string;
  readonly postgres: string;
  readonly redis: string;
  readonly keys: string;
  readonly logs: string;
  /** `{name: pid}` of what runs. */
  readonly processesFile: string;
  /** Ports of the last start. */
  readonly portsFile: string;
  /** Addresses of the running stack, for the command line; no secrets. */
  readonly stackFile: string;
  readonly lockFile: string;
}

/** Names the places below `root`; makes nothing. */
export function dataFolderAt(root: string): DataFolder {
  return {
    root,
    temporal: join(root, 'temporal'),
    postgres: join(root, 'postgres'),
    redis: join(root, 'redis'),
    keys: join(root, 'keys'),
    logs: join(root, 'logs'),
    processesFile: join(root, 'processes.json'),
    portsFile: join(root, 'ports.json'),
    stackFile: join(root, 'stack.json'),
    lockFile: join(root, 'stack.lock'),
  };
}

/**
 * Makes the data folder and its parts, readable by their owner only. A folder that is there already
 * keeps its mode; its parts get theirs again.
 * @throws LeadwireError `configuration_invalid` if the folder cannot be made or written
 */
export function prepareDataFolder(root: string): DataFolder {
  const folder = dataFolderAt(root);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    accessSync(root, constants.W_OK | constants.X_OK);
    for (const part of [folder.temporal, folder.redis, folder.keys, folder.logs]) {
      mkdirSync(part, { recursive: true, mode: 0o700 });
      chmodSync(part, 0o700);
    }
    // Postgres' own folder may belong to another user (see postgres-user.ts), who sets its mode.
    mkdirSync(folder.postgres, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new LeadwireError(
      'configuration_invalid',
      `LEADWIRE_DATA_DIR: set a folder that can be written; ${messageOf(error)}`,
      { cause: error },
    );
  }
  return folder;
}
