import { expect, test } from '@jest/globals';
import { costMetrics } from '../../eval/cost-metrics';
import { call, played } from './played';

test('cost is of all messages, latency of those that Claude was asked about, conversations are sums', () => {
  const answer = (costUsd: number, ms: number) => ({ calls: [call({ costUsd }), call({ costUsd })], ms });
  const metrics = costMetrics([
    played({ conversation: 'one', answer: answer(0.001, 100) }),
    played({ conversation: 'one', answer: answer(0.002, 300) }),
    played({ conversation: 'two', answer: null }),
  ]);
  const value = (name: string) => metrics.find(metric => metric.name === name)?.value;
  expect(value('latency.message.p50')).toBe(100);
  expect(value('latency.message.p95')).toBe(300);
  expect(value('latency.conversation.p50')).toBe(0);
  expect(value('latency.conversation.p95')).toBe(400);
  expect(value('cost.message.p50')).toBeCloseTo(0.002, 9);
  expect(value('cost.conversation.p95')).toBeCloseTo(0.006, 9);
  expect(value('cost.total')).toBeCloseTo(0.006, 9);
  expect(value('calls.per_message')).toBeCloseTo(4 / 3, 9);
});

test('nothing played has no figures instead of wrong ones', () => {
  const metrics = costMetrics([]);
  expect(metrics.find(({ name }) => name === 'latency.message.p50')?.value).toBeNull();
  expect(metrics.find(({ name }) => name === 'calls.per_message')?.value).toBeNull();
});
