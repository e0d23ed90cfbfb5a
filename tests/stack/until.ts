import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `check` gives something other than undefined or false; fails after `timeoutMs`. */
export async function until<Value>(
  check: () => Value | undefined | false | Promise<Value | undefined | false>,
  timeoutMs = 20_000,
): Promise<Value> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end)
      throw new Error(`did not happen within ${timeoutMs} ms: ${check.toString()}`);
    await pause(25);
  }
}
