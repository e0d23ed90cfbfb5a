import { describe, expect, test } from '@jest/globals';
import { LeadwireError } from '../../runtime/errors';
import type { Answering } from '../../eval/answering';
import { evaluate } from '../../eval/evaluation';
import { ownConversation } from '../../eval/own-conversations';
import { reportLines } from '../../main/commands/eval-report';
import { calm, extractionOf } from '../domain/examples';
import { call } from './played';

const conversations = Array.from({ length: 12 }, (_, index) =>
  ownConversation({
    ...{ id: `c${index}`, kind: 'buyer', language: 'en', channel: 'SMS' },
    turns: [{ speaker: 'lead', text: `a house with ${index + 2} beds`, expect: {} }],
  }),
);
const answer = {
  ...{ semantic: calm, extraction: extractionOf('buyer'), reply: 'Thanks.', asks: null, ms: 5 },
  calls: [call({ simulated: false })],
};
const run = (answering: Answering, signal = new AbortController().signal) =>
  evaluate({
    ...{ conversations, code: null, signal, progress: () => undefined },
    claude: { strategy: 'in_one', answering },
  });

describe('an evaluation', () => {
  test('that ran to its end names models, prompts and how much was played', async () => {
    const { conditions } = await run(async () => answer);
    expect(conditions).toMatchObject({
      ...{ complete: true, simulated: false, strategy: 'in_one', conversations: 12, messages: 12 },
      ...{ models: { reply: ['claude-x'] }, promptVersions: { reply: ['reply-x'] } },
    });
  });

  test('of the real Claude has no line that says simulated', async () => {
    const lines = reportLines(await run(async () => answer));
    expect(lines.join('\n')).toContain('the real API');
    expect(lines.join('\n')).not.toContain('simulated');
  });

  test('that is stopped reports what was played, says so, and begins no more', async () => {
    const stopping = new AbortController();
    let asked = 0;
    const evaluation = await run(async () => {
      asked += 1;
      if (asked === 6) stopping.abort();
      return answer;
    }, stopping.signal);
    expect(evaluation.conditions.complete).toBe(false);
    expect(evaluation.conditions.messages).toBe(asked);
    expect(asked).toBeLessThan(12);
    expect(reportLines(evaluation).join('\n')).toContain('STOPPED before the end');
  });

  test('fails as a whole where Claude cannot be asked, and asks no further', async () => {
    let asked = 0;
    const refused = run(async () => {
      asked += 1;
      throw new LeadwireError('claude_rejected', 'no such key');
    });
    await expect(refused).rejects.toMatchObject({ code: 'claude_rejected' });
    expect(asked).toBeLessThanOrEqual(4);
  });
});
