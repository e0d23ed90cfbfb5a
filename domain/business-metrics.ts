import type { Assessment } from './qualification-flow';
import type { ReplySource, RunStatus } from './vocabulary';

/** What is counted of one webhook. */
export interface RunSummary {
  readonly status: RunStatus;
  readonly replySource: ReplySource;
  /** As assessed before this message; null where nothing was known or looked up. */
  readonly before: Assessment | null;
  /** As assessed with it; null where nothing was scored. */
  readonly after: Assessment | null;
  /** From the start of the run to its end state. */
  readonly durationMs: number;
}

export interface BusinessMetric {
  readonly name: string;
  readonly value: number;
}

const count = (name: string, happened: boolean): BusinessMetric[] => (happened ? [{ name, value: 1 }] : []);
const figure = (name: string, value: number | null): BusinessMetric[] =>
  value === null || !Number.isFinite(value) ? [] : [{ name, value }];

/**
 * The business figures of one webhook, each name at most once: counts are 1, the others carry their
 * unit in the name. What did not happen is left out.
 */
export function businessMetricsFor(summary: RunSummary): BusinessMetric[] {
  const { status, replySource, before, after, durationMs } = summary;
  const isSent = status === 'answered' && replySource !== 'none';
  return [
    ...count('webhook_processed', true),
    ...count('reply_sent', isSent),
    ...count('reply_from_cache', isSent && replySource === 'cache'),
    ...figure('response_time_ms', isSent ? durationMs : null),
    ...count('run_failed', status === 'failed'),
    ...count('lead_opted_out', status === 'opted_out'),
    ...count('lead_scored', after !== null && after.score !== before?.score),
    ...figure('lead_score', after?.score ?? null),
    ...count('stage_changed', after !== null && after.stage !== before?.stage),
    ...count('lead_became_hot', after?.temperature === 'hot' && before?.temperature !== 'hot'),
    ...count('lead_qualified', after?.complete === true && before?.complete !== true),
  ];
}
