import { textTable } from '../main/commands/text-table';
import type { FloorResult } from './floor';
import type { Percentiles } from './percentiles';
import type { PhaseResult } from './phase';

export interface WebhookConditions {
  /** Webhooks a second. */
  readonly rate: number;
  /** Of each phase. */
  readonly seconds: number;
  readonly locations: number;
  /** What the simulated Claude takes for each call; null: as the running stack has it. */
  readonly claudeMs: number | null;
  /** What the simulated GHL takes for each call; null: as the running stack has it. */
  readonly ghlMs: number | null;
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
  /** `own`: started for this run; `running`: another's. */
  readonly stack: 'own' | 'running';
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** A phase of real webhooks, with where the replies came from. */
export type WebhookPhase = PhaseResult & { readonly sources: Readonly<Record<string, number>> };

export interface WebhookFigures {
  readonly suite: 'webhook';
  readonly conditions: WebhookConditions;
  readonly cold: WebhookPhase;
  readonly warm: WebhookPhase;
  readonly floor: FloorResult;
  readonly sequential: Omit<PhaseResult, 'ack'>;
}

const headings = ['', 'ack p50', 'p95', 'p99', 'reply p50', 'p95', 'p99', 'answered', 'missing', 'doubled'];

const shown = ({ p50, p95, p99 }: Percentiles): string[] =>
  [p50, p95, p99].map(value => (value === null ? '-' : value.toFixed(1)));
const none: Percentiles = { p50: null, p95: null, p99: null };

function rowOf(name: string, phase: Omit<PhaseResult, 'ack'> & { readonly ack?: Percentiles }): string[] {
  return [
    name,
    ...shown(phase.ack ?? none),
    ...shown(phase.reply),
    `${phase.answered}/${phase.sent}`,
    String(phase.missing),
    String(phase.duplicates),
  ];
}

function rowsOf({ cold, warm, floor, sequential }: WebhookFigures): string[][] {
  return [
    rowOf('warm', warm),
    rowOf('cold', cold),
    rowOf('sequential', sequential),
    ['floor', ...shown(floor.start), ...shown(floor), `${floor.answered}/${floor.sent}`, '-', '-'],
  ];
}

const conditionsOf = ({ conditions: c }: WebhookFigures): string =>
  `${c.rate} webhooks/s for ${c.seconds} s over ${c.locations} locations; ` +
  `a call to Claude takes ${latency(c.claudeMs)}, to GHL ${latency(c.ghlMs)}; ` +
  `${c.cores} cores, Node ${c.node}, ${c.platform}`;

const latency = (ms: number | null): string => (ms === null ? 'what it takes' : `${ms} ms`);

const sourcesOf = ({ cold, warm }: WebhookFigures): string =>
  `Replies from: warm ${inWords(warm.sources)}; cold ${inWords(cold.sources)}`;

const inWords = (sources: Readonly<Record<string, number>>): string =>
  Object.entries(sources)
    .map(([source, count]) => `${source} ${count}`)
    .join(', ') || 'unknown';

/** For the terminal; milliseconds. */
export function webhookLines(figures: WebhookFigures): string[] {
  return [conditionsOf(figures), sourcesOf(figures), '', ...textTable(headings, rowsOf(figures))];
}

export function webhookMarkdown(figures: WebhookFigures): string {
  const { conditions } = figures;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `# Webhook benchmark

\`npm run bench -- webhook\`, ${conditions.measuredAt.slice(0, 10)}: ${conditionsOf(figures)} (${conditions.cpu}).
The load generator, the servers and the simulators share these cores.

${line(headings)}
${line(headings.map((_, column) => (column === 0 ? '---' : '---:')))}
${rowsOf(figures).map(line).join('\n')}

Milliseconds, exact percentiles by nearest rank. Each message comes from a lead of its own, so each also reads the
contact from GHL. ${sourcesOf(figures)}.

- **ack**: from the start of the POST to the last byte of its answer. **reply**: from the start of the POST to the
  moment at which GHL has the message.
- **warm**: recurring first questions that each location was asked before. **cold**: no question was ever asked before.
- **sequential**: the same steps one after the other, without Temporal, caches or anything durable, called within the
  benchmark's process (no HTTP, no signature, no actions in GHL).
- **floor**: an empty workflow, started eagerly (ack) and awaited (reply).
`;
}
