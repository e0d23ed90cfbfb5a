/** What one call consumed, as the API reports it. `inputTokens` are those neither read from nor written to the cache. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheReadTokens: number;
}

/** US dollars for a million tokens. */
interface Rate {
  readonly input: number;
  readonly output: number;
}

interface ModelPrice extends Rate {
  /** What a token read from the prompt cache costs, as a share of `input`. */
  readonly cacheReadShare: number;
  /** The rate of a whole request whose prompt is longer than `overTokens`. */
  readonly longPrompt?: Rate & { readonly overTokens: number };
}

/** The published list prices of the Claude API as of 2026-10-24. A model's dated ids (`…-20251001`) share its price. */
const priceList: Readonly<Record<string, ModelPrice>> = {
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    cacheReadShare: 0.1,
    longPrompt: { overTokens: 100_000, input: 0.5, output: 2.5 },
  },
  'claude-haiku-4-5': { input: 1, output: 5, cacheReadShare: 0.1 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheReadShare: 0.05 },
  'claude-sonnet-5': { input: 2, output: 10, cacheReadShare: 0.1 },
  'claude-sonnet-4-6': { input: 3, output: 15, cacheReadShare: 0.1 },
  'claude-sonnet-4-5': { input: 3, output: 15, cacheReadShare: 0.1 },
  'claude-opus-5-5': { input: 4, output: 20, cacheReadShare: 0.05 },
  'claude-opus-5': { input: 5, output: 25, cacheReadShare: 0.1 },
  'claude-opus-4-8': { input: 5, output: 25, cacheReadShare: 0.1 },
  'claude-fable-5-1': { input: 10, output: 50, cacheReadShare: 0.025 },
  'claude-opus-4-1': { input: 15, output: 75, cacheReadShare: 0.1 },
};

/** The dearest of the list, so that what an unknown model costs is never understated. */
const dearest = Object.values(priceList).reduce((a, b) => (b.output > a.output ? b : a));

/** What is written to the cache for five minutes, the only life we ask for, costs more than plain input. */
const cacheWriteFactor = 1.25;

const priceOf = (model: string): ModelPrice =>
  priceList[model] ?? priceList[model.replace(/-\d{8}$/, '')] ?? dearest;

/** True when the list has a price for the model; else the dearest price is taken. */
export const isPriced = (model: string): boolean =>
  priceList[model] !== undefined || priceList[model.replace(/-\d{8}$/, '')] !== undefined;

/** A call in a Message Batch costs half, its prompt cache too. */
export const batchShare = 0.5;

/**
 * The most a call can cost that is yet to be made: its prompt by length, nothing read from the cache,
 * and an answer that uses up what it is allowed. US dollars.
 */
export function highestCostOf(model: string, promptCharacters: number, maxTokens: number): number {
  // English has about four characters to a token; three leave room for other languages.
  const cacheWriteTokens = Math.ceil(promptCharacters / 3);
  return costOf(model, { inputTokens: 0, cacheWriteTokens, cacheReadTokens: 0, outputTokens: maxTokens });
}

/** What a call costs in US dollars at the usual price; in a batch it is `batchShare` of that. */
export function costOf(model: string, usage: TokenUsage): number {
  const price = priceOf(model);
  const promptTokens = usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens;
  const { longPrompt } = price;
  const rate: Rate = longPrompt && promptTokens > longPrompt.overTokens ? longPrompt : price;
  const dollarsPerMillion =
    usage.inputTokens * rate.input +
    usage.cacheWriteTokens * rate.input * cacheWriteFactor +
    usage.cacheReadTokens * rate.input * price.cacheReadShare +
    usage.outputTokens * rate.output;
  return dollarsPerMillion / 1_000_000;
}
