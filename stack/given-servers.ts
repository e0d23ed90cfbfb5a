import type { Configuration } from '../runtime/configuration';
import { LeadwireError, messageOf } from '../runtime/errors';
import { queryPostgres } from './postgres-server';
import { pingRedis } from './redis-server';
import { askTemporal } from './temporal-namespace';

/** The part of the configuration that says which servers are given and which are ours to start. */
export type ServerConfiguration = Pick<Configuration, 'databaseUrl' | 'redisUrl' | 'temporal'>;

/** @throws LeadwireError `configuration_invalid` if no Postgres answers there */
export function checkGivenDatabase(url: string): Promise<unknown> {
  return reach('DATABASE_URL', 'Postgres', hostOf(url), () => queryPostgres(url));
}

/** @throws LeadwireError `configuration_invalid` if no Redis answers there */
export function checkGivenRedis(url: string): Promise<unknown> {
  return reach('REDIS_URL', 'Redis', hostOf(url), () => pingRedis(url));
}

/** @throws LeadwireError `configuration_invalid` if no Temporal with that namespace answers there */
export function checkGivenTemporal(temporal: Configuration['temporal'], address: string): Promise<unknown> {
  return reach('TEMPORAL_ADDRESS', 'Temporal', address, () => askTemporal({ ...temporal, address }));
}

async function reach(
  variable: string,
  title: string,
  where: string,
  ask: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    throw new LeadwireError(
      'configuration_invalid',
      `${variable}: ${title} does not answer at ${where} (${reasonOf(error)}); start it, or unset ${variable} to use the embedded one`,
      { cause: error },
    );
  }
}

/** Host and port alone: the rest of an address may hold a password. */
function hostOf(url: string): string {
  return new URL(url).host;
}

/** Errors of several addresses tried at once have no message of their own. */
function reasonOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return messageOf(first).split('\n')[0] ?? '';
}
