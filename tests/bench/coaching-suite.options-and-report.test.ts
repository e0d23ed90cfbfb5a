import { describe, expect, it } from '@jest/globals';
import {
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
      leads: 5,
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
];

describe('the report of the coaching benchmark', () => {
  const figures = coachingFigures(asks, conditions);

  it('averages the traffic, and leaves out what was asked past the cache', () => {
    expect(figures.all).toMatchObject({ count: 4, average: 29, p50: 5, p95: 101 });
    expect(figures.bypassed).toMatchObject({ count: 1, average: 200 });
    expect(figures.misses.count).toBe(1);
  });

  it('says how much of it is repetition', () => {
    expect(figures).toMatchObject({ hitRate: 0.75, sameConversationShare: 0.5, otherLeadShare: 0.25 });
    expect(figures.firstLooks).toMatchObject({ count: 2, hits: 1, average: 53.5 });
    expect(figures.laterLeads).toMatchObject({ count: 1, hits: 1 });
  });

  it('says what it cost, and what it would have cost', () => {
    expect(figures.costUsd).toBeCloseTo(0.01);
    expect(figures.costWithoutCacheUsd).toBeCloseTo(0.04);
  });

  it('shows the target and whether it was met', () => {
    expect(coachingLines(figures).join('\n')).toContain('under 30 ms on average; measured 29.0 ms: met');
    const slow = coachingFigures([ask('first', 'first', 'claude', 400)], conditions);
    expect(coachingLines(slow).join('\n')).toContain('missed');
    expect(coachingMarkdown(figures)).toContain('| past the cache | 1 | 200.0 |');
  });

  it('can do with nothing measured', () => {
    expect(coachingLines(coachingFigures([], conditions)).join('\n')).toContain('missed');
  });
});
