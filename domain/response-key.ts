import type { LocationId } from './ids';
import type { ConversationContext, ConversationMessage } from './lead-message';
import { cleanMessage, normaliseMessage } from './message-text';
import { maskIdentity } from './placeholders';
import { qualificationPromptVersion } from './prompts/qualification';
import { replyPromptVersion } from './prompts/reply';
import { semanticPromptVersion } from './prompts/semantic';
import { countsFrom, countsHalfFrom } from './qualification-answers';
import type { Assessment, QualificationFlow } from './qualification-flow';
import { guardVersion } from './reply-guard';

export interface ResponseKeyInput {
  readonly locationId: LocationId;
  /** Grows with each change of the tenant's configuration: a changed voice makes new replies. */
  readonly tenantVersion: number;
  readonly models: { readonly analysis: string; readonly reply: string };
  /** Its last messages are those to be answered. */
  readonly context: ConversationContext;
  /** As stored before this message, so that the look-up needs no analysis. */
  readonly flow: QualificationFlow;
  readonly assessment: Assessment;
  /** Found by code. ISO 639-1. */
  readonly language: string;
}

/** Everything that the lead wrote since somebody answered: what the next reply is a reply to. */
export function unansweredMessages(context: ConversationContext): readonly ConversationMessage[] {
  const answered = context.messages.findLastIndex(message => message.author !== 'lead');
  return context.messages.slice(answered + 1);
}

/** How sure an answer is, as far as the rules tell apart: not the number, which no two leads share. */
function sureness(confidence: number): 'sure' | 'half' | 'unsure' {
  if (confidence >= countsFrom) return 'sure';
  return confidence >= countsHalfFrom ? 'half' : 'unsure';
}

/**
 * What the lead's words answer, where our last question does not say it: a person's message, or one
 * of ours that asked nothing we keep. Without it "yes" to one thing would be "yes" to another.
 */
function answeredText(input: ResponseKeyInput, comparable: (text: string) => string): string | null {
  const last = input.context.messages.findLast(message => message.author !== 'lead');
  const isTold = last === undefined || (last.author === 'bot' && input.flow.lastQuestion !== null);
  return isTold ? null : comparable(last.text);
}

/**
 * What decides a reply, as a plain object to be hashed. It holds no identity (placeholders stand for
 * it) and keeps numbers, places, dates and negations, so that near is never the same: "I do want to
 * sell" and "I do not want to sell", two beds and three, "yes" to two questions.
 */
export function responseKeyParts(input: ResponseKeyInput) {
  const { locationId, tenantVersion, models, context, flow, assessment, language } = input;
  const comparable = (text: string): string =>
    normaliseMessage(maskIdentity(cleanMessage(text), context.identity));
  const answers = Object.entries(flow.slots).flatMap(([slot, answer]) =>
    answer.value === null ? [] : [[slot, comparable(answer.value), sureness(answer.confidence)] as const],
  );
  return {
    locationId,
    tenantVersion,
    versions: [semanticPromptVersion, qualificationPromptVersion, replyPromptVersion, guardVersion],
    models,
    channel: context.channel,
    language,
    messages: unansweredMessages(context).map(message => comparable(message.text)),
    lastQuestion: flow.lastQuestion,
    answering: answeredText(input, comparable),
    listing: context.listing === null ? null : normaliseMessage(context.listing),
    returning: context.returning,
    firstMessage: context.messages.every(message => message.author === 'lead'),
    flow: { leadType: flow.leadType, answers: answers.sort(([one], [other]) => (one < other ? -1 : 1)) },
    assessment: {
      score: assessment.score,
      temperature: assessment.temperature,
      stage: assessment.stage,
      nextQuestion: assessment.nextQuestion,
    },
  };
}
