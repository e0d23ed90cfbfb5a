import type { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import type { ConversationContext } from '../domain/lead-message';
import { isOpen } from '../domain/next-question';
import { answerPrompt } from '../domain/prompts/answer';
import type { PromptRequest } from '../domain/prompts/prompt';
import { qualificationPrompt } from '../domain/prompts/qualification';
import { replyPrompt } from '../domain/prompts/reply';
import { semanticPrompt } from '../domain/prompts/semantic';
import { assess, mergeExtraction } from '../domain/qualification';
import type { QualificationFlow } from '../domain/qualification-flow';
import type { ReplyDraft } from '../domain/reply-draft';
import { replyDraftSchema, wholeAnswerSchema } from '../domain/reply-draft.schema';
import type { TenantConfiguration } from '../domain/tenant';

/**
 * In which calls a message is understood and answered.
 * - `side_by_side`: both analyses and the reply at once; the reply picks its question itself. One round
 *   trip; where it asked what the message had just answered, it is written again.
 * - `in_sequence`: the analyses, then the reply that knows them. Two round trips.
 * - `in_one`: all of it in one structured answer of the reply's model. One round trip, of a long answer.
 *
 * `side_by_side` is what the product does: see docs/claude.md for the figures.
 */
export const answeringStrategies = ['side_by_side', 'in_sequence', 'in_one'] as const;
export type AnsweringStrategy = (typeof answeringStrategies)[number];

export interface LeadToAnswer {
  readonly context: ConversationContext;
  readonly tenant: TenantConfiguration;
  /** As stored before the message. */
  readonly flow: QualificationFlow;
  /** Found by code. ISO 639-1. */
  readonly language: string;
}

/** What was understood, and the reply to it. */
export interface Answer {
  readonly semantic: SemanticAnalysis;
  readonly extraction: QualificationExtraction;
  readonly draft: ReplyDraft;
}

/** One question to Claude. */
export interface Asked<T> {
  readonly prompt: PromptRequest;
  readonly schema: z.ZodType<T>;
  /** The reply in an answer, if there is one: it has to pass the guard. */
  readonly draftOf?: (answer: T) => ReplyDraft;
}

/** Asks Claude, here or there. Throws where there is no usable answer. */
export type AskClaude = <T>(asked: Asked<T>) => Promise<T>;

const askSemantic = (ask: AskClaude, { context }: LeadToAnswer): Promise<SemanticAnalysis> =>
  ask({ prompt: semanticPrompt(context), schema: semanticAnalysisSchema });

const askQualification = (
  ask: AskClaude,
  { context, flow }: LeadToAnswer,
): Promise<QualificationExtraction> =>
  ask({ prompt: qualificationPrompt(context, flow.lastQuestion), schema: qualificationExtractionSchema });

const sameDraft = (draft: ReplyDraft): ReplyDraft => draft;

/** The reply to a message that was read, with the one question that is now next. */
function askReply(
  ask: AskClaude,
  lead: LeadToAnswer,
  { semantic, extraction }: Omit<Answer, 'draft'>,
  task: 'reply' | 'rewrite',
): Promise<ReplyDraft> {
  const flow = mergeExtraction(lead.flow, extraction);
  const prompt = replyPrompt({ ...lead, flow, assessment: assess(flow), semantic, isRead: true });
  return ask({ prompt: { ...prompt, task }, schema: replyDraftSchema, draftOf: sameDraft });
}

/** The reply written beside the analyses. */
function askReplyUnread(ask: AskClaude, lead: LeadToAnswer): Promise<ReplyDraft> {
  const prompt = replyPrompt({ ...lead, assessment: assess(lead.flow), semantic: null, isRead: false });
  return ask({ prompt, schema: replyDraftSchema, draftOf: sameDraft });
}

async function settled(ask: AskClaude, lead: LeadToAnswer, answer: Answer): Promise<Answer> {
  const flow = mergeExtraction(lead.flow, answer.extraction);
  if (answer.draft.asks === null || isOpen(flow, answer.draft.asks)) return answer;
  return { ...answer, draft: await askReply(ask, lead, answer, 'rewrite') };
}

async function sideBySide(ask: AskClaude, lead: LeadToAnswer): Promise<Answer> {
  const [semantic, extraction, draft] = await allOf(
    askSemantic(ask, lead),
    askQualification(ask, lead),
    askReplyUnread(ask, lead),
  );
  return settled(ask, lead, { semantic, extraction, draft });
}

async function inSequence(ask: AskClaude, lead: LeadToAnswer): Promise<Answer> {
  const [semantic, extraction] = await allOf(askSemantic(ask, lead), askQualification(ask, lead));
  return { semantic, extraction, draft: await askReply(ask, lead, { semantic, extraction }, 'reply') };
}

async function inOne(ask: AskClaude, lead: LeadToAnswer): Promise<Answer> {
  const prompt = answerPrompt({
    ...lead,
    assessment: assess(lead.flow),
    lastQuestion: lead.flow.lastQuestion,
  });
  const whole = await ask({ prompt, schema: wholeAnswerSchema, draftOf: sameDraft });
  const { semantic, qualification: extraction, reply, asks } = whole;
  return settled(ask, lead, { semantic, extraction, draft: { reply, asks } });
}

/** All side by side; where one fails the others are still waited for, for they are paid and stored. */
async function allOf<const Works extends readonly Promise<unknown>[]>(
  ...works: Works
): Promise<{ -readonly [Place in keyof Works]: Awaited<Works[Place]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

const strategies: Readonly<
  Record<AnsweringStrategy, (ask: AskClaude, lead: LeadToAnswer) => Promise<Answer>>
> = {
  side_by_side: sideBySide,
  in_sequence: inSequence,
  in_one: inOne,
};

/**
 * Understands a lead's newest message and writes the reply to it.
 * @throws whatever `ask` throws
 */
export const answerLead = (
  strategy: AnsweringStrategy,
  ask: AskClaude,
  lead: LeadToAnswer,
): Promise<Answer> => strategies[strategy](ask, lead);
