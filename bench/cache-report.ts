import { contenderNames, memoryLimits } from './cache-contenders';
import type { FlowRow } from './cache-flows';
import { inMegabytes, locations, type MemoryFigures } from './cache-memory';
import { payloadSizes } from './cache-payloads';
import type { StampedeFigures } from './cache-stampede';
import { tierOperations, type TierOperation, type TierRow } from './cache-tiers';
import { trafficSection, type TrafficFigures } from './cache-traffic';
import type { Percentiles } from './percentiles';
import type { RedisBenchmark } from './redis-benchmark';
import {
  commandTargets,
  meetsTargets,
  saturatingCallers,
  steadyPerSecond,
  type CommandFigures,
} from './redis-commands';
import { sectionLines, sectionsMarkdown, type Section } from './report-sections';

export interface CacheConditions {
  readonly parts: readonly string[];
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
  readonly redis: string;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** What `--part tiers` measures. */
export interface TierFigures {
  readonly rows: readonly TierRow[];
  readonly flows: readonly FlowRow[];
  readonly redisBenchmark: RedisBenchmark;
  readonly commands: readonly CommandFigures[];
}

export interface CacheBenchFigures {
  readonly suite: 'cache';
  readonly conditions: CacheConditions;
  readonly tiers?: TierFigures;
  readonly memory?: MemoryFigures;
  readonly stampedes?: readonly StampedeFigures[];
  readonly traffic?: TrafficFigures;
}

function sectionsOf(figures: CacheBenchFigures): Section[] {
  const { tiers, memory, stampedes, traffic } = figures;
  return [
    ...(tiers ? tierSections(tiers) : []),
    ...(memory ? [memorySection(memory)] : []),
    ...(stampedes ? [stampedeSection(stampedes)] : []),
    ...(traffic ? trafficSection(traffic) : []),
  ];
}

const sizeHeadings = payloadSizes.flatMap(bytes => [`${bytes / 1_000} KB p50`, 'p95', 'p99']);
const shown = ({ p50, p95, p99 }: Percentiles): string[] =>
  [p50, p95, p99].map(value => (value === null ? '-' : value.toFixed(value < 100 ? 1 : 0)));

const explanations: Readonly<Record<TierOperation, string>> = {
  'memory get': 'The entry is in memory.',
  'redis get': 'Another instance wrote the entry; one look-up after the other.',
  'redis get x16': 'The same with 16 look-ups under way at all times, on one thread.',
  miss: 'Neither memory nor Redis has it.',
  write: 'Into memory and Redis.',
};

function tierSections({ rows, flows, redisBenchmark, commands }: TierFigures): Section[] {
  const sections = tierOperations.map((operation): Section => {
    const contenderRows = contenderNames.flatMap(contender => {
      const own = rows.filter(row => row.contender === contender && row.operation === operation);
      if (own.length === 0) return [];
      const cells = payloadSizes.flatMap(bytes => {
        const row = own.find(one => one.bytes === bytes);
        return row ? shown(row) : ['-', '-', '-'];
      });
      return [[contender, ...cells]];
    });
    return {
      title: `${operation} (microseconds)`,
      notes: [explanations[operation]],
      table: {
        headings: ['', ...sizeHeadings],
        rows: [...contenderRows, ...limitRows(redisBenchmark, operation)],
      },
    };
  });
  return [...sections, flowSection(flows), commandSection(commands, redisBenchmark)];
}

function limitRows(benchmark: RedisBenchmark, operation: TierOperation): string[][] {
  const callers = operation === 'redis get' ? 1 : operation === 'redis get x16' ? 16 : 0;
  if (callers === 0 || 'skipped' in benchmark) return [];
  const cells = payloadSizes.flatMap(bytes => {
    const row = benchmark.rows.find(one => one.bytes === bytes && one.callers === callers);
    return row ? shown(row) : ['-', '-', '-'];
  });
  return [['redis-benchmark', ...cells]];
}

const flowSection = (rows: readonly FlowRow[]): Section => ({
  title: 'qualification flow (microseconds)',
  notes: [
    '`postgres get`: neither memory nor Redis has it; it is read and put into both. The libraries read the same row by ' +
      "bentocache's getOrSet, layered-loader's Loader and cacheable's getOrSet: once for each process that asks. Ours reads it " +
      'under a lock that other processes respect, compares versions and tells them.',
    '`postgres alone`: the same query without any cache.',
  ],
  table: { headings: ['', 'p50', 'p95', 'p99'], rows: rows.map(row => [nameOf(row), ...shown(row)]) },
});

const nameOf = ({ contender, operation }: FlowRow): string =>
  operation === 'postgres alone' ? operation : `${operation}, ${contender}`;

function commandSection(commands: readonly CommandFigures[], benchmark: RedisBenchmark): Section {
  const words = {
    sequential: 'one after the other',
    steady: `${steadyPerSecond} a second`,
    saturated: `${saturatingCallers} callers, as fast as they can`,
  };
  return {
    title: 'Redis commands of the pool (milliseconds)',
    notes: [
      `Target on loopback: ${commandTargets.average} ms on average, ${commandTargets.p99} ms at p99, ` +
        'for a process that is not saturated.',
      ...('skipped' in benchmark ? [`redis-benchmark was not run: ${benchmark.skipped}.`] : []),
    ],
    table: {
      headings: ['', 'commands', 'average', 'p99', 'failed', 'target'],
      rows: commands.map(row => [
        ...[words[row.load], String(row.commands), row.average.toFixed(3), row.p99.toFixed(3)],
        String(row.failed),
        row.load === 'saturated' ? '-' : meetsTargets(row) ? 'met' : 'missed',
      ]),
    },
  };
}

function memorySection({ keys, warmUpKeys, heap, rss, entries, evictions }: MemoryFigures): Section {
  const row = (
    name: string,
    { first, last }: { readonly first: number; readonly last: number },
  ): string[] => [...[name, inMegabytes(first), inMegabytes(last), inMegabytes(last - first)]];
  return {
    title: `memory over ${keys.toLocaleString('en')} distinct keys (MB)`,
    notes: [
      'A quarter of the keys each: missed, written and looked for again; loaded for two who ask at once; written in two ' +
        `versions and read; written and removed. For ${locations.toLocaleString('en')} locations, while no figure can be told to Postgres.`,
      `Means of the first and the last quarter after ${warmUpKeys.toLocaleString('en')} keys, after a collection; ` +
        `RSS ${inMegabytes(rss.most)} MB at the most. ` +
        `At the end ${entries.toLocaleString('en')} entries in memory, ${evictions.toLocaleString('en')} evicted.`,
    ],
    table: { headings: ['', 'first', 'last', 'grown'], rows: [row('heap', heap), row('RSS', rss)] },
  };
}

const stampedeSection = (stampedes: readonly StampedeFigures[]): Section => ({
  title: 'stampede on a missing key',
  notes: [
    'All callers ask at the same moment; the load takes 200 ms. One load for each key is the least there can be.',
  ],
  table: {
    headings: ['processes', 'callers', 'keys', 'loads', 'most for one key'],
    rows: stampedes.map(({ processes, callers, keys, loads, mostLoadsOfOneKey }) =>
      [processes, callers, keys, loads, mostLoadsOfOneKey].map(String),
    ),
  },
});

const conditionsOf = ({ conditions: c }: CacheBenchFigures): string =>
  `${c.cores} cores (${c.cpu}), Node ${c.node}, ${c.platform}, Redis ${c.redis} on loopback`;

/** For the terminal. */
export const cacheBenchLines = (figures: CacheBenchFigures): string[] => [
  conditionsOf(figures),
  ...sectionLines(sectionsOf(figures)),
];

export function cacheBenchMarkdown(figures: CacheBenchFigures): string {
  return `# Cache benchmark

\`npm run bench -- cache\`, ${figures.conditions.measuredAt.slice(0, 10)}: ${conditionsOf(figures)}.
All of it, the servers too, shares these cores. Exact percentiles by nearest rank.

Contenders take their turns side by side, in each round another one first. Each library is used plainly, on the same
Redis; ours alone compresses (entries above 512 bytes), counts, and goes through a pool with a circuit breaker. Limits of
memory: ${memoryLimits}. \`ioredis\` is no cache, only the client: what Node can reach. \`redis-benchmark\` is Redis's own.

${sectionsMarkdown(sectionsOf(figures))}
`;
}
