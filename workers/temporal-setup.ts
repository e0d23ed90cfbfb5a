import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';
import { scheduleIds, searchAttributes, taskQueues, workflowTypes } from '../domain/temporal-names';
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

/** Creates the schedules that do not exist; one that does is left as an operator may have set it. */
export async function setUpSchedules(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: scheduleIds.warmAgentContexts,
      // Contexts live 15 minutes: every 10 they are made anew before they expire.
      spec: { intervals: [{ every: '10 minutes' }], jitter: '30s' },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.warmAgentContexts,
        workflowId: scheduleIds.warmAgentContexts,
        taskQueue: taskQueues.workflows,
        staticSummary: 'warms the contexts of active agents',
      },
      policies: {
        // Warming that takes longer than its interval must not pile up.
        overlap: ScheduleOverlapPolicy.SKIP,
        // The default is a year: after an outage all missed warmings would run, though the newest does it all.
        catchupWindow: '5 minutes',
      },
      state: { triggerImmediately: true },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
