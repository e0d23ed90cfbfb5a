import { z } from 'zod';
import { slotNames } from './analysis';
import { buyerQuestions, sellerQuestions } from './qualification-flow';
import { leadTypes } from './vocabulary';

const questionSchema = z.enum(['lead_type', ...buyerQuestions, ...sellerQuestions]);

const slotSchema = z.object({ value: z.string().nullable(), confidence: z.number().min(0).max(1) });

/** What may come back from the cache as a lead's flow. The type is in `qualification-flow.ts`. */
export const qualificationFlowSchema = z.object({
  leadType: z.enum(leadTypes),
  slots: z.partialRecord(z.enum(slotNames), slotSchema),
  lastQuestion: questionSchema.nullable(),
});
