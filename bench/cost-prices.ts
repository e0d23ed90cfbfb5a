import { priceLists } from '../claude/price-lists';
import { newestNotAfter } from '../domain/dated';
import type { MeterReading } from './cost-books';

/** US dollars for a million tokens. */
export interface ShownPrice {
  readonly model: string;
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

export interface ShownPrices {
  /** The day from which the list holds. */
  readonly from: string;
  readonly prices: readonly ShownPrice[];
}

/** The product's list of that day, as far as the models were used. */
export function pricesOf(models: readonly string[], at: Date): ShownPrices {
  const { from, models: listed, cacheWriteShare } = newestNotAfter(priceLists, at);
  const prices = models.toSorted().flatMap(model => {
    const price = listed[model];
    if (!price) return [];
    const { input, output, cacheReadShare } = price;
    const share = (part: number): number => Number((input * part).toFixed(6));
    return [
      {
        ...{ model, input, output },
        ...{ write5m: share(cacheWriteShare['5m']), write1h: share(cacheWriteShare['1h']) },
        read: share(cacheReadShare),
      },
    ];
  });
  return { from, prices };
}

/** What anyone gets who multiplies the shown tokens by the shown prices. US dollars; null where a price is missing. */
export function recomputed(
  models: Readonly<Record<string, MeterReading>>,
  { prices }: ShownPrices,
): number | null {
  let dollars = 0;
  for (const [model, tokens] of Object.entries(models)) {
    const price = prices.find(one => one.model === model);
    if (!price) return null;
    dollars +=
      (tokens.inputTokens * price.input +
        tokens.cacheWrite5mTokens * price.write5m +
        tokens.cacheWrite1hTokens * price.write1h +
        tokens.cacheReadTokens * price.read +
        tokens.outputTokens * price.output) /
      1_000_000;
  }
  return dollars;
}
