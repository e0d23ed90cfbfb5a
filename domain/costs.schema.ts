import { z } from 'zod';

/** What the ledger may be read by. A conversation is all that concerns one contact. */
export const costDimensions = ['day', 'tenant', 'task', 'model', 'conversation'] as const;
export type CostDimension = (typeof costDimensions)[number];

const count = z.number().int();
const dollars = z.number().describe('US dollars, to six decimals');

export const costFiguresSchema = z.object({
  calls: count.describe('answered by Claude, whether the answer was of use or not'),
  unknownCalls: count.describe('no answer came: nobody knows whether they were paid'),
  unknownAtMostUsd: dollars.describe('the most that unknown calls can have cost; not in costUsd'),
  inputTokens: count.describe('neither read from nor written to the prompt cache'),
  cacheWriteTokens: count.describe('written to the prompt cache, for five minutes or an hour'),
  cacheWriteHourTokens: count.describe(
    'those of cacheWriteTokens that were written for an hour, at twice the input price',
  ),
  cacheReadTokens: count,
  outputTokens: count,
  costUsd: dollars,
  hits: count.describe('answers, analyses and advice that came from a cache instead'),
  savedUsd: dollars.describe('what those cost when they were written'),
});
export type CostFigures = z.infer<typeof costFiguresSchema>;

export const costRowSchema = costFiguresSchema.extend({
  key: z
    .string()
    .nullable()
    .describe(
      'day (UTC), locationId, task, model or contactId; null: what concerns no conversation, such as warming',
    ),
  locationId: z.string().nullable().describe('of a tenant or conversation'),
  simulated: z
    .boolean()
    .describe("Leadwire's own simulator answered, nothing was really paid; unknown calls count as real"),
});
export type CostRow = z.infer<typeof costRowSchema>;

/** What `GET /v1/costs` answers and the command line reads. */
export const costReportSchema = z.object({
  by: z.enum(costDimensions),
  from: z.string().describe('ISO 8601, inclusive'),
  to: z.string().describe('ISO 8601, exclusive'),
  locationId: z.string().nullable(),
  contactId: z.string().nullable(),
  rows: z.array(costRowSchema).describe('days newest first, all others by cost'),
  totals: z
    .object({ real: costFiguresSchema, simulated: costFiguresSchema })
    .describe('of all rows, also of those beyond the limit'),
});
export type CostReport = z.infer<typeof costReportSchema>;
