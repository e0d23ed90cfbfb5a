/** Work that callers of this process wait for. */
interface Shared {
  readonly result: Promise<unknown>;
  /** Ends the work, once nobody waits any more. */
  readonly ending: AbortController;
  callers: number;
}

const underWay = new Map<string, Shared>();

function begin(name: string, work: (signal: AbortSignal) => Promise<unknown>): Shared {
  const ending = new AbortController();
  const result = work(ending.signal).finally(() => {
    if (underWay.get(name) === shared) underWay.delete(name);
  });
  const shared: Shared = { result, ending, callers: 0 };
  underWay.set(name, shared);
  return shared;
}

/**
 * Does a piece of work once for all callers of this process who name it while it is under way. Where a
 * heartbeat was late, Temporal starts a second attempt while the first still waits for its paid answer;
 * the second then waits for the same one. The work ends with its last caller, not with its first.
 * @param signal of this caller; what it gives as its reason is thrown
 */
export function shareUnderWay<T>(
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const shared = underWay.get(name) ?? begin(name, work);
  shared.callers += 1;
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => {
      shared.callers -= 1;
      if (shared.callers > 0) {
        reject(signal.reason as Error);
        return;
      }
      // Whoever comes now begins anew. The last caller waits for the end: something may have to be settled.
      if (underWay.get(name) === shared) underWay.delete(name);
      shared.ending.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    const result = shared.result as Promise<T>;
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
