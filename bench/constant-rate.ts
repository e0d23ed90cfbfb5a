import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../runtime/clock';

export interface ConstantRate {
  readonly perSecond: number;
  readonly count: number;
  /** Aborted: no more are begun. */
  readonly signal: AbortSignal;
}

/**
 * An open loop: begins piece `n` at `n / perSecond` seconds, however long the ones before take. A
 * closed loop would slow down with what it measures and hide just the waits that matter.
 * @param work must not throw
 * @returns how late the latest beginning was, in milliseconds: the share of this program in what is measured
 */
export async function atConstantRate(
  { perSecond, count, signal }: ConstantRate,
  work: (index: number) => Promise<void>,
): Promise<number> {
  const startedAt = systemClock.elapsed();
  const underWay: Promise<void>[] = [];
  let latestMs = 0;
  for (let index = 0; index < count && !signal.aborted; index += 1) {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    const early = dueAt - systemClock.elapsed();
    if (early > 0) await pause(early);
    latestMs = Math.max(latestMs, systemClock.elapsed() - dueAt);
    underWay.push(work(index));
  }
  await Promise.all(underWay);
  return latestMs;
}

/** A closed loop, for what is not measured: at most `atOnce` pieces are under way. */
export async function severalAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      if (signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
