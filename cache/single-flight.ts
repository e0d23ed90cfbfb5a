import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { LoadLock } from './load-lock';
import { tryToLock } from './load-lock';
import type { RedisPool } from './redis-pool';

/** How one entry is loaded once. */
export interface SharedLoad<T> {
  /** The lock's Redis key. */
  readonly lock: string;
  /**
   * What there is already is not looked at, and a load that began before is not to be kept: who asks so
   * knows of a change.
   */
  readonly rebuild?: boolean;
  /** The caller has just looked, and counted it. */
  readonly hasLooked?: boolean;
  load(): Promise<T>;
  /** Looks whether it is there, for example because another process has put it there by now. */
  look(): Promise<T | undefined>;
  /** Stores what was loaded. Without a lock there is nobody to share with: memory only. */
  keep(value: T, lock: LoadLock | undefined): Promise<void>;
}

/** `found`: it was there; `waited`: another process loaded it meanwhile; `loaded`: this one did. */
export interface Landing<T> {
  readonly value: T;
  readonly end: 'found' | 'waited' | 'loaded';
}

export interface SingleFlight {
  /**
   * Looks and, where there is nothing, loads. All who ask for one name meanwhile share it, in this
   * process; what is loaded is shared by all processes.
   * @returns `joined`: it was under way already
   * @throws whatever `load` throws; other processes then try for themselves
   */
  run<T>(name: string, shared: SharedLoad<T>): Promise<Landing<T> & { readonly joined: boolean }>;
  /** Those who come from now on do not share what is under way, and it is not kept. */
  forget(name: string): void;
  /** The same for all names that begin so. */
  forgetAll(prefix: string): void;
}

const { lockMs, waitForLoadMs } = defaults.cache;
/** After so many unanswered questions in a row for a lock that was taken, Redis counts as away. */
const silencesInARow = 3;

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

export function createSingleFlight(pool: RedisPool): SingleFlight {
  const underWay = new Map<string, Promise<Landing<unknown>>>();

  async function loadAlone<T>(
    shared: SharedLoad<T>,
    lock: LoadLock | undefined,
    isWanted: () => boolean,
  ): Promise<Landing<T>> {
    try {
      const value = await shared.load();
      if (isWanted()) await shared.keep(value, lock);
      return { value, end: 'loaded' };
    } finally {
      void lock?.release();
    }
  }

  async function lookOrLoad<T>(shared: SharedLoad<T>, isWanted: () => boolean): Promise<Landing<T>> {
    const { rebuild = false } = shared;
    const look = async (): Promise<T | undefined> => (rebuild ? undefined : shared.look());
    const found = shared.hasLooked ? undefined : await look();
    if (found !== undefined) return { value: found, end: 'found' };
    const deadline = systemClock.elapsed() + waitForLoadMs;
    let takenAt = Number.NEGATIVE_INFINITY;
    let silences = 0;
    for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      const attempt = await tryToLock(pool, shared.lock, rebuild);
      const lock = attempt.outcome === 'held' ? attempt.lock : undefined;
      const now = systemClock.elapsed();
      silences = attempt.outcome === 'unreachable' ? silences + 1 : 0;
      if (attempt.outcome === 'taken') takenAt = now;
      // Redis was there a moment ago, and with it one who loads: one lost answer is no reason to load beside them.
      const isLost = attempt.outcome === 'unreachable' && silences < silencesInARow && now - takenAt < lockMs;
      const waits = (attempt.outcome === 'taken' || isLost) && now <= deadline;
      if (waits) await sleep(pauseMs);
      // With the lock in hand, too: its last holder may have stored it since we looked.
      const value = await look();
      if (value !== undefined) {
        void lock?.release();
        return { value, end: 'waited' };
      }
      if (!waits) return loadAlone(shared, lock, isWanted);
    }
  }

  return {
    async run<T>(name: string, shared: SharedLoad<T>) {
      const before = shared.rebuild ? undefined : underWay.get(name);
      if (before) return { ...((await before) as Landing<T>), joined: true };
      const flight: Promise<Landing<T>> = lookOrLoad(shared, () => underWay.get(name) === flight);
      underWay.set(name, flight);
      try {
        return { ...(await flight), joined: false };
      } finally {
        if (underWay.get(name) === flight) underWay.delete(name);
      }
    },
    forget: name => void underWay.delete(name),
    forgetAll(prefix) {
      for (const name of [...underWay.keys()]) if (name.startsWith(prefix)) underWay.delete(name);
    },
  };
}
