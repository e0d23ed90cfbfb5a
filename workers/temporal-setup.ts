import { temporal } from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';
import { searchAttributes } from '../domain/temporal-names';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';

const secondsPerDay = 24 * 60 * 60;

/**
 * Brings a namespace to what Leadwire relies on; safe to repeat, and from many processes at once.
 * Where the server or its permissions forbid it (Temporal Cloud), it says what to set by hand.
 */
export async function setUpNamespace(
  connection: NativeConnection,
  namespace: string,
  logger: Logger,
): Promise<void> {
  await trying(
    logger,
    `set the retention of namespace ${namespace} to ${defaults.namespaceRetentionDays} days`,
    async () => {
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      const kept = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
      if (kept >= defaults.namespaceRetentionDays * secondsPerDay) return;
      await connection.workflowService.updateNamespace({
        namespace,
        config: {
          workflowExecutionRetentionTtl: {
            seconds: defaults.namespaceRetentionDays * secondsPerDay,
          } as never,
        },
      });
    },
  );
  const names = Object.values(searchAttributes);
  await trying(logger, `add the search attributes ${names.join(', ')} (Keyword)`, async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = names.filter(name => !(name in (customAttributes ?? {})));
    if (missing.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map(name => [name, temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD]),
      ),
    });
  });
}

async function trying(logger: Logger, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.warn({ error }, `Temporal did not let us ${what}; please do it by hand`);
  }
}
