import type { QualificationExtraction, SemanticAnalysis } from './analysis';
import type { ConversationContext } from './lead-message';
import { cleanMessage } from './message-text';
import { personalMatterOf, type PersonalMatter } from './personal-reply';
import { maskIdentity } from './placeholders';
import { assess, mergeExtraction } from './qualification';
import type { QualificationFlow, QuestionName } from './qualification-flow';
import { questionText } from './question-texts';
import { isRepeatable } from './repeatable-reply';
import { situationOf, unansweredMessages } from './response-situation';
import type { TenantConfiguration } from './tenant';

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
}

export interface AnswerToKeep {
  readonly reply: string;
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
  | { readonly keep: false; readonly reason: PersonalMatter | 'own_details' };

/** Whether an answer may be given to each lead with the same response key, and the form it is kept in. */
export function answerToKeep(input: AnswerToKeep): KeepDecision {
  const { reply, semantic, extraction, context, flowBefore, tenant, language } = input;
  const unanswered = unansweredMessages(context);
  const message = unanswered.map(({ text }) => text).join('\n');
  const flow = mergeExtraction(flowBefore, extraction);
  const { nextQuestion } = assess(flow);
  const shared = sharedWords(input, message);
  const masked = (text: string): string => maskIdentity(cleanMessage(text), context.identity);
  const earlier = context.messages.slice(0, -unanswered.length || undefined).map(({ text }) => masked(text));
  const matter = personalMatterOf(reply, { semantic, extraction, message, shared, earlier });
  if (matter !== null) return { keep: false, reason: matter };
  const { identity } = context;
  if (!isRepeatable(reply, { message, identity, flow, tenant, nextQuestion, language }))
    return { keep: false, reason: 'own_details' };
  return {
    keep: true,
    answer: { reply, question: nextQuestion, semantic, extraction },
  };
}

/** The words behind the response key: the same for each lead who has it. */
function sharedWords(
  { context, flowBefore, tenant, language, extraction }: AnswerToKeep,
  message: string,
): string {
  const { lastQuestion, leadType } = flowBefore;
  const after = mergeExtraction(flowBefore, extraction);
  const questions = [
    [lastQuestion, leadType],
    [assess(after).nextQuestion, after.leadType],
  ] as const;
  return [
    message,
    situationOf(context, flowBefore, language).answering ?? '',
    ...Object.values(flowBefore.slots).map(answer => answer.value ?? ''),
    ...questions.flatMap(([question, type]) =>
      question === null ? [] : [questionText(question, type, language)],
    ),
    ...[tenant.name, ...tenant.voice.facts, ...tenant.voice.links],
  ].join('\n');
}
