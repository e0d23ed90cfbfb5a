import { z } from 'zod';
import { qualificationExtractionSchema, semanticAnalysisSchema } from './analysis.schema';
import { buyerQuestions, sellerQuestions } from './qualification-flow';

/**
 * A reply that is safe to repeat to another lead of the same tenant, with what was understood of the
 * message: the same key means the same message in the same state, so one hit saves all three calls.
 * Placeholders stand for identity; there is no personal data in it.
 */
export const cachedAnswerSchema = z.object({
  reply: z.string().min(1),
  question: z.enum(['lead_type', ...buyerQuestions, ...sellerQuestions]).nullable(),
  semantic: semanticAnalysisSchema,
  extraction: qualificationExtractionSchema,
});
export type CachedAnswer = z.infer<typeof cachedAnswerSchema>;
