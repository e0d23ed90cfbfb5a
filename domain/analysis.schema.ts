import { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis, SlotName } from './analysis';
import { leadTypes, objections, primaryIntents, sentiments, urgencies } from './vocabulary';

/*
 * The forms that Claude fills in. Every property is required and may be null rather than left out,
 * as structured outputs want it. Confidence is 0–1 everywhere, written and read under one name.
 */

/*
 * Made anew for each place: one that is shared would be written as a `$ref` by the SDK, which not
 * every reader of a schema follows.
 */
const confidence = () => z.number().min(0).max(1);

export const semanticAnalysisSchema = z.strictObject({
  primary_intent: z.enum(primaryIntents),
  urgency: z.enum(urgencies),
  sentiment: z.enum(sentiments),
  objections: z.array(z.enum(objections)),
  wishes: z.strictObject({ human: z.boolean(), appointment: z.boolean(), call: z.boolean() }),
  language: z.string(),
  confidence: confidence(),
}) satisfies z.ZodType<SemanticAnalysis>;

const answerSchema = () => z.strictObject({ value: z.string().nullable(), confidence: confidence() });

export const qualificationExtractionSchema = z.strictObject({
  lead_type: z.enum(leadTypes),
  slots: z.strictObject({
    budget: answerSchema(),
    area: answerSchema(),
    beds: answerSchema(),
    baths: answerSchema(),
    must_haves: answerSchema(),
    timeline: answerSchema(),
    financing: answerSchema(),
    motivation: answerSchema(),
    condition: answerSchema(),
    price: answerSchema(),
  } satisfies Record<SlotName, ReturnType<typeof answerSchema>>),
}) satisfies z.ZodType<QualificationExtraction>;
