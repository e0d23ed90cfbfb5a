import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { answeringStrategies } from '../claude/answering';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { Evaluation } from './evaluation';
import { evaluationFolder } from './labelled-data';
import type { Metric, Unit } from './metric';

const versions = z.record(z.string(), z.array(z.string()));

/** What is kept of an evaluation to compare a later one with. */
export const baselineSchema = z.object({
  conditions: z.object({
    measuredAt: z.string(),
    simulated: z.boolean().nullable(),
    strategy: z.enum(answeringStrategies).nullable(),
    models: versions,
    promptVersions: versions,
    guardVersion: z.string(),
    conversations: z.number().int(),
    messages: z.number().int(),
    complete: z.boolean(),
    seconds: z.number(),
  }),
  metrics: z.array(
    z.object({
      name: z.string(),
      value: z.number().nullable(),
      of: z.number().int(),
      unit: z.enum(['share', 'usd', 'ms', 'count']),
      better: z.enum(['higher', 'lower']),
    }),
  ),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** Where it is kept unless a file is named. */
export const baselineFile = (): string => join(evaluationFolder(), 'baseline.json');

/** @throws LeadwireError `invalid_request` where part of the conversations is missing from the figures */
export async function saveBaseline({ conditions, metrics }: Evaluation, file: string): Promise<void> {
  if (!conditions.complete)
    throw new LeadwireError('invalid_request', 'stopped before the end: such figures are no baseline');
  await writeFile(file, `${JSON.stringify({ conditions, metrics }, null, 2)}\n`);
}

/** @throws LeadwireError `invalid_request` for a file that is not there or not a baseline */
export function readBaseline(file: string): Baseline {
  try {
    return baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it is none' : messageOf(error);
    throw new LeadwireError('invalid_request', `--baseline: ${file} cannot be read as a baseline: ${why}`);
  }
}

/**
 * How much worse a figure may be before it counts as worse: shares by two points, for a single case of
 * fifty may fall either way; money by a tenth; times by a third. A fault more is a fault.
 */
export const tolerances: Readonly<Record<Unit, { readonly absolute: number; readonly relative: number }>> = {
  share: { absolute: 0.02, relative: 0 },
  usd: { absolute: 0, relative: 0.1 },
  ms: { absolute: 0, relative: 1 / 3 },
  count: { absolute: 0, relative: 0.1 },
};

/** One figure before and now. */
export interface Change {
  readonly name: string;
  readonly unit: Unit;
  readonly before: number;
  readonly after: number;
  readonly verdict: 'better' | 'worse' | 'same';
}

/**
 * Why two evaluations cannot be compared, or null where they can: models, prompts and strategies may
 * differ, that is what it is for; who answered and what was asked may not.
 */
export function whyIncomparable(
  baseline: Baseline,
  { conditions }: Pick<Evaluation, 'conditions'>,
): string | null {
  const { conditions: before } = baseline;
  const asked = [before.simulated, conditions.simulated];
  // Code gives the same figures whoever answered.
  if (asked[0] !== asked[1] && !asked.includes(null))
    return `the baseline is ${claudeIn(before.simulated)}, this is ${claudeIn(conditions.simulated)}`;
  if (before.conversations !== conditions.conversations && !asked.includes(null))
    return `the baseline is of ${before.conversations} conversations, this is of ${conditions.conversations}`;
  return conditions.complete ? null : 'this one was stopped before its end';
}

const claudeIn = (simulated: boolean | null): string =>
  simulated === true ? 'of the simulator' : 'of the real Claude';

/** Every figure that both have. Times of the simulator are made up and not compared. */
export function changesSince(
  baseline: Baseline,
  { conditions, metrics }: Pick<Evaluation, 'conditions' | 'metrics'>,
): Change[] {
  const before = new Map(baseline.metrics.map(metric => [metric.name, metric.value]));
  return metrics.flatMap(metric => {
    const was = before.get(metric.name) ?? null;
    if (was === null || metric.value === null) return [];
    if (metric.unit === 'ms' && conditions.simulated !== false) return [];
    const { name, unit, value: after } = metric;
    return [{ name, unit, before: was, after, verdict: verdictOf(metric, was, after) }];
  });
}

function verdictOf({ unit, better }: Metric, before: number, after: number): Change['verdict'] {
  const { absolute, relative } = tolerances[unit];
  // Sums of hundredths are a hair off.
  const allowed = absolute + relative * Math.abs(before) + 1e-9;
  const gain = better === 'higher' ? after - before : before - after;
  if (Math.abs(gain) <= allowed) return 'same';
  return gain > 0 ? 'better' : 'worse';
}
