/** Runs `work` with a signal that Ctrl-C or SIGTERM aborts, so that what was started is stopped again. */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/**
 * A signal that is aborted with the given one, or after `atMostMs`. Not `AbortSignal.any` with
 * `AbortSignal.timeout`: Node 20 lets the garbage collector take such a time-out, and it never comes.
 */
export function abortedWithin(signal: AbortSignal, atMostMs: number): AbortSignal {
  const either = new AbortController();
  const abort = (): void => either.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  setTimeout(abort, atMostMs).unref();
  return either.signal;
}
