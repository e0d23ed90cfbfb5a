import { z } from 'zod';
import { answerCostSchema } from './answer-cost.schema';
import type { CoachingAdvice, CoachingSituation } from './coaching';
import { usableAdvice } from './coaching-advice';
import type { TenantConfiguration } from './tenant';

/** The form that Claude fills in. */
export const coachingAdviceSchema = z.strictObject({
  summary: z.string().min(1),
  nextStep: z.string().min(1),
  suggestedReply: z.string().nullable(),
  watchOut: z.array(z.string()),
}) satisfies z.ZodType<CoachingAdvice>;

/** What is kept of an advice for the next agent in the same situation. It holds no personal data. */
export const cachedAdviceSchema = z.object({
  advice: coachingAdviceSchema,
  /** Leadwire's own simulator wrote it. */
  simulated: z.boolean(),
  /** What a hit saves; entries of earlier versions do not say. */
  cost: answerCostSchema.optional(),
});
export type CachedAdvice = z.infer<typeof cachedAdviceSchema>;

/**
 * What Claude answered for a conversation some time ago, checked as on the first day.
 * @param answer as it was booked
 * @returns null where it has not the form that is asked for now
 */
export function bookedAdvice(
  answer: unknown,
  situation: CoachingSituation,
  tenant: TenantConfiguration,
): CoachingAdvice | null {
  const parsed = coachingAdviceSchema.safeParse(answer);
  return parsed.success ? usableAdvice(parsed.data, situation, tenant) : null;
}
