const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopSignals {
  /** Aborted at the first signal: time to drain. */
  readonly signal: AbortSignal;
  /** Asks to drain without a signal. */
  request(): void;
  /** Stops listening. */
  dispose(): void;
}

/**
 * Listens for Ctrl-C and its kin. The first signal asks to drain. Others within `graceMs` are the same
 * one heard twice (the terminal sends it to the whole group, and npm passes it on); a later one is a
 * person who does not want to wait.
 * @param force called once for a signal after `graceMs` (2 s unless given)
 */
export function listenForStop(force: () => void, graceMs = 2_000): StopSignals {
  const stopping = new AbortController();
  let firstAt: number | undefined;
  const hear = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stopping.abort();
    } else if (performance.now() - firstAt > graceMs) {
      force();
    }
  };
  for (const name of stopSignals) process.on(name, hear);
  return {
    signal: stopping.signal,
    request: () => stopping.abort(),
    dispose: () => {
      for (const name of stopSignals) process.off(name, hear);
    },
  };
}
