import { ApplicationFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { WebhookEvent } from '../domain/ghl-event';
import { kindOf } from '../domain/ghl-event';
import { closeRun, recordEvent } from './activity-options';
import { answerMessage } from './answer-message';
import { startBackground } from './background';
import { failedOutcome } from './failure-outcome';
import { recordOutboundMessage } from './outbound-message';
import { showOutcome, startJournal, type Journal } from './run-journal';
import type { RunOutcome } from './run-outcome';

/** What the API starts a run with. */
export interface ProcessWebhookInput {
  readonly runId: string;
  readonly event: WebhookEvent;
  /** ISO 8601, when the API took the webhook. */
  readonly receivedAt: string;
}

export interface ProcessWebhookResult {
  readonly status: RunOutcome['status'];
  readonly explanation: string;
}

/**
 * One durable run for one webhook: understands the lead's message, decides whether it may be
 * answered, answers it once, and leaves figures and notifications to abandoned children.
 */
export async function processWebhook(input: ProcessWebhookInput): Promise<ProcessWebhookResult> {
  const { workflowId } = workflowInfo();
  const kind = kindOf(input.event);
  if (kind === 'record_only') {
    const explanation = `recorded: ${input.event.type} needs no answer`;
    await recordEvent({ ...input, workflowId, explanation });
    return { status: 'ignored', explanation };
  }
  if (kind === 'human_or_own_message') {
    return { status: 'ignored', explanation: await recordOutboundMessage(input) };
  }

  const journal = startJournal();
  let failure: unknown;
  let outcome: RunOutcome;
  try {
    outcome = await answerMessage(input, journal);
  } catch (error) {
    failure = error;
    outcome = failedOutcome(error);
  }
  // A run that was cancelled still has to say how it ended.
  await CancellationScope.nonCancellable(() => close(input, outcome, journal));
  if (failure !== undefined && !isCancellation(failure)) {
    throw ApplicationFailure.nonRetryable(outcome.explanation, outcome.errorCode ?? 'internal');
  }
  if (failure !== undefined) throw failure;
  return { status: outcome.status, explanation: outcome.explanation };
}

/** The end state first, then the children: what they tell is true by then, also after a failure. */
async function close(input: ProcessWebhookInput, outcome: RunOutcome, journal: Journal): Promise<void> {
  const { workflowId } = workflowInfo();
  journal.finish();
  await closeRun({
    workflowId,
    status: outcome.status,
    replySource: outcome.replySource,
    leadTemperature: outcome.after?.temperature ?? null,
    explanation: outcome.explanation,
    errorCode: outcome.errorCode,
    timings: journal.timings,
  });
  showOutcome(outcome, journal);
  await startBackground(input, outcome, journal);
}
