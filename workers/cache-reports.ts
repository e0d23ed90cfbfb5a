import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import type { CacheCount, CacheFigures } from '../cache/cache-figures';
import { isStorableText } from '../domain/storable-text';
import type { Clock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import { messageOf } from '../runtime/errors';
import type { Logger } from '../runtime/logger';
import { withinTime } from '../runtime/time-limit';
import type { CacheFigureRepository, CacheReport } from '../store/cache-figures';

export interface CacheReportOptions {
  readonly figures: CacheFigures;
  readonly repository: Pick<CacheFigureRepository, 'record' | 'forgetOld'>;
  /** What kind of process this is. */
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds between two reports; as in `runtime/defaults.ts` unless given. */
  readonly everyMs?: number;
  /** Sums that are kept at the most while Postgres is away; as in `runtime/defaults.ts` unless given. */
  readonly mostSums?: number;
}

export interface CacheReports {
  /** Tells what was counted so far. Never rejects. */
  report(): Promise<void>;
  /** Stops, after a last report. */
  close(): Promise<void>;
}

type Sum = CacheReport['counts'][number];

/** Old rows are looked for at the start, and then so often; milliseconds. */
const forgetEveryMs = 60 * 60 * 1_000;
const longestLocation = 200;
const closeAtMostMs = 3_000;

/**
 * Tells Postgres every few seconds what this process's caches did. Nobody waits for it: while Postgres
 * is away the sums grow, and go out together once it is back. A report whose answer was lost is told
 * again under its number, and what was counted since waits for the next one; so nothing counts twice.
 */
export function startCacheReports(options: CacheReportOptions): CacheReports {
  const { figures, repository, name, clock, logger } = options;
  const mostSums = options.mostSums ?? defaults.cacheReports.mostSums;
  // A process id comes again, after a restart and in each container.
  const process = `${hostname()}/${pid}/${randomUUID().slice(0, 8)}`;
  const startedAt = clock.now();
  const sums = new Map<string, Sum>();
  let untold: CacheReport | undefined;
  let lastReport = 0;
  let underWay: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let failing = false;
  let forgotAt = Number.NEGATIVE_INFINITY;

  const add = (count: CacheCount): void => {
    const day = clock.now().toISOString().slice(0, 10);
    const known = nameOf(day, count, count.tenant);
    // Bounded by how many locations are told apart; the others' counts are kept in one sum.
    const location =
      isTellable(count.tenant) && (sums.has(known) || sums.size < mostSums) ? count.tenant : '';
    const key = location === '' ? nameOf(day, count, '') : known;
    const before = sums.get(key);
    const { type, tier, outcome } = count;
    sums.set(key, {
      ...{ locationId: location, day, type, tier, outcome },
      count: (before?.count ?? 0) + count.count,
      bytes: (before?.bytes ?? 0) + count.bytes,
    });
  };

  async function tell(): Promise<void> {
    figures.take().forEach(add);
    if (untold === undefined) {
      lastReport += 1;
      const state = { memory: figures.memory(), redis: figures.redis() };
      untold = { process, name, startedAt, report: lastReport, state, counts: [...sums.values()] };
      sums.clear();
    }
    try {
      await repository.record(untold);
      untold = undefined;
      if (failing) logger.info('figures of the cache are told again');
      failing = false;
      await forgetSometimes();
    } catch (error) {
      if (!failing) logger.warn({ reason: messageOf(error) }, 'figures of the cache wait for Postgres');
      failing = true;
    }
  }

  async function forgetSometimes(): Promise<void> {
    if (clock.elapsed() - forgotAt < forgetEveryMs) return;
    forgotAt = clock.elapsed();
    await repository.forgetOld();
  }

  async function lastReports(): Promise<void> {
    await report();
    // That one may have been an older one that had waited for Postgres.
    if (sums.size > 0 && !failing) await report();
  }

  /**
   * One after the other: two at once would tell the same report side by side. One waits at the most, for it
   * tells all that was counted until it begins.
   */
  const report = (): Promise<void> =>
    (waiting ??= underWay.then(() => {
      waiting = undefined;
      underWay = tell();
      return underWay;
    }));

  const timer = setInterval(() => void report(), options.everyMs ?? defaults.cacheReports.everyMs);
  timer.unref();
  return {
    report,
    async close() {
      clearInterval(timer);
      // Figures are not worth a long shutdown.
      await withinTime(closeAtMostMs, lastReports()).catch(() => undefined);
    },
  };
}

const nameOf = (day: string, { type, tier, outcome }: CacheCount, location: string): string =>
  `${day} ${type} ${tier} ${outcome} ${location}`;

/** One id that Postgres cannot take must not hold up the figures of all. */
const isTellable = (location: string): boolean =>
  location.length <= longestLocation && isStorableText(location);
