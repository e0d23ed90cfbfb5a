import { slotNames, type ExtractedAnswer, type SlotName } from './analysis';
import type { ConversationContext, ConversationMessage, LeadIdentity } from './lead-message';
import { listingReference } from './listing-reference';
import { cleanMessage } from './message-text';
import { maskIdentity } from './placeholders';
import type { QualificationFlow } from './qualification-flow';
import { questionText } from './question-texts';
import type { Channel } from './vocabulary';

/**
 * What decides a reply, apart from the tenant's settings and our prompts: enough to have the reply
 * written anew once those have changed. Its texts are masked: no identity is in it.
 */
export interface ResponseSituation {
  readonly channel: Channel;
  /** ISO 639-1. */
  readonly language: string;
  /** What the lead wrote since somebody answered, oldest first. */
  readonly messages: readonly string[];
  /** What that answers, where `flow.lastQuestion` does not say it. */
  readonly answering: string | null;
  /** Which listing it is about, as a hash. */
  readonly listing: string | null;
  readonly returning: boolean;
  /** Nobody has answered this lead before. */
  readonly firstContact: boolean;
  /** As stored before these messages, so that the look-up needs no analysis. */
  readonly flow: QualificationFlow;
}

/** Everything that the lead wrote since somebody answered: what the next reply is a reply to. */
export function unansweredMessages(context: ConversationContext): readonly ConversationMessage[] {
  const answered = context.messages.findLastIndex(message => message.author !== 'lead');
  return context.messages.slice(answered + 1);
}

/**
 * What the lead's words answer, where our last question does not say it: a person's message, or one
 * of ours that asked nothing we keep. Without it "yes" to one thing would be "yes" to another.
 */
function answeredText({ messages }: ConversationContext, flow: QualificationFlow): string | null {
  const last = messages.findLast(message => message.author !== 'lead');
  const isTold =
    last === undefined || (last.author === 'bot' && flow.lastQuestion !== null && last.text.includes('?'));
  return isTold ? null : last.text;
}

/** @param flow as stored before the messages that are to be answered */
export function situationOf(
  context: ConversationContext,
  flow: QualificationFlow,
  language: string,
): ResponseSituation {
  const masked = (text: string): string => maskIdentity(cleanMessage(text), context.identity);
  const answering = answeredText(context, flow);
  const slots: Partial<Record<SlotName, ExtractedAnswer>> = {};
  for (const name of slotNames) {
    const answer = flow.slots[name];
    if (answer) slots[name] = { ...answer, value: answer.value === null ? null : masked(answer.value) };
  }
  return {
    channel: context.channel,
    language,
    messages: unansweredMessages(context).map(message => masked(message.text)),
    answering: answering === null ? null : masked(answering),
    listing: context.listing ?? listingReference(context.messages, flow.leadType),
    returning: context.returning,
    firstContact: context.messages.every(message => message.author === 'lead'),
    flow: { ...flow, slots },
  };
}

const nobody: LeadIdentity = { firstName: null, lastName: null, phone: null, email: null };

/**
 * The conversation as far as the situation knows it, for asking Claude anew: what was said before is
 * in the flow, and our last question in its usual words.
 */
export function contextOfSituation(situation: ResponseSituation): ConversationContext {
  const { flow, language, channel, returning } = situation;
  const question =
    flow.lastQuestion === null ? null : questionText(flow.lastQuestion, flow.leadType, language);
  const before = situation.firstContact ? null : (situation.answering ?? question);
  const texts = [
    ...(before === null ? [] : [{ author: 'bot' as const, text: before }]),
    ...situation.messages.map(text => ({ author: 'lead' as const, text })),
  ];
  return {
    channel,
    returning,
    identity: nobody,
    listing: null,
    messages: texts.map((message, index) => ({ ...message, id: String(index), dateAdded: '' })),
  };
}

/** "My name is Pedro", "my wife Ana": a name that GHL does not know of, so that nothing masked it. */
const unmaskedName =
  /(?:\b(?:[Mm]y name is|[Mm]y name's|[Nn]ame is|[Cc]all me|[Tt]his is|[Ii]'m|[Ii] am|[Mm]e llamo|[Mm]i nombre es|[Ss]oy)|\b(?:[Mm]y|[Oo]ur|[Mm]i)\s+(?:wife|husband|partner|son|daughter|mother|father|mom|dad|brother|sister|friend|agent|realtor|espos[oa]|herman[oa]|hij[oa]|amig[oa]))\s+\p{Lu}\p{Ll}+/u;

/** Whether a situation may be kept beyond its conversation: not where it may name somebody. */
export const mayBeKept = ({ messages, answering }: ResponseSituation): boolean =>
  ![...messages, answering ?? ''].some(text => unmaskedName.test(text));
