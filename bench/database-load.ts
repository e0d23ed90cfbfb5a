import { systemClock } from '../runtime/clock';
import { messageOf } from '../runtime/errors';
import type { Measure } from './database-run';

/** How long a load lasts: until the time is over, or so many rounds are done. */
export interface LoadLimits {
  readonly clients: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
}

/** Milliseconds, in no order. */
export interface LoadTimes {
  readonly calls: Map<string, number[]>;
  /** From the beginning of a round's run to its end. */
  readonly runs: number[];
  /** Rounds that failed, by what they failed with. */
  readonly failures: Map<string, number>;
}

/** One round: a run, and what people ask meanwhile. */
export interface Round {
  /** Where its times are written down. */
  readonly times: LoadTimes;
  run(measure: Measure): Promise<void>;
  questions(measure: Measure): Promise<void>;
}

export const noTimes = (): LoadTimes => ({ calls: new Map(), runs: [], failures: new Map() });

/** So many clients, each of which begins the next round when its last one is over. */
export async function playRounds(
  roundOf: (number: number) => Round,
  { clients, seconds, rounds, signal }: LoadLimits,
): Promise<void> {
  const end = systemClock.elapsed() + seconds * 1_000;
  let begun = 0;
  const client = async (): Promise<void> => {
    while (begun < rounds && systemClock.elapsed() < end && !signal.aborted) {
      const round = roundOf(begun);
      begun += 1;
      await playRound(round);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function playRound(round: Round): Promise<void> {
  const { times } = round;
  const measure: Measure = async (call, work) => {
    const began = systemClock.elapsed();
    const result = await work;
    const measured = times.calls.get(call) ?? [];
    times.calls.set(call, measured);
    measured.push(systemClock.elapsed() - began);
    return result;
  };
  try {
    const began = systemClock.elapsed();
    await round.run(measure);
    times.runs.push(systemClock.elapsed() - began);
    await round.questions(measure);
  } catch (error) {
    times.failures.set(messageOf(error), (times.failures.get(messageOf(error)) ?? 0) + 1);
  }
}
