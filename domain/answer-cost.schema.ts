import { z } from 'zod';
import type { AnswerCost } from './answer-cost';

/** As it is kept beside an answer in the cache. */
export const answerCostSchema = z.object({
  costUsd: z.number().nonnegative(),
  model: z.string(),
  simulated: z.boolean(),
}) satisfies z.ZodType<AnswerCost>;
