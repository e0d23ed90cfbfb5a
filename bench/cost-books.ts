import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { costReportSchema, type CostDimension, type CostReport, type CostRow } from '../domain/costs.schema';
import { systemClock } from '../runtime/clock';
import type { BenchStack } from './bench-stack';
import { inSimulator, readFromSimulator } from './simulator-control';

const meterReading = z.object({
  calls: z.number(),
  inputTokens: z.number(),
  cacheWrite5mTokens: z.number(),
  cacheWrite1hTokens: z.number(),
  cacheReadTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number(),
});
export type MeterReading = z.infer<typeof meterReading>;

const meterSchema = z.object({
  meter: z.object({
    total: meterReading.extend({ lost: meterReading }),
    models: z.record(z.string(), meterReading),
  }),
});

/** What one variant cost, by the product's ledger and by the simulator's meter. */
export interface Books {
  /** Of `GET /v1/costs`. */
  readonly ledger: { readonly costUsd: number; readonly savedUsd: number };
  readonly tasks: readonly CostRow[];
  readonly models: readonly CostRow[];
  readonly meter: MeterReading;
  readonly meterModels: Readonly<Record<string, MeterReading>>;
  /** Answers that never reached the product; in the meter, not in the ledger. */
  readonly lostCalls: number;
}

/** What runs leave behind (summaries) may still ask Claude when the last lead has been answered. */
const settlesWithinMs = 20_000;

/** Reads both once they tell of the same calls, or as they are when that takes too long. */
export async function readBooks(stack: BenchStack): Promise<Books> {
  const deadline = systemClock.elapsed() + settlesWithinMs;
  for (;;) {
    const books = await readOnce(stack);
    const booked = books.models.reduce((sum, { calls }) => sum + calls, 0);
    if (booked === books.meter.calls || systemClock.elapsed() > deadline) return books;
    await pause(250);
  }
}

async function readOnce({ operations, claudeUrl }: BenchStack): Promise<Books> {
  const { meter } = await readFromSimulator(claudeUrl, 'state', meterSchema);
  const rowsBy = (dimension: CostDimension): Promise<CostReport> =>
    operations.get(`/v1/costs?by=${dimension}&limit=1000`, costReportSchema);
  const [tasks, models] = await Promise.all([rowsBy('task'), rowsBy('model')]);
  const { lost, ...total } = meter.total;
  const { real, simulated } = models.totals;
  return {
    ledger: {
      costUsd: real.costUsd + simulated.costUsd,
      savedUsd: real.savedUsd + simulated.savedUsd,
    },
    tasks: tasks.rows,
    models: models.rows,
    meter: meterReading.parse(total),
    meterModels: meter.models,
    lostCalls: lost.calls,
  };
}

/** Empties meter and prompt cache, and says whether marks are heeded. */
export async function prepareSimulator(claudeUrl: string, promptCache: boolean): Promise<void> {
  await inSimulator(claudeUrl, 'reset', {});
  await inSimulator(claudeUrl, 'prompt-cache', { on: promptCache });
}

/** The ledger is shown rounded to six decimals: half of the last one, and what binary fractions add to it. */
const roundedAway = 5e-7 + 1e-10;
const isSame = (one: number, other: number): boolean => Math.abs(one - other) <= roundedAway;

/** A sentence for each figure in which ledger and meter differ: calls, each kind of token, dollars to six decimals. */
export function disagreements({ ledger, models, meter, meterModels, lostCalls }: Books): string[] {
  const found = Object.entries(meterModels).flatMap(([model, metered]) => {
    const booked = models.find(({ key }) => key === model);
    if (!booked) return [`${model}: ${metered.calls} calls are in no ledger`];
    const written = metered.cacheWrite5mTokens + metered.cacheWrite1hTokens;
    const pairs = [
      ['calls', booked.calls, metered.calls],
      ['input tokens', booked.inputTokens, metered.inputTokens],
      ['written tokens', booked.cacheWriteTokens, written],
      ['read tokens', booked.cacheReadTokens, metered.cacheReadTokens],
      ['output tokens', booked.outputTokens, metered.outputTokens],
      ['dollars', booked.costUsd, metered.costUsd],
    ] as const;
    return pairs
      .filter(([, one, other]) => !isSame(one, other))
      .map(([what, one, other]) => `${model}: ${one} ${what} in the ledger, ${other} on the meter`);
  });
  const unknown = models.reduce((sum, row) => sum + row.unknownCalls, 0);
  return [
    ...found,
    ...(isSame(ledger.costUsd, meter.costUsd)
      ? []
      : [`the ledger has $${ledger.costUsd.toFixed(6)}, the meter $${meter.costUsd.toFixed(6)}`]),
    ...(unknown + lostCalls > 0 ? [`${unknown} calls are unknown and ${lostCalls} answers were lost`] : []),
  ];
}
