import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ScheduleView } from '../../domain/schedule.schema';
import { scheduleIds } from '../../domain/temporal-names';
import { systemClock } from '../../runtime/clock';
import { LeadwireError } from '../../runtime/errors';
import { notUnderstood, parseArguments, refuseMore } from './arguments';
import type { Command, CommandContext } from './command';
import { openOperationsApi, type OperationsApi } from './operations-api';
import { resultText, schedulesSchema } from './schedules';
import { untilStopped } from './stop-request';
import { printable } from './text-table';

const usage = `npx leadwire warm agents|qualifications|responses [--json]

  agents          the contexts of agents whose leads wrote in the last day
  qualifications  the qualification flows of leads who wrote in the last day
  responses       replies to the questions that recur, in batches at half price: this costs money
  --json          the result, for programs

Runs the schedule now and waits for its end. Ctrl-C ends the waiting only: the run goes on.`;

const schedules = {
  agents: scheduleIds.warmAgentContexts,
  qualifications: scheduleIds.warmQualifications,
  responses: scheduleIds.warmResponses,
} as const;
const isWhat = (word: string): word is keyof typeof schedules => Object.hasOwn(schedules, word);

const options = { json: { type: 'boolean', default: false } } as const;
const lookEveryMs = 500;
const sayEveryMs = 10_000;
/** A run that is over has noted its result by then; else it was ended from outside. */
const noResultAfterMs = 20_000;

export const warmCommand: Command = {
  name: 'warm',
  summary: 'warms agents, qualifications or responses now and says what that did and cost',
  usage,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options);
    const [what, ...more] = positionals;
    if (what === undefined || !isWhat(what))
      throw notUnderstood('say what: warm agents, warm qualifications or warm responses');
    refuseMore(more, 0);
    const api = openOperationsApi(context.environment);
    const result = await untilStopped(signal => warm(api, schedules[what], context, signal));
    if (values.json) context.print(JSON.stringify(result, null, 2));
    else for (const line of warmLines(result)) context.print(line);
    return result.errorCode === null ? 0 : 1;
  },
};

type Result = NonNullable<ScheduleView['lastResult']>;

/**
 * Triggers the schedule, or waits for the run that is under way.
 * @throws LeadwireError `start_failed` where the run was ended without a result
 */
async function warm(
  api: OperationsApi,
  id: string,
  { printError }: CommandContext,
  signal: AbortSignal,
): Promise<Result> {
  const waiting = waitingUntil(signal);
  let before = await look(api, id);
  // A run notes its result and closes a moment later; until then Temporal would start none beside it.
  while (isClosing(before) && !waiting.isTooLong()) {
    await waiting.pause();
    before = await look(api, id);
  }
  if (before.running && !isClosing(before)) printError(`${id} is running already; waiting for it`);
  else await api.post(`/v1/schedules/${id}/trigger`, {}, z.looseObject({ id: z.string() }));
  const said = { text: '', at: systemClock.elapsed() };
  waiting.startAfresh();
  for (;;) {
    await waiting.pause();
    const now = await look(api, id);
    if (now.lastResult && now.lastResult.runId !== before.lastResult?.runId) return now.lastResult;
    if (now.running && !isClosing(now)) waiting.startAfresh();
    if (waiting.isTooLong())
      throw new LeadwireError('start_failed', `${id}: no result; look at its last run in /temporal`);
    sayProgress(now, said, printError);
  }
}

/** The run that is shown as under way has noted its result already: it does nothing any more. */
const isClosing = ({ running, lastResult }: ScheduleView): boolean =>
  running !== null && running.runId === lastResult?.runId;

/** Pauses between two looks, and knows how long nothing was seen. */
function waitingUntil(signal: AbortSignal) {
  let since = systemClock.elapsed();
  return {
    /** @throws LeadwireError `start_failed` where a person does not want to wait any longer */
    async pause(): Promise<void> {
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new LeadwireError('start_failed', 'stopped waiting; the run goes on');
    },
    startAfresh: (): void => void (since = systemClock.elapsed()),
    isTooLong: (): boolean => systemClock.elapsed() - since > noResultAfterMs,
  };
}

async function look(api: OperationsApi, id: string): Promise<ScheduleView> {
  const { schedules: all } = await api.get('/v1/schedules', schedulesSchema);
  const found = all.find(schedule => schedule.id === id);
  if (found) return found;
  throw new LeadwireError('not_found', `there is no schedule ${id}; it is made when the API starts`);
}

function sayProgress(
  { id, running }: ScheduleView,
  said: { text: string; at: number },
  printError: (line: string) => void,
): void {
  const text = running?.progress ?? '';
  const isNews = text !== '' && text !== said.text;
  if (!isNews && systemClock.elapsed() - said.at < sayEveryMs) return;
  said.text = text;
  said.at = systemClock.elapsed();
  printError(`${id}: ${text === '' ? 'waiting for a worker …' : printable(text.replaceAll('*', ''))}`);
}

/** What a run did and cost, a line for each thing. */
export function warmLines(result: Result): string[] {
  const seconds = (Date.parse(result.endedAt) - Date.parse(result.startedAt)) / 1_000;
  return [
    resultText(result),
    `cost $${result.costUsd.toFixed(6)}, took ${seconds.toFixed(1)} s`,
    printable(result.explanation),
  ];
}
