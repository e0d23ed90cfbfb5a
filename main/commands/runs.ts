import type { z } from 'zod';
import { sourceLabel } from '../../domain/run-explanation';
import { notUnderstood, numberOption, parseArguments, refuseMore } from './arguments';
import type { Command, CommandContext } from './command';
import { openOperationsApi, runDetailSchema, runPageSchema, type RunView } from './operations-api';
import { printable, textTable } from './text-table';

const usage = `npx leadwire runs [--status S] [--location ID] [--contact ID] [--limit N] [--json]
npx leadwire runs show ID [--json]

  --status    running, answered, superseded, opted_out, paused, handed_off, ignored or failed
  --limit N   how many, newest first, 1 to 200 (default: 20)
  --json      what the API answers, for programs`;

const options = {
  status: { type: 'string' },
  location: { type: 'string' },
  contact: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const runsCommand: Command = {
  name: 'runs',
  summary: 'lists what became of each webhook; runs show ID tells of one',
  usage,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options);
    if (positionals[0] === 'show') return showRun(positionals, values.json, context);
    refuseMore(positionals, 0);
    const limit = numberOption('limit', values.limit, { fallback: 20, from: 1, to: 200 });
    const query = new URLSearchParams({ limit: String(limit) });
    if (values.status !== undefined) query.set('status', values.status);
    if (values.location !== undefined) query.set('locationId', values.location);
    if (values.contact !== undefined) query.set('contactId', values.contact);
    const page = await openOperationsApi(context.environment).get(
      `/v1/runs?${query.toString()}`,
      runPageSchema,
    );
    if (values.json) context.print(JSON.stringify(page, null, 2));
    else for (const line of runLines(page.runs)) context.print(line);
    return 0;
  },
};

async function showRun(
  [, id, ...more]: readonly string[],
  json: boolean,
  { environment, print }: CommandContext,
): Promise<number> {
  if (id === undefined) throw notUnderstood('say which run: npx leadwire runs show ID');
  refuseMore(more, 0);
  const run = await openOperationsApi(environment).get(`/v1/runs/${encodeURIComponent(id)}`, runDetailSchema);
  if (json) print(JSON.stringify(run, null, 2));
  else for (const line of runDetailLines(run)) print(line);
  return 0;
}

/** A table of runs for people. */
export function runLines(runs: readonly RunView[]): string[] {
  if (runs.length === 0)
    return ['No runs. Send a first webhook: npx leadwire send "Hi, is it still for sale?"'];
  const rows = runs.map(run => [
    moment(run.startedAt),
    run.status,
    sourceLabel(run),
    run.leadTemperature ?? '',
    took(run),
    run.id,
    run.explanation,
  ]);
  return textTable(['STARTED (UTC)', 'STATUS', 'REPLY', 'LEAD', 'TOOK', 'RUN', 'WHAT HAPPENED'], rows);
}

/** Everything about one run, a line for each thing. */
export function runDetailLines(run: z.infer<typeof runDetailSchema>): string[] {
  const facts: [string, string | null][] = [
    ['Run', run.id],
    ['Workflow', run.workflowId],
    ['Event', run.eventType],
    ['Location', run.locationId],
    ['Contact', run.contactId],
    ['Status', run.errorCode === null ? run.status : `${run.status} (${run.errorCode})`],
    ['What happened', run.explanation],
    ['Reply from', sourceLabel(run)],
    ['Lead', run.leadTemperature],
    ['Started', run.startedAt],
    ['Took', took(run)],
    ['Cost', `$${run.costUsd.toFixed(6)}`],
    ['Saved by caches', run.savedUsd > 0 ? `$${run.savedUsd.toFixed(6)}` : null],
    ...Object.entries(run.timings).map(([stage, ms]): [string, string] => [`  ${stage}`, `${ms} ms`]),
    ...run.actions.map(({ action, status }): [string, string] => [`  ${action.type}`, status]),
  ];
  return facts.flatMap(([name, value]) => (value ? [`${name.padEnd(22)}${printable(value)}`] : []));
}

const moment = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

const took = ({ startedAt, endedAt }: RunView): string =>
  endedAt === null ? '' : `${Date.parse(endedAt) - Date.parse(startedAt)} ms`;
