import { systemClock } from '../runtime/clock';
import { BoundedMap } from './bounded-map';

/** GHL's published limits, for each app and location. */
const burst = { requests: 100, intervalMs: 10_000 } as const;
const perDay = 200_000;
const dayMs = 86_400_000;
const maxKeys = 100_000;

interface Window {
  startedAt: number;
  used: number;
}

export interface RateLimitVerdict {
  readonly allowed: boolean;
  /** GHL's `X-RateLimit-…` headers, on every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests in fixed windows, as GHL does. */
export class RateLimiter {
  private readonly bursts = new BoundedMap<string, Window>(maxKeys);
  private readonly days = new BoundedMap<string, Window>(maxKeys);

  constructor(public enforced: boolean) {}

  count(key: string): RateLimitVerdict {
    const now = systemClock.now().getTime();
    const inBurst = countIn(this.bursts, key, burst.intervalMs, now);
    const inDay = countIn(this.days, key, dayMs, now);
    const over = inBurst > burst.requests || inDay > perDay;
    return {
      allowed: !this.enforced || !over,
      headers: {
        'X-RateLimit-Limit-Daily': String(perDay),
        'X-RateLimit-Daily-Remaining': String(Math.max(0, perDay - inDay)),
        'X-RateLimit-Interval-Milliseconds': String(burst.intervalMs),
        'X-RateLimit-Max': String(burst.requests),
        'X-RateLimit-Remaining': String(Math.max(0, burst.requests - inBurst)),
      },
    };
  }

  clear(): void {
    this.bursts.clear();
    this.days.clear();
  }
}

function countIn(windows: BoundedMap<string, Window>, key: string, lengthMs: number, now: number): number {
  const window = windows.getOrMake(key, () => ({ startedAt: now, used: 0 }));
  if (now - window.startedAt >= lengthMs) {
    window.startedAt = now;
    window.used = 0;
  }
  window.used += 1;
  return window.used;
}
