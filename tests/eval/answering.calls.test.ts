import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { answeringStrategies, type AnsweringStrategy } from '../../claude/answering';
import { createClaude } from '../../claude/claude-client';
import { emptyFlow } from '../../domain/qualification-flow';
import { answeringBy, type AnsweredMessage } from '../../eval/answering';
import { evaluationTenant } from '../../eval/tenant';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import { contextOf } from '../domain/examples';

let simulator: ClaudeSimulator;
beforeAll(async () => {
  simulator = await startClaudeSimulator({ latencyMs: 0 });
});
afterAll(() => simulator.close());
const control = (path: string, body: object = {}) =>
  fetch(`${simulator.url}/simulator/${path}`, { method: 'POST', body: JSON.stringify(body) });
beforeEach(() => control('reset'));

function answer(
  strategy: AnsweringStrategy,
  text = 'Looking to buy a 3 bed in Austin',
): Promise<AnsweredMessage> {
  const claude = createClaude({ apiKey: 'k', baseUrl: simulator.url, timeoutMs: 5_000 });
  const lead = {
    context: contextOf([['lead', text]]),
    tenant: evaluationTenant,
    flow: emptyFlow,
    language: 'en',
  };
  return answeringBy(strategy, claude)(lead, new AbortController().signal);
}

const tasksOf = ({ calls }: AnsweredMessage): string[] => calls.map(({ task }) => task).sort();

describe('each strategy', () => {
  test.each(answeringStrategies)('%s understands and answers, every call metered', async strategy => {
    const answered = await answer(strategy);
    expect(answered.semantic?.primary_intent).toBeDefined();
    expect(answered.extraction?.slots.area.value).toBe('Austin');
    expect(answered.reply).toContain('Austin');
    for (const call of answered.calls) {
      expect(call).toMatchObject({ simulated: true, unusable: false });
      expect(call.costUsd).toBeGreaterThan(0);
      expect(call.usage.outputTokens).toBeGreaterThan(0);
    }
  });

  test('asks in its own calls, the small model for what is read and the larger for what is written', async () => {
    expect(tasksOf(await answer('in_sequence'))).toEqual(['qualification', 'reply', 'semantic']);
    expect(tasksOf(await answer('in_one'))).toEqual(['answer']);
    const { calls } = await answer('side_by_side');
    const modelOf = (task: string) => calls.find(call => call.task === task)?.model;
    expect(modelOf('semantic')).toBe(evaluationTenant.models.analysis);
    expect(modelOf('reply')).toBe(evaluationTenant.models.reply);
  });
});

describe('what goes wrong', () => {
  test('an answer without its form is paid, counted, and not asked for again; the others stand', async () => {
    await control('faults', { kind: 'answer', text: 'no JSON', match: { task: 'semantic' } });
    const answered = await answer('side_by_side');
    expect(answered.semantic).toBeNull();
    expect(answered.extraction?.slots.area.value).toBe('Austin');
    expect(answered.reply).not.toBeNull();
    const [unusable, ...others] = answered.calls.filter(call => call.unusable);
    expect(others).toEqual([]);
    expect(unusable?.task).toBe('semantic');
    expect(unusable?.costUsd).toBeGreaterThan(0);
  });

  test('a call that Claude has no room for is made again', async () => {
    await control('faults', { kind: 'status', status: 529, match: { task: 'qualification' } });
    const answered = await answer('side_by_side');
    expect(tasksOf(answered)).toEqual(['qualification', 'reply', 'semantic']);
    expect(answered.extraction?.slots.area.value).toBe('Austin');
  });

  test('a call that Claude refuses for good ends it', async () => {
    await control('faults', { kind: 'status', status: 401, times: 10 });
    await expect(answer('in_one')).rejects.toMatchObject({ code: 'claude_rejected' });
  });
});
