import { percentile } from '../bench/percentiles';
import type { Metric, Unit } from './metric';
import type { PlayedMessage } from './playing';

const figure = (name: string, value: number | null, of: number, unit: Unit): Metric => ({
  ...{ name, value, of, unit },
  better: 'lower',
});

const spread = (name: string, values: readonly number[], unit: Unit): Metric[] =>
  [50, 95].map(percent => figure(`${name}.p${percent}`, percentile(values, percent), values.length, unit));

/**
 * Cost of each message and each conversation, those that needed no call included; latency of those that
 * did. A conversation takes as long as its messages together.
 */
export function costMetrics(played: readonly PlayedMessage[]): Metric[] {
  const asked = played.filter(({ answer }) => answer !== null);
  const calls = asked.flatMap(({ answer }) => answer?.calls ?? []);
  const conversations = [...new Set(played.map(({ conversation }) => conversation))];
  const byConversation = (of: (one: PlayedMessage) => number): number[] =>
    conversations.map(id =>
      played.filter(({ conversation }) => conversation === id).reduce((sum, one) => sum + of(one), 0),
    );
  const cost = ({ answer }: PlayedMessage): number =>
    (answer?.calls ?? []).reduce((sum, { costUsd }) => sum + costUsd, 0);
  const ms = ({ answer }: PlayedMessage): number => answer?.ms ?? 0;
  const total = calls.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const perMessage = played.length === 0 ? null : calls.length / played.length;
  return [
    ...spread('latency.message', asked.map(ms), 'ms'),
    ...spread('latency.conversation', byConversation(ms), 'ms'),
    ...spread('cost.message', played.map(cost), 'usd'),
    ...spread('cost.conversation', byConversation(cost), 'usd'),
    figure('cost.total', total, calls.length, 'usd'),
    figure('calls.per_message', perMessage, played.length, 'count'),
  ];
}
