import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { sendId } from '../domain/ids';
import type { HandOff } from '../domain/hand-off';
import {
  answeredExplanation,
  clauseOf,
  failureExplanation,
  handedOffExplanation,
  withheldExplanation,
} from '../domain/run-explanation';
import type { ClaimInput } from '../activities/claim-reply';
import type { RunOpening } from '../activities/open-run';
import { claimReply, giveUpSend, planActions, sendReply } from './activity-options';
import type { LeadMessage } from './lead-message';
import { deliveryFailedActions } from './apply-actions';
import { codeOf } from './failure-outcome';
import type { PreparedReply } from './prepare-reply';
import type { Journal } from './run-journal';
import { unanswered, type RunOutcome } from './run-outcome';

/**
 * Claims the right to answer, sends once, and then applies the actions: never a tag before its message.
 * What is withheld (draft mode; a person is to answer alone) is claimed all the same, so that no other
 * run answers it, and becomes a note.
 */
export async function deliverReply(
  message: LeadMessage,
  opening: RunOpening,
  prepared: PreparedReply,
  journal: Journal,
): Promise<RunOutcome> {
  const { source, handOff, after } = prepared;
  const known = {
    before: opening.assessment,
    after,
    handOff,
    agentId: opening.coaching?.agentId ?? null,
    metrics: opening.metrics,
    hasActions: false,
    optedOutNow: false,
    needsHumanAlready: opening.needsHumanAlready,
    summaryOf: opening.summaryDue ? { ...message, channel: opening.channel } : null,
    situationKey: null,
    saved: null,
  };
  const isWithheld = withholds(opening, handOff);
  const claim = await journal.stage('claim', () =>
    claimReply({
      ...message,
      // One run claims once at the most, so its send needs no name of its own.
      sendId: sendId(message.workflowId),
      channel: opening.channel,
      replyTemplate: prepared.template,
      draftTemplate: prepared.draft ?? (handOff === null && isWithheld ? prepared.template : null),
      disclosure: opening.answeredBefore ? null : (opening.tenant?.configuration.disclosure ?? null),
      replySource: source,
      actions: prepared.actions,
      extraction: prepared.extraction,
      question: prepared.question,
      isWithheld,
      pause: pauseFor(opening, handOff),
    }),
  );
  if (claim.outcome === 'stopped')
    return unanswered(claim.status, claim.explanation, { ...known, handOff: null });
  if (isWithheld)
    return unanswered('handed_off', withheldExplanation(handOff), { ...known, hasActions: true });

  const delivery = await journal.stage('delivery', () => tryToSend(message));
  if (delivery.outcome === 'sent') {
    return {
      ...known,
      status: handOff === null ? 'answered' : 'handed_off',
      replySource: source,
      explanation: handOff === null ? answeredExplanation(source) : handedOffExplanation(handOff),
      errorCode: null,
      hasActions: delivery.actionsLeft,
      situationKey: source === 'template' ? null : (opening.keys?.situation ?? null),
      saved: prepared.saved,
    };
  }
  const stopped = stoppedOnTheWay[delivery.reason];
  if (stopped) return unanswered(stopped.status, stopped.explanation, known);
  await planActions({ workflowId: message.workflowId, actions: deliveryFailedActions });
  const { reason } = delivery;
  return unanswered('failed', failureExplanation(reason), { ...known, errorCode: reason, hasActions: true });
}

const withholds = ({ tenant }: RunOpening, handOff: HandOff | null): boolean =>
  tenant?.configuration.mode === 'draft' ||
  (handOff !== null && tenant?.configuration.handOff.acknowledge === false);

function pauseFor({ tenant }: RunOpening, handOff: HandOff | null): ClaimInput['pause'] {
  if (handOff === null || tenant === null) return null;
  return {
    reason: `handed to a person, as ${clauseOf(handOff.sentence)}`,
    hours: tenant.configuration.handOff.sleepHours,
  };
}

/** What may have happened between the claim and an attempt; anything else is a failure. */
const stoppedOnTheWay: Readonly<Record<string, Pick<RunOutcome, 'status' | 'explanation'>>> = {
  opted_out: {
    status: 'opted_out',
    explanation: 'not answered: the lead opted out while the reply was on its way',
  },
  paused: { status: 'paused', explanation: 'not answered: a person wrote while the reply was on its way' },
  handed_off: {
    status: 'handed_off',
    explanation: 'not answered: a person took over while the reply was on its way',
  },
};

type Delivery =
  | { readonly outcome: 'sent'; readonly actionsLeft: boolean }
  | { readonly outcome: 'stopped'; readonly reason: string };

async function tryToSend(message: LeadMessage): Promise<Delivery> {
  try {
    const sent = await sendReply(message);
    return sent.outcome === 'stopped' && sent.reason === 'unclear'
      ? { outcome: 'stopped', reason: 'ghl_ambiguous' }
      : sent;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const errorCode = codeOf(error);
    const status = await giveUpSend({ workflowId: message.workflowId, errorCode });
    if (status === 'sent') return { outcome: 'sent', actionsLeft: true };
    if (status === 'aborted') return { outcome: 'stopped', reason: 'opted_out' };
    return { outcome: 'stopped', reason: status === 'unclear' ? 'ghl_ambiguous' : errorCode };
  }
}
