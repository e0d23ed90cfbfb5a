import { setTimeout as pause } from 'node:timers/promises';
import { runPageSchema, type OperationsApi } from '../main/commands/operations-api';
import type { BenchMessage } from './bench-messages';

const pageSize = 200;

/** Where the replies to these messages came from, as the operations API tells it: `{cache: 98, claude: 2}`. */
export async function replySourcesOf(
  operations: OperationsApi,
  messages: readonly BenchMessage[],
  from: Date,
): Promise<Record<string, number>> {
  const contacts = new Set(messages.map(message => message.contactId));
  const counts: Record<string, number> = {};
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ from: from.toISOString(), limit: String(pageSize) });
    if (after !== null) query.set('after', after);
    const page = await operations.get(`/v1/runs?${query.toString()}`, runPageSchema);
    for (const run of page.runs) {
      if (run.contactId === null || !contacts.has(run.contactId)) continue;
      const outcome = run.status === 'answered' ? run.replySource : run.status;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    after = page.next;
  } while (after !== null);
  return counts;
}

/** Resolves once no run is under way, or the signal is aborted: one phase must not load the next. */
export async function untilNothingRuns(operations: OperationsApi, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { runs } = await operations.get('/v1/runs?status=running&limit=1', runPageSchema);
    if (runs.length === 0) return;
    await pause(250);
  }
}
