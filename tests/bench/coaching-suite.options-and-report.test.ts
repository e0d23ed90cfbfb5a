import { describe, expect, it } from '@jest/globals';
import {
  coachingFaults,
  coachingFigures,
  coachingLines,
  coachingMarkdown,
  type CoachingConditions,
} from '../../bench/coaching-report';
import { readCoachingOptions } from '../../bench/coaching-suite';
import type { Ask } from '../../bench/coaching-traffic';

describe('the options of the coaching benchmark', () => {
  it('have defaults', () => {
    expect(readCoachingOptions([], 12)).toEqual({
      conversations: 12,
      leads: 8,
      looks: 3,
      atOnce: 2,
      claudeMs: 100,
      url: undefined,
    });
  });

  it('leave the latency of a running stack alone unless it is given', () => {
    expect(readCoachingOptions(['--url', 'http://x'], 12).claudeMs).toBeNull();
    expect(readCoachingOptions(['--url', 'http://x', '--claude-ms', '5'], 12).claudeMs).toBe(5);
  });

  it.each([[['--leads', '0']], [['--looks', 'many']], [['--conversations', '13']], [['more']]])(
    'refuse %j',
    args => {
      expect(() => readCoachingOptions(args, 12)).toThrow();
    },
  );
});

const conditions: CoachingConditions = {
  dialogues: 1,
  leads: 2,
  looks: 2,
  atOnce: 1,
  messages: 2,
  claudeMs: 100,
  cores: 2,
  cpu: 'a cpu',
  node: '20',
  platform: 'linux x64',
  measuredAt: '2026-01-02T03:04:05.000Z',
};
const ask = (look: Ask['look'], lead: Ask['lead'], source: Ask['source'], ms: number): Ask => ({
  look,
  lead,
  source,
  ms,
  costUsd: source === 'claude' || source === 'bypassed' ? 0.01 : 0,
});
const asks = [
  ask('first', 'first', 'claude', 101),
  ask('again', 'first', 'memory', 4),
  ask('again', 'first', 'bypassed', 200),
  ask('first', 'later', 'redis', 6),
  ask('again', 'later', 'memory', 5),
  ask('again', 'later', 'database', 9),
];

describe('the report of the coaching benchmark', () => {
  const figures = coachingFigures(asks, conditions);

  it('averages the traffic, and leaves out what was asked past the cache', () => {
    expect(figures.all).toMatchObject({ count: 5, hits: 4, average: 25, p50: 6, p95: 101 });
    expect(figures.bypassed).toMatchObject({ count: 1, average: 200 });
    expect(figures.misses).toMatchObject({ count: 1, hits: 0 });
    expect(figures.booked).toMatchObject({ count: 1, hits: 1 });
  });

  it('says how much of it is repetition', () => {
    expect(figures).toMatchObject({ hitRate: 0.8, sameConversationShare: 0.6, otherLeadShare: 0.2 });
    expect(figures.firstLooks).toMatchObject({ count: 2, hits: 1, average: 53.5 });
    expect(figures.laterLooks).toMatchObject({ count: 3, hits: 3, average: 6 });
    expect(figures.laterLeads).toMatchObject({ count: 1, hits: 1 });
  });

  it('says what it cost, and what it would have cost', () => {
    expect(figures.costUsd).toBeCloseTo(0.01);
    expect(figures.costWithoutCacheUsd).toBeCloseTo(0.05);
  });

  it('shows the target and whether it was met', () => {
    expect(coachingLines(figures).join('\n')).toContain('under 30 ms on average; measured 25.0 ms: met');
    const slow = coachingFigures([ask('first', 'first', 'claude', 400)], conditions);
    expect(coachingLines(slow).join('\n')).toContain('missed');
    expect(coachingMarkdown(figures)).toContain('| past the cache | 1 | 0 | 200.0 |');
  });

  it('calls a missed target a fault, and an advice that was paid for twice', () => {
    expect(coachingFaults(figures)).toEqual([]);
    const slow = [ask('first', 'first', 'claude', 400), ask('again', 'first', 'claude', 400)];
    expect(coachingFaults(coachingFigures(slow, conditions))).toEqual([
      'an advice took 400.0 ms on average, not under 30 ms',
      '1 repeated looks at an unchanged conversation were paid for again',
    ]);
    expect(coachingFaults(coachingFigures([], conditions))).toHaveLength(1);
  });

  it('shows first and repeated looks apart, and the whole of the traffic', () => {
    const lines = coachingLines(figures);
    for (const row of [
      /^all of the traffic +5 +4 +25\.0/,
      /^first looks +2 +1 +53\.5/,
      /^repeated looks +3 +3 +6\.0/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(row));
  });

  it('can do with nothing measured', () => {
    expect(coachingLines(coachingFigures([], conditions)).join('\n')).toContain('missed');
  });
});
