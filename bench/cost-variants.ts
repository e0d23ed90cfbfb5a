import { z } from 'zod';
import type { PlayedTurn } from '../main/demo/played-turn';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import type { Environment } from '../stack/run-command';
import { openBenchStack, type OpenBenchStack } from './bench-stack';
import { prepareSimulator, readBooks, type Books } from './cost-books';
import { playDialogueTraffic, type DialogueTraffic, type TurnPlace } from './dialogue-traffic';
import { recordLeads } from './prompt-recording';
import type { RecordedLead } from './prompt-marks';

export interface Variant {
  readonly name: string;
  /** Replies, analyses and advice are kept for others. */
  readonly answerCaches: boolean;
  /** The marks in the requests are heeded. */
  readonly promptCache: boolean;
}

/** In this order. The first is what the others are compared with, the last is what the product does. */
export const variants: readonly Variant[] = [
  { name: 'none', answerCaches: false, promptCache: false },
  { name: 'response cache only', answerCaches: true, promptCache: false },
  { name: 'prompt cache only', answerCaches: false, promptCache: true },
  { name: 'all', answerCaches: true, promptCache: true },
];

/** Milliseconds of one reply. */
export interface ReplyTime {
  readonly source: string;
  /** From the webhook until a caller who waits has the reply. */
  readonly replyMs: number;
  /** Of the whole run. */
  readonly runMs: number;
  /** The reply was in the cache when the run looked for it: from the look-up until the reply was at hand. */
  readonly lookUpMs: number | null;
  /** The same from the beginning of the run, with everything that is read before the look-up. */
  readonly openingMs: number | null;
}

/** Milliseconds of one advice. */
export interface AdviceTime {
  readonly isCached: boolean;
  readonly ms: number;
}

export interface MeasuredVariant {
  readonly variant: Variant;
  readonly traffic: DialogueTraffic;
  readonly books: Books;
  readonly replies: readonly ReplyTime[];
  readonly advice: readonly AdviceTime[];
  /** What each message led to be asked, by contact and message. */
  readonly asked: ReadonlyMap<string, TurnPlace['asked']>;
  readonly failures: readonly string[];
}

export interface CostTrafficOptions {
  readonly dialogues: number;
  readonly leads: number;
  readonly leadsAtOnce: number;
  /** Of each call to the simulated Claude. */
  readonly claudeMs: number;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** Of each call to the simulated GHL; milliseconds. */
const ghlMs = 20;
const setting = 'LEADWIRE_ANSWER_CACHES';
/** The same people in each variant, so that all get the same traffic. */
const trafficName = 'cost';

/**
 * Plays the traffic on a stack of its own, with servers and simulators of its own, so that no variant
 * profits from another.
 * @param after what is done on the stack once everything has been read
 */
export async function measureVariant<T>(
  variant: Variant,
  options: CostTrafficOptions,
  after: (stack: OpenBenchStack) => Promise<T>,
): Promise<{ readonly measured: MeasuredVariant; readonly more: T }> {
  const { claudeMs, environment, signal, report } = options;
  report(`${variant.name}:`);
  const stack = await openBenchStack({
    url: undefined,
    claudeMs,
    ghlMs,
    environment: { ...environment, [setting]: variant.answerCaches ? 'on' : 'off' },
    keep: name => name === setting,
    signal,
    report,
  });
  try {
    await prepareSimulator(stack.claudeUrl, variant.promptCache);
    const replies: ReplyTime[] = [];
    const advice: AdviceTime[] = [];
    const asked = new Map<string, TurnPlace['asked']>();
    const failures: string[] = [];
    const traffic = await playDialogueTraffic(stack, {
      leadsAtOnce: options.leadsAtOnce,
      leadsPerDialogue: options.leads,
      dialogues: options.dialogues,
      name: trafficName,
      report,
      signal,
      async onTurn(turn, place) {
        asked.set(`${place.contactId}, message ${place.message + 1}`, place.asked);
        replies.push(...replyTimes(turn));
        await askForAdvice(stack, place, { advice, failures });
      },
    });
    const books = await readBooks(stack);
    return {
      measured: { variant, traffic, books, replies, advice, asked, failures },
      more: await after(stack),
    };
  } finally {
    await stack.close();
  }
}

/** A conversation of each dialogue, message by message, as Claude is asked about it without answer caches. */
export const recordConversations = (
  stack: OpenBenchStack,
  { dialogues, signal, report }: CostTrafficOptions,
): Promise<readonly RecordedLead[]> => {
  report('the calls of one lead in each dialogue, for the comparison of marks …');
  return recordLeads(stack, onTurn =>
    playDialogueTraffic(stack, {
      ...{ leadsAtOnce: 1, leadsPerDialogue: 1, dialogues, name: 'marks' },
      ...{ onTurn, report, signal },
    }),
  );
};

function replyTimes({ run, reply, replyMs }: PlayedTurn): ReplyTime[] {
  if (reply === null) return [];
  const { response_lookup: lookUpMs, init: openingMs, webhook_total: runMs, claude_analysis } = run.timings;
  if (runMs === undefined) return [];
  // Who waited for another lead's run to write it did not find it.
  const isFound = run.replySource === 'cache' && claude_analysis === undefined;
  return [
    {
      ...{ source: run.replySource, replyMs, runMs },
      lookUpMs: isFound ? (lookUpMs ?? null) : null,
      openingMs: isFound ? (openingMs ?? null) : null,
    },
  ];
}

const adviceAnswer = z.object({ source: z.enum(['cache', 'claude']) });

/** The agent looks at the conversation once after each answer. */
async function askForAdvice(
  { operations }: OpenBenchStack,
  { locationId, contactId }: TurnPlace,
  { advice, failures }: { readonly advice: AdviceTime[]; readonly failures: string[] },
): Promise<void> {
  const startedAt = systemClock.elapsed();
  try {
    const { source } = await operations.post(
      '/v1/coaching',
      { locationId, contactId, fresh: false },
      adviceAnswer,
    );
    advice.push({ isCached: source === 'cache', ms: systemClock.elapsed() - startedAt });
  } catch (error) {
    if (!(error instanceof LeadwireError)) throw error;
    failures.push(`an advice was not given: ${error.code}, ${error.message}`);
  }
}
