/** US dollars for a million tokens. */
export interface Rate {
  readonly input: number;
  readonly output: number;
}

export interface ModelPrice extends Rate {
  /** What a token read from the prompt cache costs, as a share of `input`. */
  readonly cacheReadShare: number;
  /** The rate of a whole request whose prompt is longer than `overTokens`. */
  readonly longPrompt?: Rate & { readonly overTokens: number };
}

/** What is valid from one day on, until the next list takes over. */
export interface PriceList {
  /** The first day, in UTC: `2026-10-24`. */
  readonly from: string;
  /** By model, without the date of its release. */
  readonly models: Readonly<Record<string, ModelPrice>>;
  /** What is written to the prompt cache, as a share of `input`, by how long it is kept. */
  readonly cacheWriteShare: { readonly '5m': number; readonly '1h': number };
}

/**
 * The published list prices of the Claude API, oldest first. A change is a new list with its day, put in
 * beforehand: what was spent before that day is still reckoned by the list of its own time.
 */
export const priceLists: readonly PriceList[] = [
  {
    from: '2026-10-24',
    models: {
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
    },
    cacheWriteShare: { '5m': 1.25, '1h': 2 },
  },
];
