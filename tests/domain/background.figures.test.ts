import { describe, expect, test } from '@jest/globals';
import { businessMetricsFor, type RunSummary } from '../../domain/business-metrics';
import { notificationsFor, type NotificationInput } from '../../domain/notification-rules';
import { assess } from '../../domain/qualification';
import { emptyFlow } from '../../domain/qualification-flow';
import { answeredExplanation, failureExplanation, sourceLabel } from '../../domain/run-explanation';
import { replySources, runStatuses } from '../../domain/vocabulary';
import { flowOf } from './examples';

const hot = assess(
  flowOf('buyer', { budget: ['1', 0.9], area: ['A', 0.9], timeline: ['30 days', 0.9], beds: ['3', 0.9] }),
);

describe('business metrics', () => {
  const run: RunSummary = {
    status: 'answered',
    replySource: 'claude',
    before: assess(emptyFlow),
    after: hot,
    durationMs: 412,
  };
  const namesOf = (summary: RunSummary) => businessMetricsFor(summary).map(metric => metric.name);

  test('of a run that changed everything', () => {
    expect(businessMetricsFor(run)).toEqual([
      { name: 'webhook_processed', value: 1 },
      { name: 'reply_sent', value: 1 },
      { name: 'response_time_ms', value: 412 },
      { name: 'lead_scored', value: 1 },
      { name: 'lead_score', value: 90 },
      { name: 'stage_changed', value: 1 },
      { name: 'lead_became_hot', value: 1 },
      { name: 'lead_qualified', value: 1 },
    ]);
  });

  test('of an event that was only recorded', () => {
    const recorded = { ...run, status: 'ignored', replySource: 'none', before: null, after: null } as const;
    expect(namesOf(recorded)).toEqual(['webhook_processed']);
  });

  test('of a run that changed nothing', () => {
    expect(namesOf({ ...run, before: hot, replySource: 'cache' })).toEqual([
      ...['webhook_processed', 'reply_sent', 'reply_from_cache', 'response_time_ms', 'lead_score'],
    ]);
  });

  test('never name one figure twice: they are keyed by run and name', () => {
    for (const status of runStatuses) {
      for (const replySource of replySources) {
        const names = namesOf({ ...run, status, replySource });
        expect(new Set(names).size).toBe(names.length);
      }
    }
  });
});

describe('notifications', () => {
  const quiet: NotificationInput = {
    status: 'answered',
    temperatureBefore: 'warm',
    temperatureAfter: 'warm',
    handOff: null,
    failureCode: null,
  };
  const kinds = (change: Partial<NotificationInput>) =>
    notificationsFor({ ...quiet, ...change }).map(({ kind, priority }) => `${kind} ${priority}`);

  test('are none for a usual run', () => expect(kinds({})).toEqual([]));

  test.each<[Partial<NotificationInput>, string[]]>([
    [{ temperatureAfter: 'hot' }, ['hot_lead high']],
    [{ temperatureBefore: 'hot', temperatureAfter: 'hot' }, []],
    [{ temperatureBefore: null, temperatureAfter: 'hot' }, ['hot_lead high']],
    [{ handOff: { reason: 'angry', sentence: 'The lead is angry.' } }, ['needs_human critical']],
    [{ handOff: { reason: 'human_wanted', sentence: 'The lead asks for a call.' } }, ['needs_human high']],
    [{ status: 'failed', failureCode: 'ghl_rejected' }, ['failure critical']],
    [{ status: 'opted_out' }, ['opt_out low']],
    [{ status: 'opted_out', optedOutNow: false }, []],
    [{ status: 'failed', temperatureAfter: 'hot' }, ['failure critical', 'hot_lead high']],
  ])('for %j are %j', (change, expected) => {
    expect(kinds(change)).toEqual(expected);
  });
});

test('what the simulator wrote is marked as such, from the cache too; a prepared reply is nobody’s', () => {
  expect(replySources.map(replySource => sourceLabel({ replySource, simulated: true }))).toEqual([
    'cache (simulated)',
    'claude (simulated)',
    'template',
    'none',
  ]);
  expect(sourceLabel({ replySource: 'claude', simulated: false })).toBe('claude');
});

describe('the end of a run is explained', () => {
  test.each(replySources)('for an answer from %s', source => {
    expect(answeredExplanation(source)).toMatch(/^answered /);
  });

  test('for a failure with words, and for one without', () => {
    expect(failureExplanation('ghl_unauthorized')).toBe(
      'not answered: GHL refused the token of this location; install or set it again',
    );
    expect(failureExplanation('toString')).toContain('(toString)');
  });
});
