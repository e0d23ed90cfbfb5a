import { textTable } from '../main/commands/text-table';
import { defaults } from '../runtime/defaults';
import type { Extremes } from './database-names';
import { percentile } from './percentiles';

/** Milliseconds, to a hundredth; null where nothing was measured. */
export interface CallTimes {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly count: number;
}

export const scenarioNames = [
  'as it is',
  'without caches',
  'without prepared statements',
  'without secondary indexes',
  'none of the three',
  'as it is, reads only',
  'without any index, reads only',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** What each scenario is compared with: the same calls, as they are. */
const comparedWith: Readonly<Partial<Record<ScenarioName, ScenarioName>>> = {
  'without caches': 'as it is',
  'without prepared statements': 'as it is',
  'without secondary indexes': 'as it is',
  'none of the three': 'as it is',
  'without any index, reads only': 'as it is, reads only',
};

export interface ScenarioResult {
  readonly calls: Readonly<Record<string, CallTimes>>;
  readonly allCalls: CallTimes;
  /** All that one webhook asks of the database, from its first call to its last. */
  readonly run: CallTimes;
  /** Calls of the largest conversation and the busiest agent, one webhook after the other. */
  readonly extremes: Readonly<Record<string, CallTimes>>;
  /** Rounds that failed, by what they failed with. */
  readonly failures: Readonly<Record<string, number>>;
}

export interface DatabaseConditions {
  readonly messages: number;
  readonly extremes: Extremes;
  /** Rows of each table, as Postgres estimates them after `analyze`. */
  readonly rows: Readonly<Record<string, number>>;
  readonly databaseMegabytes: number;
  readonly secondaryIndexes: number;
  readonly clients: number;
  readonly postgres: string;
  readonly sharedBuffers: string;
  /** `own`: started for this run; `given`: a database of its own in another's. */
  readonly server: 'own' | 'given';
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
  /** ISO 8601. */
  readonly measuredAt: string;
}

export interface DatabaseFigures {
  readonly suite: 'database';
  readonly conditions: DatabaseConditions;
  readonly scenarios: Readonly<Record<ScenarioName, ScenarioResult>>;
  /** Share of a run's median that is saved against each scenario, 0–1. */
  readonly saved: Readonly<Partial<Record<ScenarioName, number>>>;
}

export function callTimesOf(values: readonly number[]): CallTimes {
  const at = (percent: number): number | null => {
    const value = percentile(values, percent);
    return value === null ? null : Math.round(value * 100) / 100;
  };
  return { p50: at(50), p90: at(90), p99: at(99), count: values.length };
}

/** What a scenario's run takes more than ours, as a share of it: 0.6 means that 60 % are saved. */
export const savedShare = (ours: CallTimes, theirs: CallTimes): number | undefined =>
  ours.p50 === null || theirs.p50 === null
    ? undefined
    : Math.round((1 - ours.p50 / theirs.p50) * 1000) / 1000;

export function savedShares(
  scenarios: Readonly<Record<ScenarioName, ScenarioResult>>,
): Partial<Record<ScenarioName, number>> {
  return Object.fromEntries(
    scenarioNames.flatMap(name => {
      const ours = comparedWith[name];
      const share = ours && savedShare(scenarios[ours].run, scenarios[name].run);
      return share === undefined ? [] : [[name, share]];
    }),
  );
}

const shown = (value: number | null): string =>
  value === null ? '-' : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const cellsOf = (times: CallTimes | undefined, all: boolean): string[] => {
  if (!times || times.count === 0) return ['-'];
  const { p50, p90, p99 } = times;
  return [(all ? [p50, p90, p99] : [p50, p90]).map(shown).join(' / ')];
};

const headings = (): string[] => [
  '',
  ...scenarioNames.map((name, place) => `${name}: ${place === 0 ? 'p50 / p90 / p99' : 'p50 / p90'}`),
];

function rowsOf({ scenarios, saved }: DatabaseFigures): string[][] {
  const row = (name: string, times: (result: ScenarioResult) => CallTimes | undefined): string[] => [
    name,
    ...scenarioNames.flatMap((scenario, place) => cellsOf(times(scenarios[scenario]), place === 0)),
  ];
  return [
    ...Object.keys(scenarios['as it is'].calls).map(call => row(call, result => result.calls[call])),
    ...Object.keys(scenarios['as it is'].extremes).map(call => row(call, result => result.extremes[call])),
    row('all calls', result => result.allCalls),
    row('a whole run', result => result.run),
    ['saved of a run', ...scenarioNames.map(name => percentOf(saved[name]))],
    ['rounds that failed', ...scenarioNames.map(name => String(failedRounds(scenarios[name])))],
  ];
}

const failedRounds = ({ failures }: ScenarioResult): number =>
  Object.values(failures).reduce((sum, count) => sum + count, 0);

/** A sentence for each reason for which rounds of a scenario failed. */
export const failuresOf = (name: ScenarioName, { failures }: ScenarioResult): string[] =>
  Object.entries(failures).map(([why, count]) => `${name}: ${count} rounds failed: ${why}`);

const allFailures = ({ scenarios }: DatabaseFigures): string[] =>
  scenarioNames.flatMap(name => failuresOf(name, scenarios[name]));

const percentOf = (share: number | undefined): string =>
  share === undefined ? '-' : `${(share * 100).toFixed(1)} %`;

const conditionsOf = ({ conditions: c }: DatabaseFigures): string =>
  `${c.messages.toLocaleString('en')} messages (${c.databaseMegabytes} MB), a conversation of ` +
  `${c.extremes.conversationMessages.toLocaleString('en')} and an agent with ${c.extremes.agentContacts.toLocaleString('en')} contacts ` +
  `besides; ${c.clients} clients at once; ` +
  `Postgres ${c.postgres} with ${c.sharedBuffers} of shared buffers, ${c.secondaryIndexes} indexes beside the primary keys; ` +
  `${c.cores} cores, Node ${c.node}, ${c.platform}`;

/** For the terminal; milliseconds. */
export function databaseLines(figures: DatabaseFigures): string[] {
  const failures = allFailures(figures);
  return [
    ...[conditionsOf(figures), '', ...textTable(headings(), rowsOf(figures))],
    ...(failures.length === 0 ? [] : ['', ...failures]),
  ];
}

export function databaseMarkdown(figures: DatabaseFigures): string {
  const { conditions, scenarios } = figures;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const failures = allFailures(figures)
    .map(line => `\n  - ${line}`)
    .join('');
  const rounds = scenarioNames.map(name => `${name} ${scenarios[name].run.count}`).join(', ');
  const rows = Object.entries(conditions.rows)
    .map(([table, count]) => `\`${table}\` ${count.toLocaleString('en')}`)
    .join(', ');
  return `# Database benchmark

\`npm run bench -- database\`, ${conditions.measuredAt.slice(0, 10)}: ${conditionsOf(figures)} (${conditions.cpu}).
The clients, Postgres and Redis share these cores. Rows: ${rows}.

${line(headings())}
${line(headings().map((_, column) => (column === 0 ? '---' : '---:')))}
${rowsOf(figures).map(line).join('\n')}

Milliseconds, exact percentiles by nearest rank. Each line is a call of a repository as the product makes it, at
leads that are drawn at random from all; \`claim\` and \`begin to send\` are transactions of several statements. Each
client plays one webhook after the other, so the calls wait for each other's share of the machine; scenarios with the
same indexes take turns, webhook by webhook, so that whatever else the machine does touches them alike.

- **a whole run**: all that one webhook asks of the database, in the order and side by side as the activities do.
  Runs measured: ${rounds}.
- **without caches**: the lead's flow and the agent's context come from Postgres each time. Otherwise they come
  through the product's cache, warm for the leads that write, as the schedules keep it. Settings of a location are
  always read from Postgres.
- **without prepared statements**: the same texts without names; Postgres parses and plans each anew.
- **without secondary indexes**: all indexes but the primary keys are dropped. Those alone still find a run, a
  contact or a message by its id.
- **without any index**: the primary keys are dropped as well. Nothing can be written so (an upsert needs its key),
  so only the reads are measured, and beside them the same reads as they are.
- **saved of a run**: how much less the median run takes as it is than in that column; of the reads, the reads.
- **rounds that failed** are in no other figure: a statement is ended after ${defaults.postgres.statementTimeoutMs / 1_000} s,
  so where some failed the figures of that column are too good.${failures}
- **with N messages**, **with N contacts**: the same calls of one conversation and one agent of such a size, one
  webhook after the other, while nothing else is asked. They are not among all calls.
`;
}
