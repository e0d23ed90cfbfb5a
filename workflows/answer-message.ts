import { ActivityFailure, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Action } from '../domain/action';
import { decideGate, type GateDecision, type GateFacts } from '../domain/gate';
import type { RunOpening } from '../activities/open-run';
import { changeConsent, fetchContact, openRun, planActions } from './activity-options';
import { tryToApplyActions } from './apply-actions';
import { deliverReply } from './deliver-reply';
import { leadMessageOf, type LeadMessage } from './lead-message';
import { prepareReply, templateFor } from './prepare-reply';
import type { ProcessWebhookInput } from './run-input';
import type { Journal } from './run-journal';
import { unanswered, type RunOutcome } from './run-outcome';

/** The path of a lead's message: open, gate, prepare, claim and deliver. */
export async function answerMessage(input: ProcessWebhookInput, journal: Journal): Promise<RunOutcome> {
  const { workflowId } = workflowInfo();
  let opening = await journal.stage('init', () => openRun({ ...input, workflowId }));
  const message = leadMessageOf(input);
  if (!message) return unanswered('ignored', 'not answered: the message names no location or no contact');

  let decision = decideGate(opening.gate);
  if (!opening.contactKnown && dependsOnContact(opening.gate)) {
    await journal.stage('contact', () => tryToFetchContact(message));
    opening = await journal.stage('init', () => openRun({ ...input, workflowId, contactAsked: true }));
    decision = decideGate(opening.gate);
  }
  journal.timings['response_lookup'] = opening.lookUpMs;
  return act(decision, message, opening, journal);
}

/**
 * Name, tags and do-not-disturb come from GHL: asked once for a contact, and only if all else says yes.
 * What is kept of them from before must not decide, for it may be what has changed.
 */
function dependsOnContact(gate: GateFacts): boolean {
  const asIfNothingWereKnown = { ...gate, missingRequiredTags: [], blockedTag: null, doNotDisturb: false };
  return ['answer', 'help'].includes(decideGate(asIfNothingWereKnown).outcome);
}

async function act(
  decision: GateDecision,
  message: LeadMessage,
  opening: RunOpening,
  journal: Journal,
): Promise<RunOutcome> {
  switch (decision.outcome) {
    case 'stop':
      if (decision.becomesTask)
        await planActions({ workflowId: message.workflowId, actions: [taskForOldMessage] });
      return unanswered(decision.status, decision.explanation, { hasActions: decision.becomesTask });
    case 'opt_out':
      await changeConsent({ ...message, channel: opening.channel, change: 'opt_out' });
      return unanswered('opted_out', 'not answered: the lead asked for no more messages', {
        hasActions: true,
        optedOutNow: true,
      });
    case 'opt_in':
      await changeConsent({ ...message, channel: opening.channel, change: 'opt_in' });
      // GHL's do-not-disturb goes first, or it would refuse the confirmation.
      await tryToApplyActions(message);
      if (opening.gate.tenant !== 'live')
        return unanswered('ignored', 'recorded: the lead may be written to again');
      return deliverReply(message, opening, templateFor('opt_in_confirmation', opening), journal);
    case 'help':
      return deliverReply(message, opening, templateFor('help', opening), journal);
    case 'answer':
      return deliverReply(message, opening, await prepareReply(message, opening, journal), journal);
  }
}

const taskForOldMessage: Action = {
  type: 'create_task',
  title: 'A lead wrote some time ago',
  body: 'The message reached us too late for an automatic answer. Please read the conversation and answer.',
  dueInMinutes: 60,
};

/** Without the contact the reply is a little less personal; a lead does not wait for that. */
async function tryToFetchContact(message: LeadMessage): Promise<void> {
  try {
    await fetchContact(message);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  }
}
