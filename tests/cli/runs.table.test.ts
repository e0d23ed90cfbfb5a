import { describe, expect, it } from '@jest/globals';
import { runDetailLines, runLines } from '../../main/commands/runs';
import { updateOf } from '../../main/commands/tenants';
import { printable, textTable } from '../../main/commands/text-table';

const run = {
  id: 'run_1',
  workflowId: 'webhook/l/1',
  locationId: 'l',
  contactId: 'c',
  eventType: 'InboundMessage',
  status: 'answered' as const,
  replySource: 'claude' as const,
  leadTemperature: 'hot' as const,
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:04:05.250Z',
  costUsd: 0.000743,
  savedUsd: 0,
  explanation: 'answered with a reply written by Claude',
  errorCode: null,
  simulated: true,
  timings: { init: 12 },
};

describe('a table of text', () => {
  it('lines its columns up and lets the last run free', () => {
    expect(textTable(['A', 'LONG', 'C'], [['one', 'x', 'end of line']])).toEqual([
      'A    LONG  C',
      'one  x     end of line',
    ]);
  });

  it('takes rows with nothing in a cell', () => {
    expect(textTable(['A', 'B'], [['', '']])).toEqual(['A  B', '']);
  });

  it('shows what would steer a terminal as a space', () => {
    expect(printable('red\u001b[31m\nnext\u202eline')).toBe('red [31m next line');
  });
});

describe('runs for people', () => {
  it('stand in a row each, with how long they took and what happened', () => {
    const [, row] = runLines([run]);
    expect(row).toBe(
      '2026-01-02 03:04:05  answered  claude (simulated)  hot   250 ms  run_1  answered with a reply written by Claude',
    );
  });

  it('say how to make a first one where there are none', () => {
    expect(runLines([]).join()).toContain('npx leadwire send');
  });

  it('are told in full one by one, with stages and actions', () => {
    const text = runDetailLines({
      ...run,
      actions: [{ action: { type: 'add_tag', tag: 'Hot-Lead' }, status: 'done' }],
    }).join('\n');
    for (const part of ['claude (simulated)', '$0.000743', 'init', '12 ms', 'add_tag', 'done'])
      expect(text).toContain(part);
  });

  it('tell what a cache saved, if it did', () => {
    const told = (savedUsd: number): string => runDetailLines({ ...run, savedUsd, actions: [] }).join('\n');
    expect(told(0.001234)).toMatch(/^Saved by caches +\$0\.001234$/m);
    expect(told(0)).not.toContain('Saved');
  });

  it('leave out what is not known', () => {
    const text = runDetailLines({ ...run, endedAt: null, leadTemperature: null, actions: [] }).join('\n');
    expect(text).not.toMatch(/^(Took|Lead)\b/m);
  });
});

describe('the settings of a location', () => {
  it('keep what is not named', () => {
    expect(updateOf({ name: 'Bay', mode: 'off' }, { token: 'abc' })).toEqual({
      name: 'Bay',
      mode: 'off',
      ghlToken: 'abc',
    });
  });

  it('need a name the first time', () => {
    expect(() => updateOf({}, { token: 'abc' })).toThrow('--name');
  });
});
