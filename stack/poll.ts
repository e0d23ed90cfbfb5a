import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `check` until it succeeds. Once the signal is aborted it ends with the last error, so that
 * the reason reaches the person.
 */
export async function pollUntil(
  check: () => Promise<void>,
  signal: AbortSignal,
  everyMs = 100,
): Promise<void> {
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await pause(everyMs);
  }
}
