import { describe, expect, test } from '@jest/globals';
import { withBelievableDates } from '../../domain/event-dates';
import type { WebhookEvent } from '../../domain/ghl-event';
import { parseWebhookEvent } from '../../domain/ghl-event.schema';

const receivedAt = new Date('2026-10-01T10:00:00.000Z');

function datesOf(dateAdded: unknown, timestamp: unknown): Pick<WebhookEvent, 'dateAdded' | 'timestamp'> {
  const event = parseWebhookEvent({ type: 'InboundMessage', dateAdded, timestamp }, 'hash');
  if (event === null) throw new Error('not an object');
  const { dateAdded: added, timestamp: told } = withBelievableDates(event, receivedAt);
  return { dateAdded: added, timestamp: told };
}

describe('a date of an event', () => {
  test.each([
    ['lies far in the future', '9999-12-31T23:59:59.000Z'],
    ['lies a little more than five minutes in the future', '2026-10-01T10:05:00.001Z'],
  ])('that %s becomes the time of receipt', (_case, date) => {
    const received = receivedAt.toISOString();
    expect(datesOf(date, date)).toEqual({ dateAdded: received, timestamp: received });
  });

  test.each([
    ['past', '2020-01-02T03:04:05.000Z'],
    ['within what two clocks may differ', '2026-10-01T10:05:00.000Z'],
    ['absent', null],
  ])('that is %s stays as it is', (_case, date) => {
    expect(datesOf(date, date)).toEqual({ dateAdded: date, timestamp: date });
  });
});
