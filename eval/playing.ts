import type { ConversationContext, ConversationMessage, LeadIdentity } from '../domain/lead-message';
import { decideHandOff, type HandOff } from '../domain/hand-off';
import { detectLanguage } from '../domain/language';
import { readOptOut, type OptOutReading } from '../domain/opt-out';
import { mergeExtraction } from '../domain/qualification';
import { emptyFlow, type QualificationFlow } from '../domain/qualification-flow';
import { readSurely } from '../domain/sure-message';
import type { AnsweredMessage, Answering } from './answering';
import type { LabelledConversation, LabelledMessage } from './labels';
import { evaluationTenant } from './tenant';

/** A lead's message after it was played. */
export interface PlayedMessage {
  readonly conversation: string;
  readonly kind: string;
  /** 1 for the lead's first. */
  readonly number: number;
  readonly message: LabelledMessage;
  readonly context: ConversationContext;
  /** By whom it was understood; `rule` and the readings of opt-out words cost nothing. */
  readonly readBy: 'claude' | 'rule' | NonNullable<OptOutReading>;
  /** Null where a rule answered. */
  readonly answer: AnsweredMessage | null;
  /** As stored before the message; its `lastQuestion` is what the office asked last. */
  readonly flowBefore: QualificationFlow;
  /** With what this message told, as it was understood. */
  readonly flow: QualificationFlow;
  /** Found by code. ISO 639-1. */
  readonly language: string;
  /** A person goes on: the reply, if any, is kept as a draft and not sent. */
  readonly handOff: HandOff | null;
}

/** As many messages as the product shows. */
const messagesInView = 20;

/**
 * Plays the lead's messages of one conversation in order. What the office said stays as it was written
 * down, so that each message is judged in the conversation in which it was labelled; what is known of
 * the lead grows by what was understood, right or wrong.
 */
export async function playConversation(
  conversation: LabelledConversation,
  answering: Answering,
  signal: AbortSignal,
): Promise<PlayedMessage[]> {
  const played: PlayedMessage[] = [];
  const messages: ConversationMessage[] = [];
  let flow = emptyFlow;
  let language = evaluationTenant.languages[0] ?? 'en';
  for (const [index, turn] of conversation.turns.entries()) {
    if (signal.aborted) return played;
    messages.push(messageAt(index, turn));
    if (turn.speaker === 'agent') {
      flow = { ...flow, lastQuestion: turn.asks };
      continue;
    }
    language = detectLanguage(turn.text, language);
    const context: ConversationContext = {
      channel: conversation.channel,
      messages: messages.slice(-messagesInView),
      returning: turn.returning,
      identity: identityOf(conversation),
      listing: null,
    };
    const understood = await understand(
      { context, tenant: evaluationTenant, flow, language },
      answering,
      signal,
    );
    const flowBefore = flow;
    flow = understood.flow;
    played.push({
      conversation: conversation.id,
      kind: conversation.kind,
      number: played.length + 1,
      message: turn,
      ...{ context, language, flowBefore },
      ...understood,
    });
    if (understood.readBy === 'opt_out') return played;
  }
  return played;
}

/** First what rules can do for nothing, as the gate does, then Claude. */
async function understand(
  lead: Parameters<Answering>[0],
  answering: Answering,
  signal: AbortSignal,
): Promise<Pick<PlayedMessage, 'readBy' | 'answer' | 'flow' | 'handOff'>> {
  const { context, flow } = lead;
  const newestText = context.messages.at(-1)?.text ?? '';
  const reading = readOptOut(newestText);
  if (reading !== null) return { readBy: reading, answer: null, flow, handOff: null };
  const sure = readSurely(context, flow);
  if (sure)
    return { readBy: 'rule', answer: null, flow: mergeExtraction(flow, sure.extraction), handOff: null };
  const answer = await answering(lead, signal);
  return {
    readBy: 'claude',
    answer,
    flow: answer.extraction ? mergeExtraction(flow, answer.extraction) : flow,
    handOff: decideHandOff({ ...answer, newestText, limits: lead.tenant.handOff }),
  };
}

const messageAt = (
  index: number,
  { speaker, text }: { readonly speaker: 'lead' | 'agent'; readonly text: string },
): ConversationMessage => ({
  id: String(index),
  author: speaker === 'lead' ? 'lead' : 'bot',
  text,
  // Order is all that matters; a day of no meaning.
  dateAdded: new Date(Date.UTC(2026, 0, 5, 9, index)).toISOString(),
});

const identityOf = ({ lead }: LabelledConversation): LeadIdentity => ({
  firstName: lead.firstName ?? null,
  lastName: lead.lastName ?? null,
  phone: lead.phone ?? null,
  email: lead.email ?? null,
});
