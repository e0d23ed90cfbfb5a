import { temporal } from '@temporalio/proto';
import type { History } from '@temporalio/common/lib/proto-utils';
import { eventually, type Product } from '../support/product';

/** The history of a workflow that has ended. */
export async function historyOf(product: Product, workflowId: string): Promise<History> {
  const handle = product.client.workflow.getHandle(workflowId);
  await eventually(
    async () => (await handle.describe()).status.name !== 'RUNNING',
    `the end of the workflow ${workflowId}`,
  );
  return handle.fetchHistory();
}

/** The types of its events in order, as Temporal names them. */
export async function eventsOf(product: Product, workflowId: string): Promise<string[]> {
  const { events } = await historyOf(product, workflowId);
  return (events ?? []).map(event =>
    (temporal.api.enums.v1.EventType[event.eventType ?? 0] ?? '').replace('EVENT_TYPE_', ''),
  );
}

/** How many executions a webhook took: its own and those it started. */
export async function executionsOf(product: Product, workflowId: string): Promise<number> {
  const types = await eventsOf(product, workflowId);
  return 1 + types.filter(type => type === 'CHILD_WORKFLOW_EXECUTION_STARTED').length;
}
