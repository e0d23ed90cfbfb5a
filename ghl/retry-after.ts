/** GHL's burst limit is counted over ten seconds; after that there is room again. */
const burstIntervalMs = 10_000;

/** Milliseconds of a `Retry-After` header (seconds or an HTTP date), or null when it is absent or odd. */
function retryAfterHeaderMs(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, Math.round(seconds * 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * How long to wait after a 429, in milliseconds: `Retry-After`, else the length of GHL's burst
 * interval (`X-RateLimit-Interval-Milliseconds`), else ten seconds.
 */
export function waitAfterRateLimitMs(headers: Headers, now: number): number {
  const named = retryAfterHeaderMs(headers.get('retry-after'), now);
  if (named !== null) return named;
  const interval = Number(headers.get('x-ratelimit-interval-milliseconds') ?? Number.NaN);
  return Number.isFinite(interval) && interval > 0 ? interval : burstIntervalMs;
}
