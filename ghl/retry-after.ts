import { retryAfterMsOf } from '../runtime/retry-after';

/** GHL's burst limit is counted over ten seconds; after that there is room again. */
const burstIntervalMs = 10_000;

/**
 * How long to wait after a 429, in milliseconds: `Retry-After`, else the length of GHL's burst
 * interval (`X-RateLimit-Interval-Milliseconds`), else ten seconds.
 */
export function waitAfterRateLimitMs(headers: Headers, now: Date): number {
  const named = retryAfterMsOf(headers.get('retry-after'), now);
  if (named !== undefined) return named;
  const interval = Number(headers.get('x-ratelimit-interval-milliseconds') ?? Number.NaN);
  return Number.isFinite(interval) && interval > 0 ? interval : burstIntervalMs;
}
