import type { LocationId } from './ids';
import type { ConversationContext } from './lead-message';
import { qualificationPromptVersion } from './prompts/qualification';
import { replyPromptVersion } from './prompts/reply';
import { semanticPromptVersion } from './prompts/semantic';
import { assess } from './qualification';
import { countsFrom, countsHalfFrom } from './qualification-answers';
import type { QualificationFlow } from './qualification-flow';
import { guardVersion } from './reply-guard';
import { repeatabilityVersion } from './repeatable-reply';
import { situationOf, type ResponseSituation } from './response-situation';
import { comparableSituation } from './shared-text';

export { unansweredMessages } from './response-situation';

/** What a reply depends on besides its situation: a change of any of these makes new replies. */
export interface ReplySettings {
  readonly locationId: LocationId;
  /** Grows with each change of the tenant's configuration: a changed voice makes new replies. */
  readonly tenantVersion: number;
  readonly models: { readonly analysis: string; readonly reply: string };
}

export interface ResponseKeyInput extends ReplySettings {
  /** Its last messages are those to be answered. */
  readonly context: ConversationContext;
  /** As stored before this message, so that the look-up needs no analysis. */
  readonly flow: QualificationFlow;
  /** Found by code. ISO 639-1. */
  readonly language: string;
}

/** How sure an answer is, as far as the rules tell apart: not the number, which no two leads share. */
function sureness(confidence: number): 'sure' | 'half' | 'unsure' {
  if (confidence >= countsFrom) return 'sure';
  return confidence >= countsHalfFrom ? 'half' : 'unsure';
}

/**
 * The situation as it is compared with another lead's: its texts by what they mean. It keeps numbers,
 * places, dates and negations, so that near is never the same: "I do want to sell" and "I do not want
 * to sell", two beds and three, "yes" to two questions.
 */
export function situationKeyParts(locationId: LocationId, situation: ResponseSituation) {
  const { flow, channel, language, listing, returning, firstContact } = situation;
  const { messages, answering, answers } = comparableSituation(situation);
  const known = answers.map(([slot, value, confidence]) => [slot, value, sureness(confidence)] as const);
  const { score, temperature, stage, nextQuestion } = assess(flow);
  return {
    locationId,
    ...{ channel, language, listing, returning, firstContact },
    messages,
    lastQuestion: flow.lastQuestion,
    answering,
    flow: { leadType: flow.leadType, answers: known.sort(([one], [other]) => (one < other ? -1 : 1)) },
    assessment: { score, temperature, stage, nextQuestion },
  };
}

/** Everything that decides a reply: where it stands in the cache. */
export const responseKeyPartsOf = (situation: ResponseSituation, settings: ReplySettings) =>
  withSettings(situationKeyParts(settings.locationId, situation), settings);

/** Adds to a situation what a reply depends on besides. */
export function withSettings(
  parts: ReturnType<typeof situationKeyParts>,
  { tenantVersion, models }: Omit<ReplySettings, 'locationId'>,
) {
  return {
    ...parts,
    tenantVersion,
    versions: [
      ...[semanticPromptVersion, qualificationPromptVersion, replyPromptVersion],
      ...[guardVersion, repeatabilityVersion],
    ],
    models,
  };
}

/** The same from a conversation, as a plain object to be hashed. It holds no identity: placeholders stand for it. */
export function responseKeyParts({ context, flow, language, ...settings }: ResponseKeyInput) {
  return responseKeyPartsOf(situationOf(context, flow, language), settings);
}

/** Which analyses belong to a reply: by others, what was understood may have been something else. */
export const analysisVersionOf = (model: string): string =>
  [semanticPromptVersion, qualificationPromptVersion, model].join('/');
