import { availableParallelism, cpus } from 'node:os';
import { Redis } from 'ioredis';
import { parseRedisMemory } from '../cache/redis-memory';
import { notUnderstood, numberOption, parseArguments, refuseMore } from '../main/commands/arguments';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import type { Environment } from '../stack/run-command';
import { measureFlows } from './cache-flows';
import { measureMemory, memoryFaults } from './cache-memory';
import {
  cacheBenchLines,
  cacheBenchMarkdown,
  type CacheBenchFigures,
  type TierFigures,
} from './cache-report';
import { measureStampede, type StampedeFigures } from './cache-stampede';
import { measureTiers } from './cache-tiers';
import { measureTraffic, trafficFaults } from './cache-traffic';
import { runRedisBenchmark } from './redis-benchmark';
import { commandTargets, measureCommands, meetsTargets, type CommandFigures } from './redis-commands';
import { openScratchServers } from './scratch-servers';
import type { Suite } from './suite';

export const cacheParts = ['tiers', 'memory', 'stampede', 'traffic'] as const;
export type CachePart = (typeof cacheParts)[number];

const usage = `npm run bench -- cache [options]

  --part NAME     only tiers, memory, stampede or traffic; may be given several times (default: all)
  --rounds N      turns of each contender (default: 10)
  --samples N     of each operation in a turn (default: 200)
  --keys N        distinct keys that memory is watched over (default: 1000000)
  --processes N   processes that a stampede and the traffic are spread over (default: 3)
  --leads N       leads that follow each dialogue, each in a wording of their own (default: 8)
  --at-once N     leads that write at the same time (default: 6)
  --json          the last line is the result as one JSON object`;

const options = {
  part: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  samples: { type: 'string' },
  keys: { type: 'string' },
  processes: { type: 'string' },
  leads: { type: 'string' },
  'at-once': { type: 'string' },
} as const;

export interface CacheBenchOptions {
  readonly parts: readonly CachePart[];
  readonly rounds: number;
  readonly samples: number;
  readonly keys: number;
  readonly processes: number;
  readonly leads: number;
  readonly leadsAtOnce: number;
}

/** @throws LeadwireError `invalid_request` */
export function readCacheBenchOptions(args: readonly string[]): CacheBenchOptions {
  const { values, positionals } = parseArguments(args, options);
  refuseMore(positionals, 0);
  const named = values.part ?? cacheParts;
  for (const part of named) {
    if (!cacheParts.some(one => one === part))
      throw notUnderstood(`--part: give ${cacheParts.slice(0, -1).join(', ')} or ${cacheParts.at(-1)}`);
  }
  return {
    parts: cacheParts.filter(part => named.includes(part)),
    rounds: numberOption('rounds', values.rounds, { fallback: 10, from: 1, to: 1_000 }),
    samples: numberOption('samples', values.samples, { fallback: 200, from: 16, to: 2_000 }),
    keys: numberOption('keys', values.keys, { fallback: 1_000_000, from: 50_000, to: 100_000_000 }),
    processes: numberOption('processes', values.processes, { fallback: 3, from: 1, to: 8 }),
    leads: numberOption('leads', values.leads, { fallback: 8, from: 1, to: 100 }),
    leadsAtOnce: numberOption('at-once', values['at-once'], { fallback: 6, from: 1, to: 50 }),
  };
}

