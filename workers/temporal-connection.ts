import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { Configuration } from '../runtime/configuration';
import { LeadwireError } from '../runtime/errors';

export interface Temporal {
  readonly connection: NativeConnection;
  readonly client: Client;
}

/**
 * One connection for client and workers of a process. They must share it: a workflow is started
 * eagerly only on a worker of the same connection.
 */
export async function connectTemporal(
  { temporal }: Pick<Configuration, 'temporal'>,
  dataConverter: DataConverter,
): Promise<Temporal> {
  if (temporal.address === undefined) {
    throw new LeadwireError(
      'configuration_invalid',
      'TEMPORAL_ADDRESS: set host:port of the Temporal server',
    );
  }
  const connection = await NativeConnection.connect({
    address: temporal.address,
    ...(temporal.tls ? { tls: true } : {}),
    ...(temporal.apiKey === undefined ? {} : { apiKey: temporal.apiKey }),
  });
  const client = new Client({ connection, namespace: temporal.namespace, dataConverter });
  return { connection, client };
}
