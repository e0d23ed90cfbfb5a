import { setTimeout as pause } from 'node:timers/promises';
import { cacheViewSchema, percent, type CacheView } from '../main/commands/cache';
import type { OperationsApi } from '../main/commands/operations-api';
import { defaults } from '../runtime/defaults';
import { LeadwireError } from '../runtime/errors';
import type { Environment } from '../stack/run-command';
import { openBenchStack } from './bench-stack';
import { playDialogueTraffic, type DialogueTraffic } from './dialogue-traffic';
import { spreadOverApis } from './more-apis';
import type { Section } from './report-sections';

/** The share of look-ups of qualification flows that memory or Redis shall answer. */
export const flowHitTarget = 0.95;
/** What the simulated services take for a call; milliseconds. */
const claudeMs = 100;
const ghlMs = 20;

export interface TrafficFigures extends DialogueTraffic {
  /** API processes that the webhooks were spread over; one worker process runs besides. */
  readonly processes: number;
  readonly leadsAtOnce: number;
  readonly leadsPerDialogue: number;
  /** Of the runs alone: what the benchmark itself looked up to check the replies is left out. */
  readonly flows: { readonly lookUps: number; readonly hits: number; readonly hitRate: number | null };
  /** By type, as /v1/cache tells it: with what the benchmark looked up itself. */
  readonly types: CacheView['types'];
}

export interface TrafficOptions {
  readonly processes: number;
  readonly leads: number;
  readonly leadsAtOnce: number;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** Plays the dialogues on a stack of its own, several leads at once, spread over several API processes. */
export async function measureTraffic(options: TrafficOptions): Promise<TrafficFigures> {
  const { processes, leads: leadsPerDialogue, leadsAtOnce, environment, signal, report } = options;
  const stack = await openBenchStack({ url: undefined, claudeMs, ghlMs, environment, signal, report });
  try {
    const apis = await spreadOverApis(stack, processes - 1);
    const { operations, flowsAsked } = countingFlows(stack.operations);
    try {
      const played = await playDialogueTraffic(
        { ...stack, apiUrl: apis.url, operations },
        { leadsAtOnce, leadsPerDialogue, report, signal },
      );
      // Each process tells its figures every few seconds.
      await pause(2.5 * defaults.cacheReports.everyMs);
      const { types } = await stack.operations.get('/v1/cache', cacheViewSchema);
      const flows = flowFigures(types, flowsAsked());
      return { ...played, processes, leadsAtOnce, leadsPerDialogue, flows, types };
    } finally {
      await apis.close();
    }
  } finally {
    await stack.close();
  }
}

/** Counts what the benchmark itself asks about flows, to check the replies: no run of the product asked that. */
function countingFlows(operations: OperationsApi): {
  readonly operations: OperationsApi;
  readonly flowsAsked: () => number;
} {
  let asked = 0;
  return {
    operations: {
      ...operations,
      get(path, schema) {
        if (path.startsWith('/v1/qualifications/')) asked += 1;
        return operations.get(path, schema);
      },
    },
    flowsAsked: () => asked,
  };
}

/** The benchmark's own look-ups came right after a run, so they are taken off as if each had been a hit. */
function flowFigures(types: CacheView['types'], asked: number): TrafficFigures['flows'] {
  const found = types.find(({ type }) => type === 'qualification_flow');
  if (!found) throw new LeadwireError('internal', '/v1/cache tells nothing of qualification flows');
  const lookUps = Math.max(0, found.lookUps - asked);
  const hits = Math.max(0, found.hits - asked);
  return { lookUps, hits, hitRate: lookUps === 0 ? null : Math.round((hits / lookUps) * 10_000) / 10_000 };
}

/** A sentence for each thing that must not be. */
export const trafficFaults = ({
  wrongHits,
  flows,
}: Pick<TrafficFigures, 'wrongHits' | 'flows'>): string[] => [
  ...wrongHits.map(line => `wrong hit: ${line}`),
  ...(meetsFlowTarget(flows)
    ? []
    : [`qualification flows: ${percent(flows.hitRate)} from memory or Redis, not ${percent(flowHitTarget)}`]),
];

const meetsFlowTarget = ({ hitRate }: TrafficFigures['flows']): boolean =>
  hitRate !== null && hitRate >= flowHitTarget;

export function trafficSection(figures: TrafficFigures): Section[] {
  const { flows, types, bySource } = figures;
  const sources = Object.entries(bySource).map(([source, count]) => `${source} ${count}`);
  const verdict = meetsFlowTarget(flows) ? 'met' : 'missed';
  return [
    {
      title: 'dialogues as traffic',
      notes: [
        `${figures.leads} leads, ${figures.leadsAtOnce} at once, ${figures.leadsPerDialogue} of them in each dialogue ` +
          `with a wording of their own; ${figures.messages} messages over ${figures.processes} API processes, ` +
          'each message to the next one.',
        `Qualification flows: ${flows.hits} of ${flows.lookUps} look-ups from memory or Redis, ` +
          `${percent(flows.hitRate)} (target ${percent(flowHitTarget)}: ${verdict}).`,
        `Replies: ${sources.join(', ')}; ${percent(figures.responseHitRate)} from the cache, ` +
          `${figures.distinctKeys} distinct keys, ${figures.wrongHits.length} wrong hits; ` +
          `${figures.claudeCalls} calls to Claude, $${figures.costUsd.toFixed(4)} at list prices.`,
      ],
      table: {
        headings: ['type', 'tier', 'look-ups', 'hits', 'hit rate'],
        rows: types
          .filter(({ lookUps }) => lookUps > 0)
          .flatMap(({ type, tiers, ...all }) => [
            [type, 'all', String(all.lookUps), String(all.hits), percent(all.hitRate)],
            ...tiers.map(tier => [
              '',
              tier.tier,
              String(tier.lookUps),
              String(tier.hits),
              percent(tier.hitRate),
            ]),
          ]),
      },
    },
  ];
}
