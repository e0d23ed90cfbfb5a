import {
  costDimensions,
  costReportSchema,
  type CostDimension,
  type CostFigures,
  type CostReport,
  type CostRow,
} from '../../domain/costs.schema';
import { notUnderstood, numberOption, parseArguments, refuseMore } from './arguments';
import type { Command } from './command';
import { openOperationsApi } from './operations-api';
import { textTable } from './text-table';

const usage = `npx leadwire costs [--by day|tenant|task|model|conversation] [--from T] [--to T]
                    [--location ID] [--contact ID] [--limit N] [--json]

  --by        what is added up (default: day)
  --from      first moment, ISO 8601, such as 2026-11-01 or 2026-11-01T08:00:00Z (default: 29 days before --to)
  --to        up to and without it (default: now)
  --location  of one location; without it of all together
  --contact   of one conversation
  --limit N   rows, 1 to 1000 (default: 100)
  --json      what the API answers, for programs`;

const options = {
  by: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  location: { type: 'string' },
  contact: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const costsCommand: Command = {
  name: 'costs',
  summary: 'shows what Claude cost and what the caches saved, by day, tenant, task, model or conversation',
  usage,
  async run(args, { environment, print }) {
    const { values, positionals } = parseArguments(args, options);
    refuseMore(positionals, 0);
    const given = {
      by: values.by === undefined ? undefined : dimensionOf(values.by),
      from: values.from === undefined ? undefined : momentOf('from', values.from),
      to: values.to === undefined ? undefined : momentOf('to', values.to),
      locationId: values.location,
      contactId: values.contact,
    };
    const limit = numberOption('limit', values.limit, { fallback: 100, from: 1, to: 1_000 });
    const query = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
    const report = await openOperationsApi(environment).get(
      `/v1/costs?${query.toString()}`,
      costReportSchema,
    );
    if (values.json) print(JSON.stringify(report, null, 2));
    else for (const line of costLines(report)) print(line);
    return 0;
  },
};

function dimensionOf(text: string): CostDimension {
  const dimension = costDimensions.find(one => one === text);
  if (dimension === undefined) throw notUnderstood(`--by: give ${costDimensions.join(', ')}`);
  return dimension;
}

/** A day stands for its beginning, in UTC. */
function momentOf(name: string, text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw notUnderstood(`--${name}: give a time as ISO 8601: 2026-11-01`);
  return time.toISOString();
}

const headings: Readonly<Record<CostDimension, string>> = {
  day: 'DAY (UTC)',
  tenant: 'LOCATION',
  task: 'TASK',
  model: 'MODEL',
  conversation: 'CONTACT',
};

/** A table for people, and what it comes to. Simulated dollars never stand in one sum with real ones. */
export function costLines(report: CostReport): string[] {
  const { by, rows, totals } = report;
  const whose = [
    report.locationId === null ? 'all locations' : `location ${report.locationId}`,
    ...(report.contactId === null ? [] : [`contact ${report.contactId}`]),
  ];
  const between = `From ${minute(report.from)} to ${minute(report.to)} (UTC), ${whose.join(', ')}`;
  if (rows.length === 0) return [between, '', 'Claude was not asked, and no cache had anything to save.'];
  return [
    between,
    '',
    ...textTable(
      [
        ...['COST', 'SAVED', 'HITS', 'CALLS', 'UNKNOWN', 'INPUT', 'CACHE WRITE', 'CACHE READ', 'OUTPUT', ''],
        headings[by],
      ],
      rows.map(row => [...cellsOf(row), row.simulated ? 'simulated' : 'real', nameOf(row, by)]),
    ),
    '',
    ...totalLines('Real', totals.real),
    ...totalLines('Simulated', totals.simulated),
  ];
}

const cellsOf = (of: CostFigures): string[] => [
  dollars(of.costUsd),
  dollars(of.savedUsd),
  ...[of.hits, of.calls, of.unknownCalls].map(String),
  ...[of.inputTokens, of.cacheWriteTokens, of.cacheReadTokens, of.outputTokens].map(String),
];

function nameOf({ key, locationId }: CostRow, by: CostDimension): string {
  if (key === null) return locationId === null ? '(none)' : `(no conversation) of ${locationId}`;
  return by === 'conversation' && locationId !== null ? `${key} of ${locationId}` : key;
}

function totalLines(name: string, of: CostFigures): string[] {
  if (of.calls + of.unknownCalls + of.hits === 0) return [];
  const unknown =
    of.unknownCalls === 0
      ? ''
      : `; ${of.unknownCalls} more ${of.unknownCalls === 1 ? 'has' : 'have'} no known cost, at most ${dollars(of.unknownAtMostUsd)}`;
  return [
    `${name}: ${dollars(of.costUsd)} for ${of.calls} ${of.calls === 1 ? 'call' : 'calls'}${unknown}. ` +
      `The caches saved ${dollars(of.savedUsd)} with ${of.hits} ${of.hits === 1 ? 'hit' : 'hits'}.`,
  ];
}

const dollars = (value: number): string => `$${value.toFixed(6)}`;
const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
