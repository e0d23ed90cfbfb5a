import { z } from 'zod';
import { answerCostSchema } from './answer-cost.schema';
import { qualificationExtractionSchema, semanticAnalysisSchema } from './analysis.schema';
import type { CachedAnswer } from './cached-answer';
import { buyerQuestions, sellerQuestions } from './qualification-flow';

export type { CachedAnswer } from './cached-answer';

/** What may come back from the cache as a finished reply. */
export const cachedAnswerSchema = z.object({
  reply: z.string().min(1),
  question: z.enum(['lead_type', ...buyerQuestions, ...sellerQuestions]).nullable(),
  semantic: semanticAnalysisSchema,
  extraction: qualificationExtractionSchema,
  cost: answerCostSchema.optional(),
}) satisfies z.ZodType<CachedAnswer>;
