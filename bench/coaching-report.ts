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
  /** How many of them were answered without Claude. */
  readonly hits: number;
  readonly average: number | null;
}

export interface CoachingFigures {
  readonly suite: 'coaching';
  readonly conditions: CoachingConditions;
  /** The whole of the traffic. */
  readonly all: Group;
  readonly memory: Group;
  readonly redis: Group;
  /** Booked for the same conversation before: what may be told in no other. */
  readonly booked: Group;
  /** Written by Claude, for the cache had nothing. */
  readonly misses: Group;
  /** Every question once more, past the cache. */
  readonly bypassed: Group;
  /** The first look at each state of each conversation: as if there were no other. */
  readonly firstLooks: Group;
  /** What is asked again of a conversation in which nothing has happened. */
  readonly laterLooks: Group;
  /** First looks at leads who were not the first in their dialogue. */
  readonly laterLeads: Group;
  /** Shares of all questions, 0–1. */
  readonly hitRate: number;
  readonly sameConversationShare: number;
  readonly otherLeadShare: number;
  readonly costUsd: number;
  readonly costWithoutCacheUsd: number;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const isHit = ({ source }: Ask): boolean => source !== 'claude' && source !== 'bypassed';
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function groupOf(asks: readonly Ask[]): Group {
  const times = asks.map(ask => ask.ms);
  const average = times.length === 0 ? null : tenth(sumOf(times) / times.length);
  return { count: times.length, hits: asks.filter(isHit).length, average, ...percentilesOf(times) };
}

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
    booked: from('database'),
    misses: from('claude'),
    bypassed: groupOf(bypassed),
    firstLooks: groupOf(firstLooks),
    laterLooks: groupOf(laterLooks),
    laterLeads: groupOf(laterLeads),
    hitRate: share(asks.filter(isHit).length, asks.length),
    sameConversationShare: share(laterLooks.length, asks.length),
    otherLeadShare: share(laterLeads.filter(isHit).length, asks.length),
    costUsd: sumOf(asks.map(ask => ask.costUsd)),
    costWithoutCacheUsd: meanCost * asks.length,
  };
}

const headings = ['', 'questions', 'hits', 'average', 'p50', 'p95', 'p99'];
const shown = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const rowOf = (name: string, { count, hits, average, p50, p95, p99 }: Group): string[] => [
  name,
  String(count),
  String(hits),
  ...[average, p50, p95, p99].map(shown),
];

const rowsOf = (figures: CoachingFigures): string[][] => [
  rowOf('all of the traffic', figures.all),
  rowOf('first looks', figures.firstLooks),
  rowOf('first looks, later leads', figures.laterLeads),
  rowOf('repeated looks', figures.laterLooks),
  rowOf('hits in memory', figures.memory),
  rowOf('hits in Redis', figures.redis),
  rowOf('booked before', figures.booked),
  rowOf('misses', figures.misses),
  rowOf('past the cache', figures.bypassed),
];

function conditionsOf({ conditions: c }: CoachingFigures): string {
  const claude = c.claudeMs === null ? 'what it takes' : `${c.claudeMs} ms`;
  return (
    `${c.dialogues} dialogues, each by ${c.leads} leads in a wording of their own, ${c.messages} messages; the agent looks ${c.looks} times after ` +
    `each answer; ${c.atOnce} dialogues at once; a call to Claude takes ${claude}; ${c.cores} cores, Node ${c.node}, ${c.platform}`
  );
}

function repetitionOf(figures: CoachingFigures): string {
  const { hitRate, sameConversationShare, otherLeadShare, firstLooks, laterLooks, laterLeads } = figures;
  return (
    `Hit rate ${percent(hitRate)}. Repetition by the model: ${percent(sameConversationShare)} of the questions ask again of ` +
    `an unchanged conversation, of which ${laterLooks.count - laterLooks.hits} were paid for again; ` +
    `${percent(otherLeadShare)} are first looks that another lead's advice answered (${laterLeads.hits} of ${laterLeads.count}). ` +
    `Looked at once each, ${firstLooks.hits} of ${firstLooks.count} hit and the average is ${shown(firstLooks.average)} ms; ` +
    `repeated looks take ${shown(laterLooks.average)} ms`
  );
}

const isMet = ({ all }: CoachingFigures): boolean => all.average !== null && all.average < targetMs;

const verdictOf = (figures: CoachingFigures): string =>
  `Target: under ${targetMs} ms on average; measured ${shown(figures.all.average)} ms: ${isMet(figures) ? 'met' : 'missed'}`;

/** A sentence for each thing that must not be: the target was missed, or one advice was paid for twice. */
export function coachingFaults(figures: CoachingFigures): string[] {
  const { all, laterLooks } = figures;
  const paidAgain = laterLooks.count - laterLooks.hits;
  return [
    ...(isMet(figures)
      ? []
      : [`an advice took ${shown(all.average)} ms on average, not under ${targetMs} ms`]),
    ...(paidAgain === 0
      ? []
      : [`${paidAgain} repeated looks at an unchanged conversation were paid for again`]),
  ];
}

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
- **Hits** were answered without Claude. **Booked before**: advice that quotes a person, an appointment or a number from
  nowhere is in no cache; whoever looks at the same conversation again gets it from the books.
- **Past the cache** is the same question with \`"fresh": true\`, once for each state of each dialogue's first lead.
- Real agents look at some conversations never and at some ten times; the options say how much of either. The time of
  a miss is Claude's: the real one takes seconds, and the average grows with it and the share of misses.
`;
}
