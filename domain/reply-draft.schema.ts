import { z } from 'zod';
import { qualificationExtractionSchema, semanticAnalysisSchema } from './analysis.schema';
import { buyerQuestions, sellerQuestions } from './qualification-flow';
import type { ReplyDraft } from './reply-draft';

const questionNames = [...new Set(['lead_type', ...buyerQuestions, ...sellerQuestions] as const)];

const draft = { reply: z.string(), asks: z.enum(questionNames).nullable() };

/** The form of a reply. Whether it may go out is the guard's to say. */
export const replyDraftSchema = z.strictObject(draft) satisfies z.ZodType<ReplyDraft>;

/** Both analyses and the reply in one answer. */
export const wholeAnswerSchema = z.strictObject({
  semantic: semanticAnalysisSchema,
  qualification: qualificationExtractionSchema,
  ...draft,
});

/** The form of a summary of what was said before the messages in view. */
export const summarySchema = z.strictObject({ summary: z.string() });
