import { withoutSnapshot } from './claude-models';

/**
 * What the API asks for, by a list of its own: Leadwire's books are checked against it, so it shares
 * neither numbers nor arithmetic with them. US dollars for a million tokens, from
 * https://platform.claude.com/docs/en/about-claude/pricing as of 2026-11-20.
 */
interface Rates {
  /** The day from which these hold, in UTC; before it the entry below does. */
  readonly from: string;
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

interface Price {
  /** Newest first. */
  readonly rates: readonly Rates[];
  /** Of a whole request, its answer too, whose prompt is longer than `overTokens`. */
  readonly longPrompt?: { readonly overTokens: number; readonly rates: readonly Rates[] };
}

const since = (
  from: string,
  [input, write5m, write1h, read, output]: readonly [number, number, number, number, number],
): Rates => ({ from, input, write5m, write1h, read, output });

const fable52: Price = { rates: [since('2026-11-01', [8, 10, 16, 0.2, 40])] };
const fable51: Price = { rates: [since('2026-08-01', [10, 12.5, 20, 0.25, 50])] };
const fable5: Price = { rates: [since('2026-06-01', [10, 12.5, 20, 1, 50])] };
const opus: Price = { rates: [since('2025-11-24', [5, 6.25, 10, 0.5, 25])] };
const sonnet: Price = { rates: [since('2025-09-29', [3, 3.75, 6, 0.3, 15])] };

const prices: Readonly<Record<string, Price>> = {
  'claude-fable-5-2': fable52,
  'claude-mythos-5-2': fable52,
  'claude-fable-5-1': fable51,
  'claude-mythos-5-1': fable51,
  'claude-fable-5': fable5,
  'claude-mythos-5': fable5,
  'claude-opus-5-5': { rates: [since('2026-09-23', [4, 5, 8, 0.2, 20])] },
  'claude-opus-5': opus,
  'claude-opus-4-8': opus,
  'claude-opus-4-7': opus,
  'claude-opus-4-6': opus,
  'claude-opus-4-5': opus,
  'claude-opus-4-1': { rates: [since('2025-08-05', [15, 18.75, 30, 1.5, 75])] },
  'claude-sonnet-5-5': {
    // Reads were halved on 7 October.
    rates: [since('2026-10-07', [2, 2.5, 4, 0.1, 10]), since('2026-09-01', [2, 2.5, 4, 0.2, 10])],
  },
  'claude-sonnet-5': { rates: [since('2026-06-30', [2, 2.5, 4, 0.2, 10])] },
  'claude-sonnet-4-6': sonnet,
  'claude-sonnet-4-5': sonnet,
  'claude-haiku-5-5': {
    rates: [since('2026-10-07', [0.1, 0.125, 0.2, 0.01, 0.5])],
    longPrompt: { overTokens: 100_000, rates: [since('2026-10-07', [0.5, 0.625, 1, 0.05, 2.5])] },
  },
  'claude-haiku-4-5': { rates: [since('2025-10-15', [1, 1.25, 2, 0.1, 5])] },
};

export interface MeteredTokens {
  /** Neither read from nor written to the prompt cache. */
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

/** Everything in a Message Batch costs half, the prompt cache too. */
const batchShare = 0.5;

/** A millionth of a millionth of a dollar: each token's price is a whole number of them, so that sums stay exact. */
export const picoDollarsInADollar = 1e12;

/**
 * The price of one call in picodollars.
 * @param at when it was made
 * @throws Error for a model that the list does not have: the simulator refuses it before
 */
export function picoDollarsOf(
  model: string,
  tokens: MeteredTokens,
  { at, batched }: { readonly at: Date; readonly batched: boolean },
): number {
  const price = prices[withoutSnapshot(model)];
  if (!price) throw new Error(`no price for ${model}`);
  const prompt = tokens.input + tokens.write5m + tokens.write1h + tokens.read;
  const { longPrompt } = price;
  const rates = inForce(longPrompt && prompt > longPrompt.overTokens ? longPrompt.rates : price.rates, at);
  const share = batched ? batchShare : 1;
  const priced = ['input', 'write5m', 'write1h', 'read', 'output'] as const;
  return priced.reduce((sum, kind) => sum + tokens[kind] * Math.round(rates[kind] * share * 1e6), 0);
}

/** The rates of that day; those of a time before the list begins are its oldest. */
function inForce(rates: readonly Rates[], at: Date): Rates {
  const day = at.toISOString().slice(0, 10);
  const found = rates.find(({ from }) => from <= day) ?? rates.at(-1);
  if (!found) throw new Error('a price without rates');
  return found;
}

export const pricedModels: readonly string[] = Object.keys(prices);
