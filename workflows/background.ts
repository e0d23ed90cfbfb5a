import { ParentClosePolicy, startChild, WorkflowIdReusePolicy, workflowInfo } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { RunSummary } from '../domain/business-metrics';
import { notificationsFor, type Notification } from '../domain/notification-rules';
import { taskQueues, workflowTypes } from '../domain/temporal-names';
import { metricsWorkflowId, notificationsWorkflowId } from '../domain/workflow-ids';
import type { ProcessWebhookInput } from './run-input';
import type { RecordMetricsInput } from './record-metrics';
import type { Journal } from './run-journal';
import type { RunOutcome } from './run-outcome';
import type { SendNotificationsInput } from './send-notifications';

/**
 * Hands figures and notifications to children that outlive this run. Their start is awaited, for a
 * child whose start is not never runs; their end is not. Nothing that goes wrong here touches the
 * reply: it is out, and the end state is stored.
 * @param more what else people are to be told of on this occasion
 */
export async function startBackground(
  input: ProcessWebhookInput,
  outcome: RunOutcome,
  journal: Journal,
  more: readonly Notification[],
): Promise<void> {
  const { workflowId } = workflowInfo();
  const { locationId, contactId } = input.event;
  const metrics: RecordMetricsInput = {
    workflowId,
    ...(outcome.metrics ?? { locationId, agentId: null }),
    summary: summaryOf(outcome, journal),
  };
  const starts = [startAbandoned(workflowTypes.recordMetrics, metricsWorkflowId(workflowId), metrics)];
  const ofRun = notificationsFor({
    status: outcome.status,
    temperatureBefore: outcome.before?.temperature ?? null,
    temperatureAfter: outcome.after?.temperature ?? null,
    handOff: outcome.needsHumanAlready ? null : outcome.handOff,
    failureCode: outcome.errorCode,
    optedOutNow: outcome.optedOutNow,
  });
  const notifications = [...ofRun, ...more];
  // Most runs have nothing to tell. An execution costs a tenth of all the work of an answer.
  if (notifications.length > 0 && locationId !== null) {
    const told: SendNotificationsInput = {
      workflowId,
      locationId,
      contactId,
      agentId: outcome.agentId,
      notifications,
    };
    starts.push(startAbandoned(workflowTypes.sendNotifications, notificationsWorkflowId(workflowId), told));
  }
  await Promise.all(starts);
}

async function startAbandoned(type: string, workflowId: string, input: unknown): Promise<void> {
  try {
    await startChild(type, {
      workflowId,
      args: [input],
      taskQueue: taskQueues.workflows,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: type,
    });
  } catch (error) {
    // A reset of this run may come here a second time; what the child writes is keyed by the run.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function summaryOf(outcome: RunOutcome, journal: Journal): RunSummary {
  return {
    status: outcome.status,
    replySource: outcome.replySource,
    before: outcome.before,
    after: outcome.after,
    durationMs: journal.timings['webhook_total'] ?? 0,
  };
}
