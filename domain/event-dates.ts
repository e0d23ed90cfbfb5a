import type { WebhookEvent } from './ghl-event';

/** GHL's clock and ours may differ a little. */
const clockToleranceMs = 5 * 60_000;

/**
 * The event with dates that can be believed: one that lies more than five minutes in the future becomes
 * the time of receipt. Otherwise a message from "next year" would count as the newest of its
 * conversation for a year, and never be too old to answer.
 */
export function withBelievableDates(event: WebhookEvent, receivedAt: Date): WebhookEvent {
  const latest = receivedAt.getTime() + clockToleranceMs;
  const believable = (date: string | null): string | null =>
    date !== null && Date.parse(date) > latest ? receivedAt.toISOString() : date;
  return { ...event, dateAdded: believable(event.dateAdded), timestamp: believable(event.timestamp) };
}
