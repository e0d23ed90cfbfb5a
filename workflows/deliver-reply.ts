import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { sendId } from '../domain/ids';
import { answeredExplanation, failureExplanation } from '../domain/run-explanation';
import type { RunOpening } from '../activities/open-run';
import { claimReply, giveUpSend, planActions, sendReply } from './activity-options';
import type { LeadMessage } from './lead-message';
import { deliveryFailedActions, tryToApplyActions } from './apply-actions';
import { codeOf } from './failure-outcome';
import type { PreparedReply } from './prepare-reply';
import type { Journal } from './run-journal';
import { unanswered, type RunOutcome } from './run-outcome';

/** Claims the right to answer, sends once, and then applies the actions: never a tag before its message. */
export async function deliverReply(
  message: LeadMessage,
  opening: RunOpening,
  prepared: PreparedReply,
  journal: Journal,
): Promise<RunOutcome> {
  const { source, semantic, after } = prepared;
  const known = {
    before: opening.assessment,
    after,
    semantic,
    agentId: opening.coaching?.agentId ?? null,
    optedOutNow: false,
    needsHumanAlready: opening.needsHumanAlready,
  };
  const claim = await journal.stage('claim', () =>
    claimReply({
      ...message,
      // One run claims once at the most, so its send needs no name of its own.
      sendId: sendId(message.workflowId),
      channel: opening.channel,
      replyTemplate: prepared.template,
      replySource: source,
      actions: prepared.actions,
      extraction: prepared.extraction,
      question: prepared.question,
    }),
  );
  if (claim.outcome === 'stopped') return unanswered(claim.status, claim.explanation, known);

  const failure = await journal.stage('delivery', () => trySending(message));
  if (failure?.code === 'opted_out') {
    return unanswered('opted_out', 'not answered: the lead opted out while the reply was on its way', known);
  }
  if (failure) {
    await planActions({ workflowId: message.workflowId, actions: deliveryFailedActions });
    return unanswered('failed', failure.explanation, { ...known, errorCode: failure.code });
  }
  await journal.stage('actions', () => tryToApplyActions(message));
  return {
    ...known,
    status: 'answered',
    replySource: source,
    explanation: answeredExplanation(source),
    errorCode: null,
  };
}

/** @returns null when the message is out */
async function trySending({
  workflowId,
}: LeadMessage): Promise<{ code: string; explanation: string } | null> {
  try {
    const sent = await sendReply({ workflowId });
    if (sent.outcome === 'sent') return null;
    return { code: sent.reason, explanation: failureExplanation(sent.reason) };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const errorCode = codeOf(error);
    const status = await giveUpSend({ workflowId, errorCode });
    const code = status === 'unclear' ? 'ghl_ambiguous' : errorCode;
    return { code, explanation: failureExplanation(code) };
  }
}
