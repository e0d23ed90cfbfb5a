import { describe, expect, test } from '@jest/globals';
import { decideGate, type GateDecision, type GateFacts } from '../../domain/gate';
import { answerableFacts } from './examples';

const decide = (facts: Partial<GateFacts>): GateDecision => decideGate({ ...answerableFacts, ...facts });
const hours = (count: number): number => count * 3_600_000;
const days = (count: number): number => hours(24 * count);

test('a fresh message of a lead is answered', () => {
  expect(decide({})).toEqual({ outcome: 'answer' });
});

describe('a message is not answered, and it is said why', () => {
  test.each<[string, Partial<GateFacts>, string, string]>([
    [
      'no lead message',
      { kind: 'record_only' },
      'ignored',
      'not answered: the event is no text message of a lead',
    ],
    ['our own message', { kind: 'human_or_own_message' }, 'ignored', 'no text message of a lead'],
    [
      'an unknown location',
      { tenant: 'unknown' },
      'ignored',
      'not answered: this location was never set up; PUT /v1/tenants/{locationId}',
    ],
    ['a location that is off', { tenant: 'off' }, 'ignored', 'switched off'],
    ['an opted-out lead', { optedOut: true }, 'opted_out', 'the lead opted out'],
    ['do-not-disturb', { doNotDisturb: true }, 'opted_out', 'do-not-disturb'],
    ['a hand-off', { handedOff: true }, 'handed_off', 'a person has taken over'],
    [
      'a pause',
      { pausedUntil: '2026-03-01T15:40:00.000Z', pausedReason: 'the agent wrote' },
      'paused',
      'not answered: the agent wrote, the bot sleeps until 15:40 UTC',
    ],
    [
      'a pause into another day',
      { pausedUntil: '2026-03-02T08:00:00.000Z' },
      'paused',
      '2026-03-02 08:00 UTC',
    ],
    ['a blocked tag', { blockedTag: 'AI-Off' }, 'paused', 'the contact has the tag AI-Off'],
    [
      'a missing tag',
      { missingRequiredTags: ['Needs Qualifying'] },
      'ignored',
      'none of the tags Needs Qualifying',
    ],
    ['age', { messageAgeMs: hours(30) }, 'ignored', '30 h old; it became a task for a person'],
    [
      'great age',
      { messageAgeMs: days(40) },
      'ignored',
      '40 days old, more than duplicates are remembered for',
    ],
    ['an answer by another run', { alreadyCovered: true }, 'superseded', 'another run has already answered'],
  ])('for %s', (_case, facts, status, explanation) => {
    expect(decide(facts)).toMatchObject({
      outcome: 'stop',
      status,
      explanation: expect.stringContaining(explanation),
    });
  });

  test('only one that is merely too old becomes a task', () => {
    expect(decide({ messageAgeMs: hours(30) })).toMatchObject({ becomesTask: true });
    expect(decide({ messageAgeMs: days(40) })).toMatchObject({ becomesTask: false });
    expect(decide({ optedOut: true, messageAgeMs: hours(30) })).toMatchObject({ becomesTask: false });
  });
});

test('a pause that is over holds nothing back', () => {
  expect(decide({ pausedUntil: '2026-03-01T15:00:00.000Z' })).toEqual({ outcome: 'answer' });
  expect(decide({ pausedUntil: '2026-03-01T14:59:00.000Z' })).toEqual({ outcome: 'answer' });
});

describe('an opt-out', () => {
  test.each<Partial<GateFacts>>([
    {},
    { tenant: 'off' },
    { optedOut: true },
    { doNotDisturb: true },
    { handedOff: true },
    { pausedUntil: '2026-03-01T16:00:00.000Z' },
    { blockedTag: 'AI-Off' },
    { missingRequiredTags: ['x'] },
    { messageAgeMs: days(60) },
    { alreadyCovered: true },
  ])('is taken whatever else is true: %j', facts => {
    expect(decide({ ...facts, optOut: 'opt_out' })).toEqual({ outcome: 'opt_out' });
  });

  test('is taken at a location that was never set up, but only from a message of the lead', () => {
    expect(decide({ tenant: 'unknown', optOut: 'opt_out' })).toEqual({ outcome: 'opt_out' });
    expect(decide({ kind: 'human_or_own_message', optOut: 'opt_out' }).outcome).toBe('stop');
  });
});

describe('a return', () => {
  test('is taken from one who opted out', () => {
    expect(decide({ optOut: 'opt_in', optedOut: true })).toEqual({ outcome: 'opt_in' });
  });

  test('is not taken from an old message: it could undo a newer opt-out', () => {
    expect(decide({ optOut: 'opt_in', optedOut: true, messageAgeMs: hours(30) }).outcome).toBe('stop');
  });
});

describe('a call for help', () => {
  test('is not answered to one who opted out, nor where a person or do-not-disturb stands in the way', () => {
    for (const reason of [
      { optedOut: true },
      { doNotDisturb: true },
      { handedOff: true },
      { blockedTag: 'AI-Off' },
    ]) {
      expect(decide({ optOut: 'help', ...reason }).outcome).toBe('stop');
    }
  });

  test('is answered once, and not where the location is off', () => {
    expect(decide({ optOut: 'help', alreadyCovered: true }).outcome).toBe('stop');
    expect(decide({ optOut: 'help', tenant: 'off' }).outcome).toBe('stop');
  });
});

describe('of several reasons', () => {
  test('the lead’s wish comes before people’s, and people’s before age', () => {
    const all = { optedOut: true, handedOff: true, messageAgeMs: hours(30), alreadyCovered: true };
    expect(decide(all)).toMatchObject({ status: 'opted_out' });
    expect(decide({ ...all, optedOut: false })).toMatchObject({ status: 'handed_off' });
    expect(decide({ ...all, optedOut: false, handedOff: false })).toMatchObject({ becomesTask: true });
  });
});
