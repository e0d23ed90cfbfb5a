import {
  Worker,
  type NativeConnection,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { createClaudeActivities, createGhlActivities, createTableActivities } from '../activities/activities';
import type { ActivityDependencies } from '../activities/dependencies';
import { taskQueues } from '../domain/temporal-names';

export interface WorkerSetup {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  readonly dependencies: ActivityDependencies;
  /** Queue names other than the contract's; for tests, which share one server. */
  readonly queues?: { readonly workflows: string; readonly claude: string; readonly ghl: string };
}

/**
 * How long running activities may go on after a shutdown began. The default of 0 cancels them at
 * once, in the middle of a send. Longer than a send takes; one that is cut short is looked for in GHL.
 */
const shutdownGraceTime = '20s';

const shared = ({ connection, namespace, dataConverter }: WorkerSetup): Omit<WorkerOptions, 'taskQueue'> => ({
  connection,
  namespace,
  dataConverter,
  shutdownGraceTime,
});

/** Runs the workflows and their local activities. Every process has one; the API's gets eager starts. */
export function createWorkflowWorker(
  setup: WorkerSetup,
  workflowBundle: WorkflowBundleOption,
): Promise<Worker> {
  return Worker.create({
    ...shared(setup),
    taskQueue: setup.queues?.workflows ?? taskQueues.workflows,
    workflowBundle,
    activities: createTableActivities(setup.dependencies),
    // A run is over in a second and its history is short: a large cache would only hold memory.
    maxCachedWorkflows: 300,
    maxConcurrentWorkflowTaskExecutions: 40,
    // Bounded by the connection pool of Postgres, not by this machine.
    maxConcurrentLocalActivityExecutions: 100,
    maxConcurrentActivityTaskExecutions: 10,
  });
}

/** Makes the paid calls. */
export function createClaudeWorker(setup: WorkerSetup): Promise<Worker> {
  return Worker.create({
    ...shared(setup),
    taskQueue: setup.queues?.claude ?? taskQueues.claude,
    activities: createClaudeActivities(setup.dependencies),
    maxConcurrentActivityTaskExecutions: 50,
  });
}

/** Makes everything that is seen from outside. */
export function createGhlWorker(setup: WorkerSetup): Promise<Worker> {
  return Worker.create({
    ...shared(setup),
    taskQueue: setup.queues?.ghl ?? taskQueues.ghl,
    activities: createGhlActivities(setup.dependencies),
    maxConcurrentActivityTaskExecutions: 50,
  });
}
