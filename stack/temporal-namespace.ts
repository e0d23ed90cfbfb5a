import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import type { Configuration } from '../runtime/configuration';
import { defaults } from '../runtime/defaults';

type TemporalConfiguration = Configuration['temporal'];

const secondsPerDay = 24 * 60 * 60;

/** Resolves if Temporal answers at this address and has the namespace; else throws why. */
export async function askTemporal(temporal: TemporalConfiguration & { address: string }): Promise<void> {
  await withConnection(temporal, async connection => {
    await connection.workflowService.describeNamespace({ namespace: temporal.namespace });
  });
}

/**
 * Has the embedded server keep closed runs for `defaults.namespaceRetentionDays`. Left alone it keeps
 * them for a day, and with them the refusal of duplicates. Done at each start; resolves once it holds.
 */
export async function keepClosedRuns(address: string, namespace: string): Promise<void> {
  const seconds = defaults.namespaceRetentionDays * secondsPerDay;
  await withConnection({ address, namespace, apiKey: undefined, tls: false }, async connection => {
    const service = connection.workflowService;
    const found = await service.describeNamespace({ namespace });
    if (Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0) === seconds) return;
    const updated = await service.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(`${defaults.namespaceRetentionDays} days`) },
    });
    const kept = Number(updated.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    if (kept !== seconds) throw new Error(`the namespace keeps closed runs for ${kept} s, not ${seconds} s`);
  });
}

/** Resolves if the Web UI answers HTTP at this address; else throws why. */
export async function askWebUi(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  if (answer.status >= 500) throw new Error(`the Web UI answers ${answer.status}`);
}

async function withConnection(
  temporal: TemporalConfiguration & { address: string },
  use: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({
    address: temporal.address,
    tls: temporal.tls,
    connectTimeout: 2_000,
    ...(temporal.apiKey !== undefined && { apiKey: temporal.apiKey }),
    metadata: { 'temporal-namespace': temporal.namespace },
  });
  try {
    await connection.withDeadline(Date.now() + 5_000, () => use(connection));
  } finally {
    await connection.close();
  }
}
