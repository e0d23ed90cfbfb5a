import type { CoachingAdvice, CoachingSituation } from './coaching';
import type { LeadIdentity } from './lead-message';
import { cleanMessage } from './message-text';
import { fillPlaceholders } from './placeholders';
import { checkReply } from './reply-guard';
import { questionText } from './question-texts';
import { isRepeatable } from './repeatable-reply';
import { sharedText } from './shared-text';
import { toldNames } from './told-names';
import type { SlotName } from './analysis';
import type { TenantConfiguration } from './tenant';

/** Longest of each text to the agent; what is longer was not asked for. */
const longestText = 800;
const warningsAtMost = 3;

/**
 * An advice as an agent may get it. A message that may not go out, by the lead's wish or by the checks
 * of any reply, is left out; the advice stands without it.
 */
export function usableAdvice(
  { summary, nextStep, suggestedReply, watchOut }: CoachingAdvice,
  { state, channel, language }: CoachingSituation,
  tenant: TenantConfiguration,
): CoachingAdvice {
  const text = (words: string): string => cleanMessage(words).slice(0, longestText);
  const checked =
    suggestedReply === null || state === 'must_not_be_written_to'
      ? null
      : checkReply(suggestedReply, { channel, tenant, language });
  return {
    summary: text(summary),
    nextStep: text(nextStep),
    suggestedReply: checked?.ok ? checked.text : null,
    watchOut: watchOut.map(text).filter(Boolean).slice(0, warningsAtMost),
  };
}

const nobody: LeadIdentity = { firstName: null, lastName: null, phone: null, email: null };

/** Slots that hold a number or a place. What the others hold is free text, and may name a person. */
const closedSlots: ReadonlySet<SlotName> = new Set<SlotName>(['budget', 'price', 'beds', 'baths', 'area']);

/**
 * Whether an advice may be kept for other leads in the same situation. It may not where it quotes a
 * person, an appointment or a number that the situation does not hold: the rules of replies, more
 * strictly, for of the conversation's own words only the numbers count as known. A name that the lead
 * wrote is somebody's name all the same.
 */
export function isRepeatableAdvice(
  advice: CoachingAdvice,
  situation: CoachingSituation,
  tenant: TenantConfiguration,
): boolean {
  const numbers = situation.exchange.flatMap(
    ({ text }) => text.match(/\d[\d,.]*\s?(?:k|m|mil|thousand|million)?(?!\p{L})/giu) ?? [],
  );
  const closed = situation.known.filter(({ slot }) => closedSlots.has(slot));
  const flow = {
    leadType: situation.leadType,
    slots: Object.fromEntries(closed.map(({ slot, value }) => [slot, { value, confidence: 1 }])),
    lastQuestion: situation.lastQuestion,
  };
  const { nextQuestion, leadType, language } = situation;
  const questions = nextQuestion === null ? [] : [questionText(nextQuestion, leadType, language)];
  const context = {
    shared: sharedText({ messages: [numbers.join(' ; ')], answering: null, flow }, questions, tenant),
    names: new Set(situation.exchange.flatMap(({ text }) => [...toldNames(text)])),
    identity: nobody,
    tenant,
  };
  const { summary, nextStep, suggestedReply, watchOut } = advice;
  return [summary, nextStep, suggestedReply ?? '', ...watchOut].every(text => isRepeatable(text, context));
}

/** The advice with what Claude and the cache never saw: for the HTTP answer alone. */
export function filledAdvice(advice: CoachingAdvice, identity: LeadIdentity): CoachingAdvice {
  const fill = (text: string): string => fillPlaceholders(text, identity);
  return {
    summary: fill(advice.summary),
    nextStep: fill(advice.nextStep),
    suggestedReply: advice.suggestedReply === null ? null : fill(advice.suggestedReply),
    watchOut: advice.watchOut.map(fill),
  };
}