interface Means {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

export const cacheSuite: Suite = {
  name: 'cache',
  usage,
  async run(args, { environment, printError: report }, signal) {
    const asked = readCacheBenchOptions(args);
    const figures = await measureAll(asked, { environment, signal, report });
    return {
      json: { ...figures },
      lines: cacheBenchLines(figures),
      markdown: cacheBenchMarkdown(figures),
      faults: cacheBenchFaults(figures),
    };
  },
};

async function measureAll(asked: CacheBenchOptions, means: Means): Promise<CacheBenchFigures> {
  const { parts } = asked;
  const { redis, ...alone } = await measureAlone(asked, means);
  const traffic = parts.includes('traffic') ? await measureTraffic({ ...asked, ...means }) : undefined;
  refuseHalf(means.signal);
  const conditions = {
    parts,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    redis,
    measuredAt: systemClock.now().toISOString(),
  };
  return { suite: 'cache', conditions, ...alone, ...(traffic && { traffic }) };
}

/** What needs Redis and Postgres, but no stack. */
async function measureAlone(
  asked: CacheBenchOptions,
  { environment, signal, report }: Means,
): Promise<Pick<CacheBenchFigures, 'tiers' | 'memory' | 'stampedes'> & { readonly redis: string }> {
  const { parts, keys } = asked;
  const servers = await openScratchServers({ databaseUrl: undefined, environment, report, signal });
  const { redisUrl } = servers;
  try {
    const redis = await limitRedis(redisUrl);
    const tiers = parts.includes('tiers')
      ? await measureAllTiers(asked, { ...servers, environment, signal, report })
      : undefined;
    refuseHalf(signal);
    const stampedes = parts.includes('stampede')
      ? await measureStampedes(redisUrl, asked.processes, signal, report)
      : undefined;
    refuseHalf(signal);
    if (parts.includes('memory')) report(`memory: ${keys.toLocaleString('en')} distinct keys …`);
    const memory = parts.includes('memory')
      ? await measureMemory({ redisUrl, keys, signal, report })
      : undefined;
    refuseHalf(signal);
    return { redis, ...(tiers && { tiers }), ...(memory && { memory }), ...(stampedes && { stampedes }) };
  } finally {
    await servers.close();
  }
}

/** As docker-compose.yml has it, so that a million keys do not fill the machine. @returns its version */
async function limitRedis(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl);
  try {
    await redis.config('SET', 'maxmemory', '256mb');
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    return parseRedisMemory(await redis.info()).version;
  } finally {
    redis.disconnect();
  }
}

async function measureAllTiers(
  { rounds, samples }: CacheBenchOptions,
  means: Means & { readonly redisUrl: string; readonly databaseUrl: string },
): Promise<TierFigures> {
  const { redisUrl, databaseUrl, environment, signal, report } = means;
  report(`tiers: ${rounds} rounds …`);
  const rows = await measureTiers({ redisUrl, rounds, samples, signal });
  refuseHalf(signal);
  report('Redis itself …');
  const commands = await measureCommands({ redisUrl, commands: rounds * samples * 2, signal });
  const redisBenchmark = await runRedisBenchmark(redisUrl, environment);
  refuseHalf(signal);
  report('qualification flows …');
  const flows = await measureFlows({ redisUrl, databaseUrl, samples: rounds * samples });
  return { rows, flows, redisBenchmark, commands };
}

/** Callers of one stampede, in all its processes, and how often it is made. */
const stampedeCallers = 1_000;
const stampedeKeys = 20;

async function measureStampedes(
  redisUrl: string,
  processes: number,
  signal: AbortSignal,
  report: (line: string) => void,
): Promise<StampedeFigures[]> {
  report('stampedes …');
  const one = { redisUrl, callers: stampedeCallers, keys: stampedeKeys, signal };
  const alone = await measureStampede({ ...one, processes: 1 });
  return processes === 1 ? [alone] : [alone, await measureStampede({ ...one, processes })];
}

/** Half a measurement is none. */
function refuseHalf(signal: AbortSignal): void {
  if (signal.aborted) throw new LeadwireError('start_failed', 'stopped before the end; nothing was written');
}

/** What must not be, and each target that was missed. Another library's wrong hits are its own. */
export function cacheBenchFaults({ tiers, memory, stampedes, traffic }: CacheBenchFigures): string[] {
  const wrongRows = tiers?.rows.filter(row => row.contender === 'leadwire' && row.wrong > 0) ?? [];
  const wrongFlows = tiers?.flows.filter(row => row.contender === 'leadwire' && row.wrong > 0) ?? [];
  return [
    ...wrongRows.map(row => `${row.operation} at ${row.bytes} bytes: ${row.wrong} wrong answers`),
    ...(tiers?.commands.filter(row => !meetsTargets(row)) ?? []).map(commandFault),
    ...wrongFlows.map(row => `flow, ${row.operation}: ${row.wrong} wrong answers`),
    ...(stampedes ?? []).flatMap(stampedeFaults),
    ...(memory ? memoryFaults(memory) : []),
    ...(traffic ? trafficFaults(traffic) : []),
  ];
}

const commandFault = ({ load, average, p99, failed }: CommandFigures): string =>
  `Redis commands, ${load}: ${average} ms on average and ${p99} ms at p99, ${failed} failed; ` +
  `not under ${commandTargets.average} ms and ${commandTargets.p99} ms`;

function stampedeFaults({ processes, keys, loads, wrong }: StampedeFigures): string[] {
  const where = `stampede in ${processes} process${processes === 1 ? '' : 'es'}`;
  return [
    ...(loads > keys ? [`${where}: ${loads} loads of ${keys} keys`] : []),
    ...(wrong > 0 ? [`${where}: ${wrong} wrong answers`] : []),
  ];
}
