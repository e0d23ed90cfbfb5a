import type { Action } from '../domain/action';
import { defaults } from '../runtime/defaults';
import { messageOf } from '../runtime/errors';
import { withinTime } from '../runtime/time-limit';
import type { ApiDependencies } from './api-dependencies';

/** What a caller who waited is given. */
export interface ReplyForCaller {
  readonly message: string | null;
  readonly actions: readonly Action[];
}

/**
 * An announcement may be lost with Redis; then the row itself is found by looking again: soon at first,
 * and ever more seldom, since each look asks Postgres and many may be waiting.
 */
const firstLookAgainMs = 200;
const lastLookAgainMs = 1_000;
/** The look at the very end may take so long beyond what the caller asked for. */
const shortestLookMs = 500;

/**
 * Reads `Prefer: wait=N` (RFC 7240). @returns seconds, at most 10; 0 where the caller does not wait
 */
export function secondsToWait(prefer: string | undefined): number {
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})/i.exec(prefer ?? '')?.[1];
  return Math.min(Number(asked ?? 0), defaults.maxWaitSeconds);
}

/**
 * Waits until the run has claimed its reply or has ended, for `seconds` at the most. The run goes on
 * whatever happens here.
 */
export async function waitForReply(
  { store, announcements, logger }: Pick<ApiDependencies, 'store' | 'announcements' | 'logger'>,
  workflowId: string,
  seconds: number,
): Promise<ReplyForCaller> {
  const deadline = Date.now() + seconds * 1_000;
  for (let lookAgainMs = firstLookAgainMs; ; lookAgainMs = Math.min(lookAgainMs * 2, lastLookAgainMs)) {
    // Listening begins before looking, so that nothing is missed in between.
    const listening = new AbortController();
    const announced = announcements.next(workflowId, listening.signal);
    // Postgres may take much longer than the caller waits, and then the run goes on all the same.
    const ready = await withinTime(
      Math.max(shortestLookMs, deadline - Date.now()),
      readReply(store, workflowId),
    ).catch((error: unknown) => {
      logger.warn({ reason: messageOf(error), workflowId }, 'a reply that is waited for could not be read');
      return null;
    });
    const left = deadline - Date.now();
    if (ready || left <= 0) {
      listening.abort();
      return ready ?? { message: null, actions: [] };
    }
    const timer = setTimeout(() => listening.abort(), Math.min(lookAgainMs, left));
    await announced;
    clearTimeout(timer);
  }
}

async function readReply(
  store: ApiDependencies['store'],
  workflowId: string,
): Promise<ReplyForCaller | null> {
  const [reply, run] = await Promise.all([
    store.sends.reply(workflowId),
    store.runs.findByWorkflow(workflowId),
  ]);
  const ended = run !== null && run.status !== 'running';
  if (!reply && !ended) return null;
  const actions = (await store.actions.all(workflowId)).map(planned => planned.action);
  return { message: reply && reply.status !== 'aborted' ? reply.body : null, actions };
}
