import { z } from 'zod';
import type { CacheTier } from '../cache/cache-figures';
import { strategies, type CacheStrategy, type CacheType } from '../cache/strategies';
import type { CacheCountRow } from '../store/cache-figures';

const count = z.number();
const rate = z.number().nullable().describe('0 to 1; null where nothing was looked up');

export const tierSummarySchema = z.object({
  tier: z.enum(['memory', 'redis', 'database']),
  lookUps: count.describe('look-ups that came as far as this tier'),
  hits: count,
  hitRate: rate,
  bytesRead: count,
  writes: count,
  bytesWritten: count,
  writesRefused: count.describe('a newer version was there, or the entry is too large to keep'),
  corrupt: count.describe('entries that could not be read; each was removed and counts as a miss'),
  errors: count.describe('Redis or Postgres was away, too slow or refused'),
});

export const typeSummarySchema = z.object({
  type: z.string(),
  lookUps: count,
  hits: count.describe('in memory or Redis'),
  misses: count,
  hitRate: rate,
  loads: count.describe('values that were made because no tier had them'),
  sharedLoads: count.describe("misses that waited for another one's load instead of making their own"),
  tiers: z.array(tierSummarySchema),
});

export type TypeSummary = z.infer<typeof typeSummarySchema>;
type TierSummary = z.infer<typeof tierSummarySchema>;

const tierNames = ['memory', 'redis', 'database'] as const satisfies readonly CacheTier[];

/** Every type of the table of strategies, in its order, whether it was used or not. */
export function summariseTypes(rows: readonly CacheCountRow[]): TypeSummary[] {
  const types = Object.keys(strategies) as CacheType[];
  return types.map(type =>
    summariseType(
      type,
      rows.filter(row => row.type === type),
    ),
  );
}

function summariseType(type: CacheType, rows: readonly CacheCountRow[]): TypeSummary {
  const sum = sumsOf(rows);
  const hits = sum('hit', ['memory', 'redis']).count;
  const lookUps = sum('hit').count + sum('miss').count;
  return {
    type,
    lookUps,
    hits,
    misses: lookUps - hits,
    hitRate: rateOf(hits, lookUps),
    loads: sum('load').count,
    sharedLoads: sum('shared_load').count,
    tiers: tiersOf(strategies[type]).map(tier => summariseTier(tier, sum)),
  };
}

type Sums = (outcome: string, tiers?: readonly CacheTier[]) => { count: number; bytes: number };

const sumsOf =
  (rows: readonly CacheCountRow[]): Sums =>
  (outcome, tiers = tierNames) => {
    const wanted = rows.filter(row => row.outcome === outcome && tiers.some(tier => tier === row.tier));
    return {
      count: wanted.reduce((total, row) => total + row.count, 0),
      bytes: wanted.reduce((total, row) => total + row.bytes, 0),
    };
  };

const tiersOf = ({ memorySeconds, database }: CacheStrategy): CacheTier[] =>
  tierNames.filter(tier => (tier === 'memory' ? memorySeconds !== null : tier === 'redis' || database));

function summariseTier(tier: CacheTier, sum: Sums): TierSummary {
  // A look-up goes down the tiers until one has the entry: what a lower tier was asked, this one was asked before.
  const reached = tierNames.slice(tierNames.indexOf(tier));
  // Postgres always knows: it is asked with a load, once for many who wait.
  const hits = tier === 'database' ? sum('load') : sum('hit', [tier]);
  const lookUps = tier === 'database' ? hits.count : sum('hit', reached).count + sum('miss', reached).count;
  const writes = sum('write', [tier]);
  return {
    tier,
    lookUps,
    hits: hits.count,
    hitRate: rateOf(hits.count, lookUps),
    bytesRead: hits.bytes,
    writes: writes.count,
    bytesWritten: writes.bytes,
    writesRefused: sum('write_refused', [tier]).count,
    corrupt: sum('corrupt', [tier]).count,
    errors: sum('error', [tier]).count,
  };
}

/** To four places: a ten-thousandth is more than any such figure means. */
export const rateOf = (hits: number, lookUps: number): number | null =>
  lookUps === 0 ? null : Math.round((hits / lookUps) * 10_000) / 10_000;
