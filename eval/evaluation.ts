import { setMaxListeners } from 'node:events';
import { severalAtOnce } from '../bench/constant-rate';
import type { AnsweringStrategy } from '../claude/answering';
import { guardVersion } from '../domain/reply-guard';
import { systemClock } from '../runtime/clock';
import { messageOf } from '../runtime/errors';
import type { Answering } from './answering';
import { judgeCode } from './code-metrics';
import { costMetrics } from './cost-metrics';
import type { LabelledConversation } from './labels';
import type { Metric } from './metric';
import { playConversation, type PlayedMessage } from './playing';
import { judgeReplies } from './reply-metrics';
import { judgeHandOff, judgeLabels, judgeSlots, judgeWishes, type Mistake } from './understanding-metrics';

/** How many conversations are played at a time: the API's rate limits and a small machine bear it. */
const conversationsAtOnce = 4;
/** Each call that is under way listens for the end, and twice as many would mean that they go on listening. */
const mostCallsOfMessage = 3;
/** More would drown the report; the figures count all of them. */
const mostMistakes = 400;

/** Under which conditions the figures came about. */
export interface Conditions {
  /** ISO 8601. */
  readonly measuredAt: string;
  /** Claude was simulated in one call or more: nothing here says anything of the model. Null: not asked. */
  readonly simulated: boolean | null;
  readonly strategy: AnsweringStrategy | null;
  /** The models that answered, by task. */
  readonly models: Readonly<Record<string, readonly string[]>>;
  /** By task. */
  readonly promptVersions: Readonly<Record<string, readonly string[]>>;
  readonly guardVersion: string;
  readonly conversations: number;
  readonly messages: number;
  /** Every conversation was played to its end. */
  readonly complete: boolean;
  readonly seconds: number;
}

/** The whole report. */
export interface Evaluation {
  readonly conditions: Conditions;
  readonly metrics: readonly Metric[];
  readonly mistakes: readonly Mistake[];
}

export interface EvaluationPlan {
  readonly conversations: readonly LabelledConversation[];
  /** Null: only what is code. */
  readonly claude: { readonly strategy: AnsweringStrategy; readonly answering: Answering } | null;
  /** What the rules that are code are judged on, all of it in any case; null: they are not. */
  readonly code: readonly LabelledConversation[] | null;
  /** Aborted: no more is begun, and the report says that it is not complete. */
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly progress: (line: string) => void;
}

/**
 * Plays the conversations and judges what came of them.
 * @throws LeadwireError where Claude cannot be asked
 */
export async function evaluate(plan: EvaluationPlan): Promise<Evaluation> {
  const startedAt = systemClock.elapsed();
  const measuredAt = systemClock.now().toISOString();
  const played = plan.claude === null ? [] : await playAll(plan, plan.claude.answering);
  const judgements = [
    ...(plan.claude === null
      ? []
      : [
          judgeSlots(played),
          judgeLabels(played),
          judgeWishes(played),
          judgeHandOff(played),
          judgeReplies(played),
        ]),
    ...(plan.code === null ? [] : [judgeCode(plan.code)]),
  ];
  const calls = played.flatMap(({ answer }) => answer?.calls ?? []);
  const versionsOf = (of: (call: (typeof calls)[number]) => string): Record<string, string[]> =>
    Object.fromEntries(
      [...new Set(calls.map(({ task }) => task))]
        .sort()
        .map(task => [task, [...new Set(calls.filter(call => call.task === task).map(of))].sort()]),
    );
  return {
    conditions: {
      measuredAt,
      simulated: plan.claude === null ? null : calls.some(({ simulated }) => simulated),
      strategy: plan.claude?.strategy ?? null,
      models: versionsOf(({ model }) => model),
      promptVersions: versionsOf(({ promptVersion }) => promptVersion),
      guardVersion,
      conversations: plan.claude === null ? 0 : plan.conversations.length,
      messages: played.length,
      complete: !plan.signal.aborted,
      seconds: Math.round((systemClock.elapsed() - startedAt) / 1_000),
    },
    metrics: [
      ...judgements.flatMap(({ metrics }) => metrics),
      ...(plan.claude === null ? [] : costMetrics(played)),
    ],
    mistakes: judgements.flatMap(({ mistakes }) => mistakes).slice(0, mostMistakes),
  };
}

/** A failure stops the others: what they would still cost is not worth a report with holes. */
async function playAll(
  { conversations, signal, progress }: EvaluationPlan,
  answering: Answering,
): Promise<PlayedMessage[]> {
  const stopping = new AbortController();
  setMaxListeners(conversationsAtOnce * mostCallsOfMessage * 2, stopping.signal);
  const stop = (): void => stopping.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const played = new Map<string, PlayedMessage[]>();
  let failure: Error | null = null;
  await severalAtOnce(conversations, conversationsAtOnce, stopping.signal, async conversation => {
    try {
      played.set(conversation.id, await playConversation(conversation, answering, stopping.signal));
      if (played.size % 10 === 0 || played.size === conversations.length)
        progress(`${played.size} of ${conversations.length} conversations, $${spent(played).toFixed(4)}`);
    } catch (error) {
      // Those that the first one stopped fail of that alone.
      if (!stopping.signal.aborted) failure = error instanceof Error ? error : new Error(messageOf(error));
      stopping.abort();
    }
  });
  signal.removeEventListener('abort', stop);
  if (failure !== null) throw failure as Error;
  // In the order of the data, whoever was done first.
  return conversations.flatMap(({ id }) => played.get(id) ?? []);
}

const spent = (played: ReadonlyMap<string, readonly PlayedMessage[]>): number =>
  [...played.values()]
    .flat()
    .flatMap(({ answer }) => answer?.calls ?? [])
    .reduce((sum, { costUsd }) => sum + costUsd, 0);
