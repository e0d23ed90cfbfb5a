import { expect, test } from '@jest/globals';
import type { ModelState } from '../../claude/model-breakers';
import { createMetrics } from '../../runtime/metrics';
import { registerClaudeMetrics } from '../../workers/claude-metrics';

test('the metrics show each model that was asked, in the state that its breaker is in now', async () => {
  const metrics = createMetrics();
  let states: ModelState[] = [];
  registerClaudeMetrics(metrics.registry, { states: () => states });
  const lines = async () =>
    (await metrics.text()).split('\n').filter(line => line.startsWith('leadwire_claude_breaker_state{'));
  expect(await lines()).toEqual([]);
  states = [
    { model: 'claude-haiku-5-5', state: 'open' },
    { model: 'claude-sonnet-5-5', state: 'closed' },
  ];
  expect((await lines()).filter(line => line.endsWith(' 1'))).toEqual([
    'leadwire_claude_breaker_state{model="claude-haiku-5-5",state="open"} 1',
    'leadwire_claude_breaker_state{model="claude-sonnet-5-5",state="closed"} 1',
  ]);
  states = [{ model: 'claude-haiku-5-5', state: 'half_open' }];
  expect(await lines()).toEqual([
    'leadwire_claude_breaker_state{model="claude-haiku-5-5",state="closed"} 0',
    'leadwire_claude_breaker_state{model="claude-haiku-5-5",state="half_open"} 1',
    'leadwire_claude_breaker_state{model="claude-haiku-5-5",state="open"} 0',
  ]);
});
