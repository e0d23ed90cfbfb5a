import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LeadwireError, messageOf } from '../../runtime/errors';
import { notUnderstood, parseArguments, refuseMore } from './arguments';
import type { Command } from './command';
import { openOperationsApi, tenantSchema, type OperationsApi } from './operations-api';

const usage = `npx leadwire tenants show LOCATION
npx leadwire tenants set LOCATION [--name "Bay Realty"] [--token GHL_TOKEN] [--file settings.json]

  --name   what the office is called
  --token  the location's own GHL token (a private integration's or an installation's)
  --file   all settings as JSON, in place of those there are; without it they are kept
Settings and their defaults: /v1/openapi.json`;

const options = {
  name: { type: 'string' },
  token: { type: 'string' },
  file: { type: 'string' },
} as const;

const settingsSchema = z.record(z.string(), z.unknown());
type Settings = z.infer<typeof settingsSchema>;

export const tenantsCommand: Command = {
  name: 'tenants',
  summary: 'shows a location or sets it up: tenants show|set LOCATION',
  usage,
  async run(args, { environment, print }) {
    const { values, positionals } = parseArguments(args, options);
    const [verb, location, ...more] = positionals;
    if ((verb !== 'show' && verb !== 'set') || location === undefined)
      throw notUnderstood('say tenants show LOCATION or tenants set LOCATION …');
    refuseMore(more, 0);
    const api = openOperationsApi(environment);
    const path = `/v1/tenants/${encodeURIComponent(location)}`;
    const tenant =
      verb === 'show'
        ? await api.get(path, tenantSchema)
        : await api.put(path, updateOf(await settingsFor(api, path, values.file), values), tenantSchema);
    print(JSON.stringify(tenant, null, 2));
    return 0;
  },
};

/** PUT replaces everything, so what is not to change is read first. */
async function settingsFor(api: OperationsApi, path: string, file: string | undefined): Promise<Settings> {
  if (file !== undefined) return readSettings(file);
  try {
    return (await api.get(path, tenantSchema)).configuration;
  } catch (error) {
    if (error instanceof LeadwireError && error.code === 'not_found') return {};
    throw error;
  }
}

async function readSettings(file: string): Promise<Settings> {
  try {
    return settingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'it holds no JSON object' : messageOf(error);
    throw notUnderstood(`--file: ${reason}`);
  }
}

/** The settings with what the options say in front of them. */
export function updateOf(
  settings: Settings,
  { name, token }: { readonly name?: string | undefined; readonly token?: string | undefined },
): Settings {
  const update = {
    ...settings,
    ...(name === undefined ? {} : { name }),
    ...(token === undefined ? {} : { ghlToken: token }),
  };
  if (!('name' in update)) throw notUnderstood('a location that is new needs --name');
  return update;
}
