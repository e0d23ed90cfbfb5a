import { slotNames, type QualificationExtraction, type SemanticAnalysis } from './analysis';
import type { AnswerCost } from './answer-cost';
import { detectLanguage } from './language';
import type { ConversationContext } from './lead-message';
import { cleanMessage } from './message-text';
import { personalMatterOf, type PersonalMatter } from './personal-reply';
import { maskIdentity } from './placeholders';
import { mergeExtraction } from './qualification';
import type { QualificationFlow, QuestionName } from './qualification-flow';
import { questionText } from './question-texts';
import { holdsNameOf, isRepeatable, wordsOfItsOwn } from './repeatable-reply';
import { situationOf, unansweredMessages } from './response-situation';
import { sharedText } from './shared-text';
import type { TenantConfiguration } from './tenant';
import { saysName, toldNames } from './told-names';

/**
 * A reply that is safe to repeat to another lead of the same tenant, with what was understood of the
 * message: the same key means the same message in the same state, so one hit saves all three calls.
 * Placeholders stand for identity; there is no personal data in it.
 */
export interface CachedAnswer {
  readonly reply: string;
  /** What the reply asks. */
  readonly question: QuestionName | null;
  readonly semantic: SemanticAnalysis;
  readonly extraction: QualificationExtraction;
  /** What a hit saves; entries of earlier versions do not say. */
  readonly cost?: AnswerCost | undefined;
}

export interface AnswerToKeep {
  readonly reply: string;
  /** The question that the reply asks, or null. */
  readonly asks: QuestionName | null;
  readonly semantic: SemanticAnalysis;
  readonly extraction: QualificationExtraction;
  readonly context: ConversationContext;
  /** As stored before the messages that are answered. */
  readonly flowBefore: QualificationFlow;
  readonly tenant: TenantConfiguration;
  /** ISO 639-1. */
  readonly language: string;
}

export type KeepDecision =
  | { readonly keep: true; readonly answer: CachedAnswer }
  | { readonly keep: false; readonly reason: PersonalMatter | 'own_details' | 'language' };

/** What must not be repeated is recognised by words, and in these languages only. */
const recognised: ReadonlySet<string> = new Set(['en', 'es']);

/** Whether an answer may be given to each lead with the same response key, and the form it is kept in. */
export function answerToKeep(input: AnswerToKeep): KeepDecision {
  const { reply, asks, semantic, extraction, context, flowBefore, tenant, language } = input;
  if (!recognised.has(language) || !recognised.has(detectLanguage(reply, language)))
    return { keep: false, reason: 'language' };
  const situation = situationOf(context, flowBefore, language);
  const after = mergeExtraction(flowBefore, extraction);
  const { lastQuestion } = flowBefore;
  const shared = sharedText(
    situation,
    [
      lastQuestion === null ? '' : questionText(lastQuestion, flowBefore.leadType, language),
      asks === null ? '' : questionText(asks, after.leadType, language),
    ],
    tenant,
  );
  const message = situation.messages.join('\n');
  const matter = personalMatterOf(wordsOfItsOwn(reply, tenant), {
    ...{ semantic, extraction, message, shared },
    earlier: earlierTexts(context),
  });
  if (matter !== null) return { keep: false, reason: matter };
  const names = new Set(situation.messages.flatMap(text => [...toldNames(text)]));
  const understood = slotNames.flatMap(slot => extraction.slots[slot].value ?? []);
  const namesSomebody = understood.some(
    value => saysName(value, names) || toldNames(value).size > 0 || holdsNameOf(context.identity, value),
  );
  if (namesSomebody || !isRepeatable(reply, { shared, names, identity: context.identity, tenant }))
    return { keep: false, reason: 'own_details' };
  return { keep: true, answer: { reply, question: asks, semantic, extraction } };
}

/** What was said before the messages that are answered, without identity. */
function earlierTexts(context: ConversationContext): readonly string[] {
  const earlier = context.messages.slice(0, -unansweredMessages(context).length || undefined);
  const texts = [context.summary ?? '', ...earlier.map(({ text }) => text)];
  return texts.map(text => maskIdentity(cleanMessage(text), context.identity));
}
