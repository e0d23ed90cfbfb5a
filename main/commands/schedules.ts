import { z } from 'zod';
import { scheduleViewSchema, type ScheduleView } from '../../domain/schedule.schema';
import { notUnderstood, parseArguments, refuseMore } from './arguments';
import type { Command } from './command';
import { openOperationsApi } from './operations-api';
import { textTable } from './text-table';

const usage = `npx leadwire schedules [--json]
npx leadwire schedules trigger|resume ID
npx leadwire schedules pause ID [--reason TEXT]

  --reason   stands with the schedule until it is resumed (default: by npx leadwire schedules)
  --json     what the API answers, for programs

npx leadwire warm triggers one and waits for what it did.`;

const options = { reason: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

const done = { trigger: 'triggered', pause: 'paused', resume: 'resumed' } as const;
type Verb = keyof typeof done;
const isVerb = (word: string): word is Verb => Object.hasOwn(done, word);

export const schedulesSchema = z.object({ schedules: z.array(scheduleViewSchema) });

export const schedulesCommand: Command = {
  name: 'schedules',
  summary: 'lists the schedules with what they did last; schedules trigger|pause|resume ID',
  usage,
  async run(args, { environment, print }) {
    const { values, positionals } = parseArguments(args, options);
    const [verb, id, ...more] = positionals;
    if (verb === undefined) {
      const view = await openOperationsApi(environment).get('/v1/schedules', schedulesSchema);
      if (values.json) print(JSON.stringify(view, null, 2));
      else for (const line of scheduleLines(view.schedules)) print(line);
      return 0;
    }
    if (!isVerb(verb) || id === undefined)
      throw notUnderstood('say schedules, or schedules trigger|pause|resume ID');
    if (values.reason !== undefined && verb !== 'pause') throw notUnderstood('--reason goes with pause');
    refuseMore(more, 0);
    const body = verb === 'pause' ? { reason: values.reason ?? 'by npx leadwire schedules' } : {};
    await openOperationsApi(environment).post(
      `/v1/schedules/${encodeURIComponent(id)}/${verb}`,
      body,
      z.looseObject({ id: z.string() }),
    );
    print(`${id}: ${done[verb]}`);
    return 0;
  },
};

/** A table of schedules for people. */
export function scheduleLines(schedules: readonly ScheduleView[]): string[] {
  if (schedules.length === 0) return ['No schedules. They are made when the API starts.'];
  const rows = schedules.map(({ id, paused, note, running, lastRunAt, nextRunAt, lastResult }) => [
    id,
    running ? 'running' : paused ? 'paused' : 'active',
    moment(lastRunAt),
    moment(nextRunAt),
    lastResult ? resultText(lastResult) : '',
    lastResult ? `$${lastResult.costUsd.toFixed(4)}` : '',
    note ?? '',
  ]);
  return textTable(['SCHEDULE', 'STATE', 'LAST (UTC)', 'NEXT (UTC)', 'LAST RESULT', 'COST', 'NOTE'], rows);
}

type Result = NonNullable<ScheduleView['lastResult']>;

/** What a run did, in a few words. */
export const resultText = ({ warmed, alreadyWarm, failed, errorCode }: Result): string =>
  errorCode === null
    ? `${warmed} warmed, ${alreadyWarm} warm already, ${failed} failed`
    : `failed: ${errorCode}`;

const moment = (iso: string | null): string => iso?.slice(0, 19).replace('T', ' ') ?? '';
