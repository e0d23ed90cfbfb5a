import { z } from 'zod';
import { startChild } from './measured-child';

const sampleSchema = z.object({
  keys: z.number(),
  heapUsed: z.number(),
  rss: z.number(),
  external: z.number(),
  entries: z.number(),
  bytes: z.number(),
  evictions: z.number(),
  wrong: z.number(),
});

/** What the process held after so many distinct keys; bytes. */
export type MemorySample = z.infer<typeof sampleSchema>;

export interface MemoryFigures {
  readonly keys: number;
  /** Keys after which it counts: the memory tier is full, code is compiled. */
  readonly warmUpKeys: number;
  /** Bytes, means over the first and the last quarter after the warm-up. */
  readonly heap: { readonly first: number; readonly last: number };
  readonly rss: { readonly first: number; readonly last: number; readonly most: number };
  readonly entries: number;
  readonly evictions: number;
  readonly wrong: number;
  readonly samples: readonly MemorySample[];
}

/** What a heap may grow by from the first quarter to the last and still count as flat. */
const flatWithin = { share: 0.1, bytes: 8 * 1024 * 1024 } as const;
/** Pages that the process keeps for later come and go; more than this is none of that. */
const rssFlatWithin = { share: 0.25, bytes: 48 * 1024 * 1024 } as const;
const warmUpShare = 0.2;
const samples = 50;

/** So many that more is counted of them than is kept while Postgres is away. */
export const locations = 5_000;

export interface MemoryOptions {
  readonly redisUrl: string;
  readonly keys: number;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** Sends distinct keys through the cache of a process of its own, and watches its memory. */
export async function measureMemory({
  redisUrl,
  keys,
  signal,
  report,
}: MemoryOptions): Promise<MemoryFigures> {
  const taken: MemorySample[] = [];
  const child = startChild({
    script: 'cache-memory-process',
    task: { redisUrl, keys, samples },
    signal,
    onMessage: message => {
      const sample = sampleSchema.parse(message);
      taken.push(sample);
      if (taken.length % 10 === 0) report(`  ${sample.keys} keys, heap ${inMegabytes(sample.heapUsed)} MB`);
    },
  });
  await child.ended;
  return memoryFiguresOf(taken);
}

export function memoryFiguresOf(taken: readonly MemorySample[]): MemoryFigures {
  const keys = taken.at(-1)?.keys ?? 0;
  const warm = taken.filter(sample => sample.keys > keys * warmUpShare);
  const quarter = Math.max(1, Math.floor(warm.length / 4));
  const meanOf = (read: (sample: MemorySample) => number, part: readonly MemorySample[]): number =>
    Math.round(part.reduce((sum, sample) => sum + read(sample), 0) / Math.max(1, part.length));
  const first = warm.slice(0, quarter);
  const last = warm.slice(-quarter);
  const heap = (sample: MemorySample): number => sample.heapUsed;
  const rss = (sample: MemorySample): number => sample.rss;
  return {
    keys,
    warmUpKeys: taken.find(sample => sample.keys > keys * warmUpShare)?.keys ?? 0,
    heap: { first: meanOf(heap, first), last: meanOf(heap, last) },
    rss: { first: meanOf(rss, first), last: meanOf(rss, last), most: Math.max(0, ...warm.map(rss)) },
    entries: taken.at(-1)?.entries ?? 0,
    evictions: taken.at(-1)?.evictions ?? 0,
    wrong: taken.at(-1)?.wrong ?? 0,
    samples: taken,
  };
}

/** A sentence for each thing that must not be. */
export function memoryFaults({ heap, rss, wrong, keys }: MemoryFigures): string[] {
  const grew = (
    { first, last }: { readonly first: number; readonly last: number },
    within: { readonly share: number; readonly bytes: number },
  ): boolean => last - first > Math.max(within.bytes, first * within.share);
  const by = (of: { readonly first: number; readonly last: number }): string =>
    `from ${inMegabytes(of.first)} to ${inMegabytes(of.last)} MB over ${keys} keys`;
  return [
    ...(grew(heap, flatWithin) ? [`memory: the heap grew ${by(heap)}`] : []),
    ...(grew(rss, rssFlatWithin) ? [`memory: the process grew ${by(rss)}`] : []),
    ...(wrong > 0 ? [`memory: ${wrong} look-ups got what was never written under their key`] : []),
  ];
}

export const inMegabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
