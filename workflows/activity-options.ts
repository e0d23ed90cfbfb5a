import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ClaudeActivities, GhlActivities, TableActivities } from '../activities/activities';
import { taskQueues } from '../domain/temporal-names';

/**
 * How each activity is run, one by one, with the reason. Which errors are final is not said here:
 * activities throw them as non-retryable failures with their code (`activities/failures.ts`).
 */

/*
 * Our own tables and caches: a few milliseconds each, so local activities, which cost no hop to the
 * server. Every statement is bounded (5 s), the attempt a little longer. They are tried until they
 * succeed: while Postgres is away a run waits and then goes on, rather than fail and lose the lead, an
 * opt-out or the run's end state; whether an answer is too late by then, the gate decides.
 */
const table = {
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s' },
} as const;

export const { openRun } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'records the message, prepares the run',
});
export const { claimReply } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'claims the right to answer',
});
export const { changeConsent } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'records an opt-out or return',
});
export const { recordOutbound } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'decides whose message it is',
});
export const { planActions, giveUpSend } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'writes down what is to be done',
});

export const { recordEvent } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'records an event that needs no answer',
});
export const { closeRun } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'writes how the run ended',
});
export const { recordFigures } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'writes the business figures',
});
export const { recordWarming } = proxyLocalActivities<TableActivities>({
  ...table,
  summary: 'keeps what was warmed',
});

/*
 * Warming reads many rows and may take minutes; a heartbeat after each agent tells a dead worker from
 * a busy one. Three attempts: the schedule comes again in a few minutes anyway.
 */
export const { warmAgentContexts } = proxyActivities<TableActivities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '5s', maximumAttempts: 3 },
  summary: 'warms the contexts of active agents',
});

export const { warmQualifications } = proxyActivities<TableActivities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '5s', maximumAttempts: 3 },
  summary: 'puts the flows of active leads into Redis',
});

/* A few statements and one look at Redis for each situation that recurs, at all locations. */
export const { findResponsesToWarm } = proxyActivities<TableActivities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5s', maximumAttempts: 3 },
  summary: 'looks for replies that recur, puts back what it can',
});

/*
 * A batch. Nobody waits for it, so what fails is tried for hours. Handing in is tried again after
 * seconds at the soonest: by then the API lists what it took without our hearing of it. Where the run is
 * cancelled meanwhile, it waits for the end of that attempt, for only then is it known what was handed in.
 */
const batch = {
  taskQueue: taskQueues.claude,
  startToCloseTimeout: '20 minutes',
  scheduleToCloseTimeout: '3 hours',
  heartbeatTimeout: '2 minutes',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10 minutes' },
} as const;
export const { openResponseBatches } = proxyActivities<ClaudeActivities>({
  ...batch,
  summary: 'looks for batches that earlier runs left',
});
export const { submitResponseBatch } = proxyActivities<ClaudeActivities>({
  ...batch,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  summary: 'hands in a batch at half price',
});
export const { lookAtResponseBatch } = proxyActivities<ClaudeActivities>({
  ...batch,
  summary: 'looks whether the batch has ended',
});
export const { cancelResponseBatch } = proxyActivities<ClaudeActivities>({
  ...batch,
  summary: 'ends the batch of a run that was cancelled',
});
export const { takeResponseBatch } = proxyActivities<ClaudeActivities>({
  ...batch,
  summary: 'books, checks and caches what the batch brought',
});

/*
 * Paid calls. The client gives up on one after 30 s; 40 s bound an attempt with its second question after
 * an answer of no use, and with the other models that are asked where one is overloaded. A worker that
 * died is noticed by its heartbeat. What is left to Temporal is tried again after half a second and
 * doubling, or after the time that Claude asked for: four attempts, and a minute in all, after which the
 * lead gets a plain template instead of waiting.
 */
const claude = {
  taskQueue: taskQueues.claude,
  startToCloseTimeout: '40s',
  scheduleToCloseTimeout: '1 minute',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 4 },
} as const;
export const { answerLead } = proxyActivities<ClaudeActivities>({
  ...claude,
  summary: 'Claude reads the message and writes the reply',
});
export const { summariseConversation } = proxyActivities<ClaudeActivities>({
  ...claude,
  summary: 'Claude summarises what has left the view',
});
export const { adviseAgent } = proxyActivities<ClaudeActivities>({
  ...claude,
  summary: 'Claude advises an agent',
});

/*
 * Reading the contact is a courtesy to the reply (name, tags, do-not-disturb): three quick attempts,
 * and the reply goes on without it. GHL itself refuses to send against its own do-not-disturb.
 */
export const { fetchContact } = proxyActivities<GhlActivities>({
  taskQueue: taskQueues.ghl,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '30s',
  retry: { initialInterval: '300ms', maximumAttempts: 3 },
  summary: 'reads the contact from GHL',
});

/*
 * The send, and the actions behind it. The client gives up after 15 s, a look for an earlier attempt
 * takes up to 5 s more and a handful of actions a few seconds, so a minute means that the worker died. It is tried for an hour, for an answer to a lead keeps that long;
 * after that a person is told.
 */
export const { sendReply } = proxyActivities<GhlActivities>({
  taskQueue: taskQueues.ghl,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: 'sends the reply through GHL',
});

/* What was kept waiting, and actions of a run without a reply: tags, notes and tasks keep for a day, and nobody waits for them. One call each, a handful at most. */
export const { applyActions } = proxyActivities<GhlActivities>({
  taskQueue: taskQueues.ghl,
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10 minutes' },
  summary: 'applies tags, fields, notes and tasks in GHL',
});

/* Each channel with its own retries: a Slack that is down for an hour keeps no task from being made. */
const notification = {
  taskQueue: taskQueues.ghl,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5 minutes', maximumAttempts: 6 },
} as const;
export const { recordNotification } = proxyActivities<GhlActivities>({
  ...notification,
  summary: 'keeps the notification for operators',
});
export const { notifyByTask } = proxyActivities<GhlActivities>({
  ...notification,
  summary: 'makes a task for the agent',
});
export const { notifyByWebhook } = proxyActivities<GhlActivities>({
  ...notification,
  summary: "posts to the tenant's webhook",
});
