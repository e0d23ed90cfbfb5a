import type { ContactId, LocationId } from '../domain/ids';
import type { FlowCursor } from '../domain/stored-flow';
import type { Clock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import { messageOf } from '../runtime/errors';
import type { Logger } from '../runtime/logger';
import type { Cache } from './cache';
import { createFlowSettling } from './flow-settling';
import type { FlowSource } from './flow-source';
import { strategies } from './strategies';

export interface FlowFollower {
  /** True while what the caches hold is known to be no older than `defaults.cache.flowStalenessMs`. */
  isUpToDate(): boolean;
  /** True while the caches wait to be emptied: what they hold may be newer than Postgres is. */
  isEmptying(): boolean;
  /** Of a flow that changed lately: below this version, no copy must be believed. Else 0. */
  newest(location: LocationId, contact: ContactId): number;
  close(): void;
}

interface Parts {
  readonly cache: Cache;
  readonly source: FlowSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

const { flowStalenessMs, flowChangesEveryMs, flowSettledMs, flowChangesOpen } = defaults.cache;
/** As long as an entry may live in Redis, and a minute for transactions and clocks. */
const firstLookSeconds = strategies.qualification_flow.redisSeconds + 60;
const waitAbove = 2_000;
const shortestPauseMs = 50;

/**
 * Follows what is written to flows in Postgres and brings this process's memory and Redis up to date,
 * whoever wrote it and whatever became of their message. Every process does so: this is what holds
 * the bound when a message is lost, a writer dies before it told anyone, or Redis comes back.
 */
export function followFlowChanges({ cache, source, clock, logger }: Parts): FlowFollower {
  const settling = createFlowSettling(cache, clock);
  let settleRunning: Promise<void> | undefined;
  let cursor: FlowCursor | null = null;
  let upToDateAt = Number.NEGATIVE_INFINITY;
  /** When Redis is to be emptied of flows; until then nothing in it is believed. */
  let emptyAt: number | null = null;
  let failing = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const settle = (): Promise<void> =>
    (settleRunning ??= settling.settle().finally(() => (settleRunning = undefined)));

  /**
   * For where it is not known any more which entries are old. Not at once: what was read before may
   * still be on its way into Redis.
   */
  function emptyLater(): void {
    cache.forgetMemory();
    settling.drop();
    emptyAt = clock.elapsed() + flowSettledMs;
  }

  async function emptyIfDue(): Promise<void> {
    if (emptyAt === null || clock.elapsed() < emptyAt) return;
    await cache.clearType('qualification_flow');
    cache.forgetMemory();
    emptyAt = null;
  }

  async function look(): Promise<void> {
    const startedAt = clock.elapsed();
    const changes = await source.changesSince(cursor, firstLookSeconds);
    if (changes.restarted) emptyLater();
    for await (const page of changes.pages) {
      settling.note(page);
      // A first look may find many; they are not all held at once.
      if (settling.size() > waitAbove) {
        await settleRunning;
        await settle();
      }
      if (settling.size() > flowChangesOpen) emptyLater();
    }
    cursor = changes.cursor;
    upToDateAt = startedAt;
    // Memory is right. Redis may be slow: its part goes on beside the next looks.
    void settle();
    await emptyIfDue();
  }

  async function lookAgainAndAgain(): Promise<void> {
    const startedAt = clock.elapsed();
    try {
      await look();
      failing = false;
    } catch (error) {
      if (!failing && !closed)
        logger.warn(
          { reason: messageOf(error) },
          'changes of qualification flows cannot be followed; they are read from Postgres each time',
        );
      failing = true;
    }
    if (closed) return;
    const pause = Math.max(shortestPauseMs, flowChangesEveryMs - (clock.elapsed() - startedAt));
    timer = setTimeout(() => void lookAgainAndAgain(), pause);
    timer.unref();
  }

  void lookAgainAndAgain();
  return {
    isUpToDate: () => emptyAt === null && clock.elapsed() - upToDateAt <= flowStalenessMs,
    isEmptying: () => emptyAt !== null,
    newest: (location, contact) => settling.newest(location, contact),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
