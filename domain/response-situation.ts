import { slotNames, type ExtractedAnswer, type SlotName } from './analysis';
import type { ConversationContext, ConversationMessage, LeadIdentity } from './lead-message';
import { listingReference } from './listing-reference';
import { cleanMessage } from './message-text';
import { maskIdentity } from './placeholders';
import type { QualificationFlow } from './qualification-flow';
import { questionText } from './question-texts';
import { toldNames } from './told-names';
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
  /** What that answers, where `flow.lastQuestion` and its usual words do not say it. */
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

/** Where a sentence ends: not behind an abbreviation ("St. Louis"), which would tear a place apart. */
const sentenceEnd = /(?<=[?!]["')]?|\p{L}{4}\.)\s+/u;

/** What a text asks; all of it where it asks nothing. */
function questionSentences(text: string): string {
  const questions = text.split(sentenceEnd).filter(sentence => sentence.includes('?'));
  return questions.length > 0 ? questions.join(' ') : text;
}

/** Whether a text asks the one question that we keep, in its usual words, and nothing else. */
function asksOnly(text: string, usual: string): boolean {
  const [rest = '', ...behind] = text.toLowerCase().split(usual.toLowerCase());
  return behind.length === 1 && ![rest, ...behind].some(part => part.includes('?'));
}

/**
 * What the lead's words answer, where our last question does not say it: a person's message, one of ours
 * that asked nothing we keep, or that asked it in words of its own. Without it "yes" to one thing would be
 * "yes" to another: "would you take on repairs?" and "must it be move-in ready?" ask for the same slot.
 * @param text the last message before those to be answered, masked
 */
function answeredText(
  author: ConversationMessage['author'],
  text: string,
  flow: QualificationFlow,
  language: string,
): string | null {
  const { lastQuestion, leadType } = flow;
  if (author === 'human' || lastQuestion === null) return text;
  return asksOnly(text, questionText(lastQuestion, leadType, language)) ? null : questionSentences(text);
}

/** @param flow as stored before the messages that are to be answered */
export function situationOf(
  context: ConversationContext,
  flow: QualificationFlow,
  language: string,
): ResponseSituation {
  const masked = (text: string): string => maskIdentity(cleanMessage(text), context.identity);
  const last = context.messages.findLast(message => message.author !== 'lead');
  const slots: Partial<Record<SlotName, ExtractedAnswer>> = {};
  for (const name of slotNames) {
    const answer = flow.slots[name];
    if (answer) slots[name] = { ...answer, value: answer.value === null ? null : masked(answer.value) };
  }
  return {
    channel: context.channel,
    language,
    messages: unansweredMessages(context).map(message => masked(message.text)),
    answering: last ? answeredText(last.author, masked(last.text), flow, language) : null,
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

/** Whether a situation may be kept beyond its conversation: not where it may name somebody. */
export const mayBeKept = ({ messages, answering, flow }: ResponseSituation): boolean =>
  [...messages, answering ?? '', ...Object.values(flow.slots).map(answer => answer.value ?? '')].every(
    text => toldNames(text).size === 0,
  );
