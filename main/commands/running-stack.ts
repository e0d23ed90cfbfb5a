import { join } from 'node:path';
import { z } from 'zod';
import { loadConfiguration } from '../../runtime/configuration';
import { LeadwireError } from '../../runtime/errors';
import { dataFolderAt, type DataFolder } from '../../stack/data-folder';
import { secretFiles } from '../../stack/development-secrets';
import { readIfThere, readJsonIfThere } from '../../stack/private-file';
import type { Environment } from '../../stack/run-command';
import { runningStack } from '../../stack/stack-lock';

const StackFile = z.object({
  pid: z.number().int(),
  apiUrl: z.url(),
  ghlUrl: z.url().nullable(),
  claudeUrl: z.url().nullable(),
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
});

/** Where a running stack answers, as it wrote it down itself. */
export type RunningStack = z.infer<typeof StackFile>;

/** The data folder that this environment names. It need not exist. */
export const dataFolderOf = (environment: Environment): DataFolder =>
  dataFolderAt(loadConfiguration(forLookingOnly(environment)).dataDir);

/** A command that only looks must not stop at what a start in production insists on. */
const forLookingOnly = ({ LEADWIRE_DATA_DIR }: Environment): Environment => ({ LEADWIRE_DATA_DIR });

/**
 * The stack that runs in this data folder, or undefined. A file that a killed stack left behind
 * counts for nothing: its process must be the one that holds the folder.
 */
export function findStack(folder: DataFolder): RunningStack | undefined {
  const stack = StackFile.safeParse(readJsonIfThere(folder.stackFile)).data;
  return stack && runningStack(folder)?.pid === stack.pid ? stack : undefined;
}

/** @throws LeadwireError `start_failed` that says how to start one */
export function requireStack(folder: DataFolder): RunningStack {
  const stack = findStack(folder);
  if (stack) return stack;
  throw new LeadwireError(
    'start_failed',
    `no Leadwire runs in ${folder.root}; start it with npm start (and wait for its box of addresses)`,
  );
}

/** The API to talk to: LEADWIRE_API_URL, else the running stack's. Without a slash at the end. */
export function apiUrlFor(environment: Environment): string {
  const given = environment['LEADWIRE_API_URL']?.trim();
  if (!given) return requireStack(dataFolderOf(environment)).apiUrl;
  return checkedUrl('LEADWIRE_API_URL', given);
}

/** @throws LeadwireError `invalid_request` for what is no http address */
export function checkedUrl(name: string, value: string): string {
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value.replace(/\/+$/, '');
  throw new LeadwireError('invalid_request', `${name}: give an address that begins with http:// or https://`);
}

/** The operator's token: ADMIN_TOKEN, else the one that was made for this data folder. */
export function adminTokenFor(environment: Environment): string {
  const token = environment['ADMIN_TOKEN']?.trim() || secret(environment, secretFiles.adminToken);
  if (token) return token;
  throw new LeadwireError('unauthorized', 'set ADMIN_TOKEN to the token of the operations API');
}

/**
 * The private key that development signs webhooks with. GHL alone has its own, so a production API
 * takes these signatures only where GHL_WEBHOOK_PUBLIC_KEYS says so.
 */
export function signingKeyFor(environment: Environment): string {
  const key = secret(environment, secretFiles.webhookPrivateKey);
  if (key) return key;
  const { keys } = dataFolderOf(environment);
  throw new LeadwireError(
    'not_found',
    `there is no key to sign with in ${keys}; npm start makes one (LEADWIRE_DATA_DIR names the folder)`,
  );
}

function secret(environment: Environment, name: string): string | undefined {
  return readIfThere(join(dataFolderOf(environment).keys, name))?.trim() || undefined;
}
