import { describe, expect, it } from '@jest/globals';
import type { ReplySource } from '../../domain/vocabulary';
import { summaryLines } from '../../main/demo/demo-summary';
import { readDialogues } from '../../main/demo/dialogues';
import { turnLines, type PlayedTurn } from '../../main/demo/played-turn';

const turn = (replySource: ReplySource, replyMs: number, reply: string | null = 'Hello!'): PlayedTurn => ({
  ackMs: 10,
  replyMs,
  reply,
  run: {
    ...{ id: 'run_1', workflowId: 'w', locationId: 'l', contactId: 'c', eventType: 'InboundMessage' },
    ...{ status: reply === null ? 'ignored' : 'answered', replySource, leadTemperature: 'warm' },
    ...{ startedAt: '2026-01-02T03:04:05.000Z', endedAt: null, savedUsd: 0, costUsd: 0.001, errorCode: null },
    ...{ explanation: 'not answered: the lead opted out', simulated: replySource === 'claude', timings: {} },
  },
});

describe('the conversations of the demo', () => {
  const dialogues = readDialogues();

  it('are a dozen, each begun by a lead, with what people labelled', () => {
    expect(dialogues).toHaveLength(12);
    for (const { leadTexts, slots } of dialogues) {
      expect(leadTexts.length).toBeGreaterThan(1);
      expect(Object.keys(slots)).toContain('area');
    }
  });

  it('are all different', () => {
    expect(new Set(dialogues.map(dialogue => dialogue.id)).size).toBe(12);
  });
});

describe('what the demo shows', () => {
  it('of a turn: reply, times, source and temperature', () => {
    const text = turnLines(turn('cache', 45.4)).join('\n');
    expect(text).toContain('Hello!');
    expect(text).toContain('acknowledged 10 ms · reply 45 ms · cache hit · lead is warm');
  });

  it('of a message without a reply: why', () => {
    const text = turnLines(turn('none', 45, null)).join('\n');
    expect(text).toContain('(not answered: the lead opted out)');
    expect(text).not.toContain('reply 45');
  });

  it('at the end: counts, hits, times warm and cold, and the cost', () => {
    const turns = [turn('cache', 50), turn('claude', 400), turn('claude', 600), turn('none', 20, null)];
    const text = summaryLines(turns).join('\n');
    expect(text).toMatch(/Messages +4\n/);
    expect(text).toMatch(/Replies +3 \(2 written by Claude, 1 from the cache, 0 from a rule\)/);
    expect(text).toMatch(/Cache hits +33 %/);
    expect(text).toMatch(/Reply, warm +median 50 ms/);
    expect(text).toMatch(/Reply, cold +median 400 ms, p95 600 ms \(2\)/);
    expect(text).toContain('$0.0040');
    expect(text).toContain('nothing was paid');
  });

  it('of nothing at all: a summary all the same', () => {
    expect(summaryLines([]).join('\n')).toContain('none');
  });
});
