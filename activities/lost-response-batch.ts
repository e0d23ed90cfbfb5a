import type { PlannedBatch } from '../store/claude-batches';
import type { ActivityDependencies } from './dependencies';

/** By how much Anthropic's clock may be behind or ahead of ours. */
const clocksDifferByMs = 5 * 60_000;
/** How long handing in is tried (`workflows/activity-options.ts`). */
const handingInTakesAtMostMs = 3 * 60 * 60_000;

/** From then on nobody tries to hand the batch in any more. */
export const handingInIsOver = ({ submittingAt, plannedAt }: PlannedBatch, now: Date): boolean =>
  now.getTime() - (submittingAt ?? plannedAt).getTime() > handingInTakesAtMostMs + clocksDifferByMs;

export type BatchSearch = (batch: PlannedBatch, signal: AbortSignal) => Promise<string | null>;

/**
 * Looks for a batch that was handed in without our hearing of it. The API keeps no name of ours, so one is
 * taken that fits by time and size: a guess, until its results show whether it is ours.
 */
export function createBatchSearch({
  store,
  claude,
}: Pick<ActivityDependencies, 'store' | 'claude'>): BatchSearch {
  return async ({ id, requests, submittingAt, foreignIds }, signal) => {
    if (submittingAt === null) return null;
    const from = new Date(submittingAt.getTime() - clocksDifferByMs);
    const to = new Date(submittingAt.getTime() + handingInTakesAtMostMs + clocksDifferByMs);
    const fitting = (await claude.batches.createdSince(from, signal)).filter(
      batch => batch.requests === requests && batch.createdAt <= to && !foreignIds.includes(batch.id),
    );
    const known = await store.claudeBatches.known(fitting.map(batch => batch.id));
    const found = fitting.find(batch => !known.has(batch.id));
    return found ? store.claudeBatches.guessed(id, found.id) : null;
  };
}
