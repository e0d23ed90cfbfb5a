import { Client, Connection, type ScheduleSummary } from '@temporalio/client';
import { loadConfiguration, type Configuration } from '../../runtime/configuration';
import { LeadwireError, messageOf } from '../../runtime/errors';
import type { Environment } from '../../stack/run-command';
import { notUnderstood, parseArguments, refuseMore } from './arguments';
import type { Command } from './command';
import { dataFolderOf, requireStack } from './running-stack';
import { textTable } from './text-table';

const usage = `npx leadwire schedules
npx leadwire schedules trigger|pause|resume ID

  TEMPORAL_ADDRESS names the server (default: the running stack's)`;

const verbs = ['trigger', 'pause', 'resume'] as const;
type Verb = (typeof verbs)[number];
const isVerb = (word: string): word is Verb => verbs.some(verb => verb === word);

export const schedulesCommand: Command = {
  name: 'schedules',
  summary: 'lists the schedules; schedules trigger|pause|resume ID',
  usage,
  async run(args, { environment, print }) {
    const { positionals } = parseArguments(args, {});
    const [verb, id, ...more] = positionals;
    if (verb === undefined) {
      for (const line of scheduleLines(await withTemporal(environment, listAll))) print(line);
      return 0;
    }
    if (!isVerb(verb) || id === undefined)
      throw notUnderstood('say schedules, or schedules trigger|pause|resume ID');
    refuseMore(more, 0);
    await withTemporal(environment, client => change(client, verb, id));
    print(`${id}: ${done[verb]}`);
    return 0;
  },
};

async function listAll(client: Client): Promise<ScheduleSummary[]> {
  const found: ScheduleSummary[] = [];
  for await (const schedule of client.schedule.list()) found.push(schedule);
  return found;
}

const done: Readonly<Record<Verb, string>> = { trigger: 'triggered', pause: 'paused', resume: 'resumed' };
const note = 'by npx leadwire schedules';

async function change(client: Client, verb: Verb, id: string): Promise<void> {
  const handle = client.schedule.getHandle(id);
  try {
    if (verb === 'trigger') await handle.trigger();
    else if (verb === 'pause') await handle.pause(note);
    else await handle.unpause(note);
  } catch (error) {
    if (error instanceof Error && error.name === 'ScheduleNotFoundError')
      throw new LeadwireError('not_found', `there is no schedule ${id}; npx leadwire schedules lists them`);
    throw error;
  }
}

/** A table of schedules for people. */
export function scheduleLines(schedules: readonly ScheduleSummary[]): string[] {
  if (schedules.length === 0) return ['No schedules. They are made when the API starts.'];
  const rows = schedules.map(({ scheduleId, state, info }) => [
    scheduleId,
    state.paused ? 'paused' : 'active',
    moment(info.recentActions.at(-1)?.takenAt),
    state.paused ? '' : moment(info.nextActionTimes[0]),
    state.note ?? '',
  ]);
  return textTable(['SCHEDULE', 'STATE', 'LAST (UTC)', 'NEXT (UTC)', 'NOTE'], rows);
}

const moment = (date: Date | undefined): string => date?.toISOString().slice(0, 19).replace('T', ' ') ?? '';

async function withTemporal<T>(environment: Environment, work: (client: Client) => Promise<T>): Promise<T> {
  const { address, namespace, tls, apiKey } = temporalOf(environment);
  const connection = await Connection.connect({
    address,
    ...(tls ? { tls: true } : {}),
    ...(apiKey === undefined ? {} : { apiKey }),
    connectTimeout: '5s',
  }).catch((error: unknown) => {
    throw new LeadwireError('start_failed', `Temporal does not answer at ${address}: ${messageOf(error)}`);
  });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

function temporalOf(environment: Environment): Configuration['temporal'] & { readonly address: string } {
  // Only Temporal's own variables matter here; NODE_ENV would ask for those of the whole product.
  const { temporal } = loadConfiguration({ ...environment, NODE_ENV: undefined });
  if (temporal.address !== undefined) return { ...temporal, address: temporal.address };
  const { temporalAddress, temporalNamespace } = requireStack(dataFolderOf(environment));
  return { ...temporal, address: temporalAddress, namespace: temporalNamespace };
}
