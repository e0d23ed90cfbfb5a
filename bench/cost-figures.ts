import { disagreements, type MeterReading } from './cost-books';
import { pricesOf, recomputed, type ShownPrices } from './cost-prices';
import type { AdviceTime, MeasuredVariant, ReplyTime } from './cost-variants';
import { percentile } from './percentiles';
import type { MarkingFigures } from './prompt-marks';

/** The product may cost this share of what it would without any cache. */
export const targetShare = 0.4;
/** A cached answer is ready within this on average. Milliseconds. */
export const cachedTargetMs = 30;

/** What was played, and on what. */
export interface CostConditions {
  readonly dialogues: number;
  readonly leadsPerDialogue: number;
  readonly leadsAtOnce: number;
  readonly claudeMs: number;
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** Milliseconds, to a tenth; null where nothing was measured. */
export interface Times {
  readonly count: number;
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface TaskFigures {
  readonly task: string;
  readonly calls: number;
  readonly costUsd: number;
  /** Answers from a cache instead, and what they had cost. */
  readonly hits: number;
  readonly savedUsd: number;
}

export interface VariantFigures {
  readonly name: string;
  readonly answerCaches: boolean;
  readonly promptCache: boolean;
  readonly leads: number;
  readonly messages: number;
  readonly bySource: Readonly<Record<string, number>>;
  /** Situations: equal response keys, equal replies. */
  readonly distinctKeys: number;
  readonly responseHitRate: number;
  readonly tasks: readonly TaskFigures[];
  /** From the meter, which tells the two kinds of writes apart. */
  readonly models: Readonly<Record<string, MeterReading>>;
  readonly total: MeterReading;
  readonly ledgerUsd: number;
  readonly meterUsd: number;
  /** Tokens times prices, as they are shown. */
  readonly recomputedUsd: number | null;
  readonly savedUsd: number;
  readonly costPerThousandMessagesUsd: number;
  /** Of what the first variant cost; 0 to 1. Null where that was nothing. */
  readonly shareOfFirst: number | null;
  readonly times: {
    readonly reply: Times;
    readonly run: Times;
    readonly cachedLookUp: Times;
    readonly cachedOpening: Times;
    readonly advice: Times;
    readonly cachedAdvice: Times;
  };
  readonly disagreements: readonly string[];
  /** A sentence for each lead who was asked something else than in the first variant. */
  readonly otherQuestions: readonly string[];
  readonly failures: readonly string[];
}

export interface CostFigures {
  readonly suite: 'cost';
  readonly conditions: CostConditions;
  readonly prices: ShownPrices;
  readonly variants: readonly VariantFigures[];
  readonly markings: readonly MarkingFigures[];
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

export function timesOf(values: readonly (number | null)[]): Times {
  const measured = values.filter(value => value !== null);
  const at = (percent: number): number | null => {
    const value = percentile(measured, percent);
    return value === null ? null : tenth(value);
  };
  const sum = measured.reduce((total, value) => total + value, 0);
  return {
    count: measured.length,
    average: measured.length === 0 ? null : tenth(sum / measured.length),
    p50: at(50),
    p95: at(95),
  };
}

function variantFigures(
  measured: MeasuredVariant,
  first: MeasuredVariant,
  prices: ShownPrices,
): VariantFigures {
  const { variant, traffic, books, replies, advice, failures } = measured;
  const { costUsd } = books.meter;
  const firstUsd = first.books.meter.costUsd;
  return {
    ...variant,
    leads: traffic.leads,
    messages: traffic.messages,
    bySource: traffic.bySource,
    distinctKeys: traffic.distinctKeys,
    responseHitRate: traffic.responseHitRate,
    tasks: books.tasks.map(({ key, calls, costUsd: cost, hits, savedUsd }) => ({
      ...{ task: key ?? '', calls, costUsd: cost, hits, savedUsd },
    })),
    models: books.meterModels,
    total: books.meter,
    ledgerUsd: books.ledger.costUsd,
    meterUsd: costUsd,
    recomputedUsd: recomputed(books.meterModels, prices),
    savedUsd: books.ledger.savedUsd,
    costPerThousandMessagesUsd: traffic.messages === 0 ? 0 : (costUsd / traffic.messages) * 1_000,
    shareOfFirst: firstUsd === 0 ? null : costUsd / firstUsd,
    times: timesOfVariant(replies, advice),
    disagreements: disagreements(books),
    otherQuestions: otherQuestions(measured.asked, first.asked),
    failures: [...new Set([...failures, ...traffic.wrongHits.map(line => `wrong hit: ${line}`)])],
  };
}

/** The people and their texts are the same, so what is asked is, too: whatever is cached is as good as new. */
function otherQuestions(asked: MeasuredVariant['asked'], first: MeasuredVariant['asked']): string[] {
  return [...first].flatMap(([message, question]) => {
    const other = asked.get(message);
    if (other === question) return [];
    return [`${message}: asked ${other ?? 'nothing'}, without caches ${question ?? 'nothing'}`];
  });
}

const timesOfVariant = (
  replies: readonly ReplyTime[],
  advice: readonly AdviceTime[],
): VariantFigures['times'] => ({
  reply: timesOf(replies.map(({ replyMs }) => replyMs)),
  run: timesOf(replies.map(({ runMs }) => runMs)),
  cachedLookUp: timesOf(replies.map(({ lookUpMs }) => lookUpMs)),
  cachedOpening: timesOf(replies.map(({ openingMs }) => openingMs)),
  advice: timesOf(advice.map(({ ms }) => ms)),
  cachedAdvice: timesOf(advice.filter(({ isCached }) => isCached).map(({ ms }) => ms)),
});

/** Adds up what was measured; the first variant is what the others are shares of. */
export function costFigures(
  measured: readonly MeasuredVariant[],
  markings: readonly MarkingFigures[],
  conditions: CostConditions,
): CostFigures {
  const models = new Set(measured.flatMap(({ books }) => Object.keys(books.meterModels)));
  const prices = pricesOf([...models], new Date(conditions.measuredAt));
  return {
    suite: 'cost',
    conditions,
    prices,
    variants: measured.map((one, _, [first = one]) => variantFigures(one, first, prices)),
    markings,
  };
}

/** A sentence for each thing that must not be. */
export function costFaults({ variants }: CostFigures): string[] {
  const messages = new Set(variants.map(variant => variant.messages));
  return [
    ...variants.flatMap(variant =>
      [
        ...variant.disagreements,
        ...recomputedFaults(variant),
        ...variant.otherQuestions,
        ...variant.failures,
      ].map(fault => `${variant.name}: ${fault}`),
    ),
    ...(messages.size > 1 ? ['the variants were not played the same number of messages'] : []),
    ...variants.slice(-1).flatMap(targetFaults),
  ];
}

const recomputedFaults = ({ recomputedUsd, meterUsd }: VariantFigures): string[] =>
  recomputedUsd !== null && Math.abs(recomputedUsd - meterUsd) < 5e-7
    ? []
    : [
        `tokens times prices make $${recomputedUsd?.toFixed(6) ?? '?'}, the meter has $${meterUsd.toFixed(6)}`,
      ];

/** Of the variant that is the product as it is. */
export const isCheapEnough = ({ shareOfFirst }: VariantFigures): boolean =>
  shareOfFirst !== null && shareOfFirst <= targetShare;

export const isFastEnough = ({ times }: VariantFigures): boolean =>
  times.cachedLookUp.average !== null && times.cachedLookUp.average <= cachedTargetMs;

function targetFaults(all: VariantFigures): string[] {
  const share = all.shareOfFirst === null ? 'an unknown share' : `${(100 * all.shareOfFirst).toFixed(1)} %`;
  const { average } = all.times.cachedLookUp;
  return [
    ...(isCheapEnough(all)
      ? []
      : [`${all.name}: costs ${share} of what no cache costs, not at most ${100 * targetShare} %`]),
    ...(isFastEnough(all)
      ? []
      : [
          average === null
            ? `${all.name}: no reply was found in the cache`
            : `${all.name}: a cached reply is ready in ${average} ms on average, not within ${cachedTargetMs} ms`,
        ]),
  ];
}
