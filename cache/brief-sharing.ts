import type { Clock } from '../runtime/clock';

/** Runs `load`, unless one of that name began a moment ago and is under way: then its result is shared. */
export type BriefSharing<T> = (name: string, load: () => Promise<T>) => Promise<T>;

/**
 * Spares the database a crowd that asks the same. What began long ago is not shared: its answer may be
 * as old as that.
 */
export function createBriefSharing<T>(clock: Clock, milliseconds: number): BriefSharing<T> {
  const underWay = new Map<string, { readonly result: Promise<T>; readonly startedAt: number }>();
  return async (name, load) => {
    const before = underWay.get(name);
    if (before && clock.elapsed() - before.startedAt <= milliseconds) return before.result;
    const started = { result: load(), startedAt: clock.elapsed() };
    underWay.set(name, started);
    try {
      return await started.result;
    } finally {
      if (underWay.get(name) === started) underWay.delete(name);
    }
  };
}
