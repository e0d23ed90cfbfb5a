import { setTimeout as pause } from 'node:timers/promises';
import { inboundMessage } from '../main/commands/inbound-message';
import { systemClock } from '../runtime/clock';
import type { BenchMessage } from './bench-messages';
import { atConstantRate } from './constant-rate';
import { percentilesOf, type Percentiles } from './percentiles';
import type { SendWatch } from './send-watch';

/** After the last delivery: how long a reply may still take before it counts as missing. */
const lastReplyAtMostMs = 60_000;
/** How long to look for second sends once every first one is out. */
const duplicatesShowWithinMs = 1_500;

export interface Phase {
  readonly messages: readonly BenchMessage[];
  readonly perSecond: number;
  readonly sends: SendWatch;
  readonly signal: AbortSignal;
  /** Takes one webhook; true once it is acknowledged. Must not throw. */
  readonly deliver: (rawBody: Buffer) => Promise<boolean>;
}

/** What one phase measured. Times in milliseconds. */
export interface PhaseResult {
  /** From the start of the POST to the last byte of its answer. */
  readonly ack: Percentiles;
  /** From the start of the POST to the moment at which GHL had the reply. */
  readonly reply: Percentiles;
  readonly sent: number;
  readonly answered: number;
  /** Not acknowledged. */
  readonly refused: number;
  /** Acknowledged, and no reply went out. */
  readonly missing: number;
  /** Messages with more than one reply. */
  readonly duplicates: number;
  /** How late the benchmark itself was at the worst: it shares the machine with what it measures. */
  readonly generatorLagMs: number;
}

interface Delivery {
  readonly contactId: string;
  /** Milliseconds since 1970, comparable with the simulator's. */
  readonly startedAt: number;
  readonly ackMs: number;
  readonly taken: boolean;
}

/** Delivers messages at a constant rate and waits for what comes of each. */
export async function measurePhase({
  messages,
  perSecond,
  sends,
  signal,
  deliver,
}: Phase): Promise<PhaseResult> {
  const deliveries: Delivery[] = [];
  const generatorLagMs = await atConstantRate({ perSecond, count: messages.length, signal }, async index => {
    const message = messages[index];
    if (!message) return;
    const rawBody = Buffer.from(JSON.stringify(inboundMessage(message)));
    const startedAt = systemClock.now().getTime();
    const began = systemClock.elapsed();
    const taken = await deliver(rawBody);
    const ackMs = systemClock.elapsed() - began;
    deliveries.push({ contactId: message.contactId, startedAt, ackMs, taken });
  });
  const expected = deliveries.filter(one => one.taken).map(one => one.contactId);
  await sends.untilAllGotOne(expected, signal.aborted ? 0 : lastReplyAtMostMs);
  await pause(duplicatesShowWithinMs);
  return { ...figuresOf(deliveries, sends), generatorLagMs: Math.round(generatorLagMs * 10) / 10 };
}

/** The figures of a phase, from its deliveries and what went out for them. */
export function figuresOf(
  deliveries: readonly Delivery[],
  sends: Pick<SendWatch, 'sendsTo'>,
): Omit<PhaseResult, 'generatorLagMs'> {
  const taken = deliveries.filter(one => one.taken);
  const outcomes = taken.map(one => ({ ...one, sentAt: sends.sendsTo(one.contactId) }));
  const replies = outcomes.flatMap(({ startedAt, sentAt: [first] }) =>
    first === undefined ? [] : [first - startedAt],
  );
  return {
    ack: percentilesOf(taken.map(one => one.ackMs)),
    reply: percentilesOf(replies),
    sent: deliveries.length,
    answered: replies.length,
    refused: deliveries.length - taken.length,
    missing: taken.length - replies.length,
    duplicates: outcomes.filter(one => one.sentAt.length > 1).length,
  };
}
