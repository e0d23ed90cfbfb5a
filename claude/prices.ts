import { newestNotAfter } from '../domain/dated';
import { priceLists, type ModelPrice, type PriceList, type Rate } from './price-lists';

/** What one call consumed, as the API reports it. `inputTokens` are those neither read from nor written to the cache. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** All that was written to the prompt cache. */
  readonly cacheWriteTokens: number;
  /** Those of `cacheWriteTokens` that are kept for an hour; the others are kept for five minutes. None by default. */
  readonly cacheWriteHourTokens?: number;
  readonly cacheReadTokens: number;
}

const undated = (model: string): string => model.replace(/-\d{8}$/, '');

/** A model's dated ids (`…-20251001`) share its price. */
const listed = ({ models }: PriceList, model: string): ModelPrice | undefined =>
  models[model] ?? models[undated(model)];

/** The dearest of a list, so that what an unknown model costs is never understated. */
const dearestOf = ({ models }: PriceList): ModelPrice =>
  Object.values(models).reduce((a, b) => (b.output > a.output ? b : a));

/** True when the list of that time has a price for the model; else the dearest price is taken. */
export const isPriced = (model: string, at: Date): boolean =>
  listed(newestNotAfter(priceLists, at), model) !== undefined;

/** A call in a Message Batch costs half, its prompt cache too. */
export const batchShare = 0.5;

/**
 * What a call costs in US dollars at the usual price; in a batch it is `batchShare` of that.
 * @param at when the call was made: prices change
 * @param lists default: the published ones
 */
export function costOf(
  model: string,
  usage: TokenUsage,
  at: Date,
  lists: readonly PriceList[] = priceLists,
): number {
  const list = newestNotAfter(lists, at);
  const price = listed(list, model) ?? dearestOf(list);
  const promptTokens = usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens;
  const { longPrompt } = price;
  const rate: Rate = longPrompt && promptTokens > longPrompt.overTokens ? longPrompt : price;
  const hourTokens = usage.cacheWriteHourTokens ?? 0;
  const { cacheWriteShare } = list;
  const dollarsPerMillion =
    usage.inputTokens * rate.input +
    (usage.cacheWriteTokens - hourTokens) * rate.input * cacheWriteShare['5m'] +
    hourTokens * rate.input * cacheWriteShare['1h'] +
    usage.cacheReadTokens * rate.input * price.cacheReadShare +
    usage.outputTokens * rate.output;
  return dollarsPerMillion / 1_000_000;
}
