import { textTable } from '../main/commands/text-table';
import type { Ask } from './coaching-traffic';
import { percentilesOf, type Percentiles } from './percentiles';

/** An advice comes within this on average, over the traffic of the demo. Milliseconds. */
export const targetMs = 30;

export interface CoachingConditions {
  readonly dialogues: number;
  readonly leads: number;
  readonly looks: number;
  readonly atOnce: number;
  readonly messages: number;
  /** What the simulated Claude takes for each call; null: as the running stack has it. */
  readonly claudeMs: number | null;
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** Milliseconds, to a tenth. */
export interface Group extends Percentiles {
  readonly count: number;
  readonly average: number | null;
}

export interface CoachingFigures {
  readonly suite: 'coaching';
  readonly conditions: CoachingConditions;
  /** The whole of the traffic. */
  readonly all: Group;
  readonly memory: Group;
  readonly redis: Group;
  /** Written by Claude, for the cache had nothing. */
  readonly misses: Group;
  /** Every question once more, past the cache. */
  readonly bypassed: Group;
  /** As if each state of each conversation were looked at once only. */
  readonly firstLooks: Group & { readonly hits: number };
  /** What is asked again of a conversation in which nothing has happened. */
  readonly laterLooks: Group & { readonly hits: number };
  /** First looks at leads who were not the first in their dialogue. */
  readonly laterLeads: Group & { readonly hits: number };
  /** Shares of all questions, 0–1. */
  readonly hitRate: number;
  readonly sameConversationShare: number;
  readonly otherLeadShare: number;
  readonly costUsd: number;
  readonly costWithoutCacheUsd: number;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const isHit = ({ source }: Ask): boolean => source === 'memory' || source === 'redis';
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function groupOf(asks: readonly Ask[]): Group {
  const times = asks.map(ask => ask.ms);
  const average = times.length === 0 ? null : tenth(sumOf(times) / times.length);
  return { count: times.length, average, ...percentilesOf(times) };
}

const withHits = (asks: readonly Ask[]): Group & { readonly hits: number } => ({
  ...groupOf(asks),
  hits: asks.filter(isHit).length,
});

/** Adds up what was measured. */
export function coachingFigures(everything: readonly Ask[], conditions: CoachingConditions): CoachingFigures {
  const asks = everything.filter(ask => ask.source !== 'bypassed');
  const bypassed = everything.filter(ask => ask.source === 'bypassed');
  const from = (source: Ask['source']): Group => groupOf(asks.filter(ask => ask.source === source));
  const firstLooks = asks.filter(ask => ask.look === 'first');
  const laterLooks = asks.filter(ask => ask.look === 'again');
  const laterLeads = firstLooks.filter(ask => ask.lead === 'later');
  const meanCost = share(sumOf(bypassed.map(ask => ask.costUsd)), bypassed.length);
  return {
    suite: 'coaching',
    conditions,
    all: groupOf(asks),
    memory: from('memory'),
    redis: from('redis'),
    misses: from('claude'),
    bypassed: groupOf(bypassed),
    firstLooks: withHits(firstLooks),
    laterLooks: withHits(laterLooks),
    laterLeads: withHits(laterLeads),
    hitRate: share(asks.filter(isHit).length, asks.length),
    sameConversationShare: share(laterLooks.length, asks.length),
    otherLeadShare: share(laterLeads.filter(isHit).length, asks.length),
    costUsd: sumOf(asks.map(ask => ask.costUsd)),
    costWithoutCacheUsd: meanCost * asks.length,
  };
}

const headings = ['', 'questions', 'average', 'p50', 'p95', 'p99'];
const shown = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const rowOf = (name: string, { count, average, p50, p95, p99 }: Group): string[] => [
  name,
  String(count),
  ...[average, p50, p95, p99].map(shown),
];

const rowsOf = (figures: CoachingFigures): string[][] => [
  rowOf('all of the traffic', figures.all),
  rowOf('hits in memory', figures.memory),
  rowOf('hits in Redis', figures.redis),
  rowOf('misses', figures.misses),
  rowOf('past the cache', figures.bypassed),
  rowOf('first looks only', figures.firstLooks),
  rowOf('looks again', figures.laterLooks),
  rowOf('first looks, later leads', figures.laterLeads),
];

function conditionsOf({ conditions: c }: CoachingFigures): string {
  const claude = c.claudeMs === null ? 'what it takes' : `${c.claudeMs} ms`;
  return (
    `${c.dialogues} dialogues, each by ${c.leads} leads, ${c.messages} messages; the agent looks ${c.looks} times after ` +
    `each answer; ${c.atOnce} dialogues at once; a call to Claude takes ${claude}; ${c.cores} cores, Node ${c.node}, ${c.platform}`
  );
}

function repetitionOf(figures: CoachingFigures): string {
  const { hitRate, sameConversationShare, otherLeadShare, firstLooks, laterLeads } = figures;
  return (
    `Hit rate ${percent(hitRate)}. Repetition by the model: ${percent(sameConversationShare)} of the questions ask again of ` +
    `an unchanged conversation, ${percent(otherLeadShare)} are first looks that another lead's advice answered ` +
    `(${laterLeads.hits} of ${laterLeads.count}). Looked at once each, ${firstLooks.hits} of ${firstLooks.count} hit ` +
    `and the average is ${shown(firstLooks.average)} ms`
  );
}

const verdictOf = ({ all }: CoachingFigures): string =>
  `Target: under ${targetMs} ms on average; measured ${shown(all.average)} ms: ${all.average !== null && all.average < targetMs ? 'met' : 'missed'}`;

const costOf = ({ costUsd, costWithoutCacheUsd }: CoachingFigures): string =>
  `Cost at list prices $${costUsd.toFixed(4)}, without a cache $${costWithoutCacheUsd.toFixed(4)}`;

/** For the terminal; milliseconds. */
export function coachingLines(figures: CoachingFigures): string[] {
  const table = textTable(headings, rowsOf(figures));
  return [
    conditionsOf(figures),
    '',
    ...table,
    '',
    verdictOf(figures),
    repetitionOf(figures),
    costOf(figures),
  ];
}

export function coachingMarkdown(figures: CoachingFigures): string {
  const { conditions } = figures;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `# Coaching benchmark

\`npm run bench -- coaching\`, ${conditions.measuredAt.slice(0, 10)}: ${conditionsOf(figures)} (${conditions.cpu}).
The load generator, the servers and the simulators share these cores.

${line(headings)}
${line(headings.map((_, column) => (column === 0 ? '---' : '---:')))}
${rowsOf(figures).map(line).join('\n')}

Milliseconds, exact percentiles by nearest rank, from the start of the POST to the parsed answer.

- ${verdictOf(figures)}.
- ${repetitionOf(figures)}.
- ${costOf(figures)}.
- **Past the cache** is the same question with \`"fresh": true\`, once for each state of each dialogue's first lead.
- Real agents look at some conversations never and at some ten times; the options say how much of either. The time of
  a miss is Claude's: the real one takes seconds, and the average grows with it and the share of misses.
`;
}
