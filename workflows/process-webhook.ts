import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ClosedRun } from '../activities/close-run';
import type { RunReference } from '../activities/lead-context';
import { kindOf } from '../domain/ghl-event';
import { closeRun, recordEvent, summariseConversation } from './activity-options';
import { tryToApplyActions } from './apply-actions';
import { answerMessage } from './answer-message';
import { startBackground } from './background';
import { failedOutcome } from './failure-outcome';
import { leadMessageOf } from './lead-message';
import { recordOutboundMessage } from './outbound-message';
import { showOutcome, startJournal, type Journal } from './run-journal';
import type { ProcessWebhookInput } from './run-input';
import type { RunOutcome } from './run-outcome';

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
  let failure: TemporalFailure | undefined;
  let outcome: RunOutcome;
  try {
    outcome = await answerMessage(input, journal);
  } catch (error) {
    // A fault of our own code is no end: the task is tried again, and goes on once the code is mended.
    if (!(error instanceof TemporalFailure)) throw error;
    failure = error;
    outcome = failedOutcome(error);
  }
  // A run that was cancelled still has to say how it ended.
  await CancellationScope.nonCancellable(() => close(input, outcome, journal));
  if (failure && isCancellation(failure)) throw failure;
  // Failed in the Web UI too, whether or not something was thrown on the way.
  if (outcome.status === 'failed') {
    throw ApplicationFailure.nonRetryable(outcome.explanation, outcome.errorCode ?? 'internal');
  }
  return { status: outcome.status, explanation: outcome.explanation };
}

/**
 * The end state first: what the children tell is true by then, also after a failure. Actions that
 * GHL kept waiting are tried beside them; nobody waits for those.
 */
async function close(input: ProcessWebhookInput, outcome: RunOutcome, journal: Journal): Promise<void> {
  const { workflowId } = workflowInfo();
  journal.finish();
  const closed: ClosedRun | undefined = await closeRun({
    workflowId,
    status: outcome.status,
    replySource: outcome.replySource,
    leadTemperature: outcome.after?.temperature ?? null,
    explanation: outcome.explanation,
    errorCode: outcome.errorCode,
    timings: journal.timings,
    situationKey: outcome.situationKey,
    replyCost: outcome.saved,
  });
  showOutcome(outcome, journal);
  const contact = leadMessageOf(input);
  await Promise.all([
    // A run that was closed by an earlier release has nothing to tell of budgets.
    startBackground(input, outcome, journal, closed?.notifications ?? []),
    outcome.hasActions && contact ? tryToApplyActions(contact) : undefined,
    outcome.summaryOf ? tryToSummarise(outcome.summaryOf) : undefined,
  ]);
}

/** One that fails is due again with the next message. */
async function tryToSummarise(conversation: RunReference): Promise<void> {
  try {
    await summariseConversation(conversation);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  }
}
