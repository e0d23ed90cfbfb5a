import { describe, expect, it } from '@jest/globals';
import type { ScheduleView } from '../../domain/schedule.schema';
import { scheduleLines } from '../../main/commands/schedules';
import { warmLines } from '../../main/commands/warm';

const lastResult = {
  workflowId: 'warm-agent-contexts-2026-01-02T03:00:00Z',
  runId: 'run',
  startedAt: '2026-01-02T03:00:00.000Z',
  endedAt: '2026-01-02T03:00:01.500Z',
  warmed: 12,
  alreadyWarm: 3,
  failed: 1,
  costUsd: 0.0123456,
  explanation: '16 agents have leads who wrote in the last day',
  errorCode: null,
};
const schedule: ScheduleView = {
  id: 'warm-agent-contexts',
  does: 'warms',
  paused: false,
  note: null,
  lastRunAt: '2026-01-02T03:00:00.000Z',
  nextRunAt: '2026-01-02T03:10:00.000Z',
  running: null,
  lastResult: null,
};
const lineOf = (change: Partial<ScheduleView>): string =>
  scheduleLines([{ ...schedule, ...change }])[1] ?? '';

describe('schedules for people', () => {
  it('tell when each ran last and runs next', () => {
    expect(lineOf({})).toBe('warm-agent-contexts  active  2026-01-02 03:00:00  2026-01-02 03:10:00');
  });

  it('tell what the last run did and cost', () => {
    expect(lineOf({ lastResult })).toContain('12 warmed, 3 warm already, 1 failed  $0.0123');
  });

  it('tell that the last run failed as a whole', () => {
    expect(lineOf({ lastResult: { ...lastResult, errorCode: 'claude_rejected' } })).toContain(
      'failed: claude_rejected',
    );
  });

  it('promise no next run while paused', () => {
    expect(lineOf({ paused: true, note: 'holidays', nextRunAt: null })).toMatch(
      /paused {2}2026-01-02 03:00:00 +holidays$/,
    );
  });

  it('say that one is running', () => {
    expect(lineOf({ running: { workflowId: 'w', runId: 'r', progress: null } })).toMatch(/ running /);
  });

  it('say where they come from where there are none', () => {
    expect(scheduleLines([])).toEqual(['No schedules. They are made when the API starts.']);
  });
});

describe('a warming that was waited for', () => {
  it('says what was warmed, what it cost and why', () => {
    expect(warmLines(lastResult)).toEqual([
      '12 warmed, 3 warm already, 1 failed',
      'cost $0.012346, took 1.5 s',
      '16 agents have leads who wrote in the last day',
    ]);
  });
});
