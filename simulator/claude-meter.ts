import { picoDollarsInADollar, picoDollarsOf, type MeteredTokens } from './claude-prices';

/** What was metered, as `GET /simulator/state` shows it. */
export interface MeterReading {
  readonly calls: number;
  readonly inputTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
  /** US dollars at list prices. */
  readonly costUsd: number;
}

export interface MeteredCall {
  readonly model: string;
  readonly tokens: MeteredTokens;
  readonly batched: boolean;
  /** When it was made: prices have their day. */
  readonly at: Date;
  /** It was answered and is to be paid, but the answer never reached whoever asked. */
  readonly lost: boolean;
}

/** Adds up in picodollars, so that no sum depends on its order. */
class Counter {
  private calls = 0;
  private readonly tokens = { input: 0, write5m: 0, write1h: 0, read: 0, output: 0 };
  private picoDollars = 0;

  add(tokens: MeteredTokens, picoDollars: number): void {
    this.calls += 1;
    for (const kind of ['input', 'write5m', 'write1h', 'read', 'output'] as const)
      this.tokens[kind] += tokens[kind];
    this.picoDollars += picoDollars;
  }

  read(): MeterReading {
    return {
      calls: this.calls,
      inputTokens: this.tokens.input,
      cacheWrite5mTokens: this.tokens.write5m,
      cacheWrite1hTokens: this.tokens.write1h,
      cacheReadTokens: this.tokens.read,
      outputTokens: this.tokens.output,
      costUsd: this.picoDollars / picoDollarsInADollar,
    };
  }
}

interface Counters {
  readonly all: Counter;
  readonly lost: Counter;
  readonly batched: Counter;
}

const counters = (): Counters => ({ all: new Counter(), lost: new Counter(), batched: new Counter() });

/** `lost` and `batched` are parts of the whole, counted apart as well. */
export interface ModelReading extends MeterReading {
  readonly lost: MeterReading;
  readonly batched: MeterReading;
}

/** What a bill would be made from: every answered call by model, at the price of its day. */
export class ClaudeMeter {
  private total = counters();
  private readonly byModel = new Map<string, Counters>();

  count({ model, tokens, batched, at, lost }: MeteredCall): void {
    const picoDollars = picoDollarsOf(model, tokens, { at, batched });
    const ofModel = this.byModel.get(model) ?? counters();
    this.byModel.set(model, ofModel);
    for (const counted of [this.total, ofModel]) {
      counted.all.add(tokens, picoDollars);
      if (lost) counted.lost.add(tokens, picoDollars);
      if (batched) counted.batched.add(tokens, picoDollars);
    }
  }

  read(): { readonly total: ModelReading; readonly models: Readonly<Record<string, ModelReading>> } {
    return {
      total: readingOf(this.total),
      models: Object.fromEntries([...this.byModel].map(([model, counted]) => [model, readingOf(counted)])),
    };
  }

  reset(): void {
    this.total = counters();
    this.byModel.clear();
  }
}

const readingOf = ({ all, lost, batched }: Counters): ModelReading => ({
  ...all.read(),
  lost: lost.read(),
  batched: batched.read(),
});
