import { percentile } from '../../bench/percentiles';
import type { PlayedTurn } from './played-turn';

/** What the demo ends with. */
export function summaryLines(turns: readonly PlayedTurn[]): string[] {
  const replied = turns.filter(turn => turn.reply !== null);
  const from = (source: string): readonly PlayedTurn[] =>
    replied.filter(turn => turn.run.replySource === source);
  const warm = from('cache');
  const cold = from('claude');
  const share = replied.length === 0 ? 0 : Math.round((100 * warm.length) / replied.length);
  const cost = turns.reduce((sum, turn) => sum + turn.run.costUsd, 0);
  const simulated = turns.some(turn => turn.run.simulated);
  return [
    `Messages       ${turns.length}`,
    `Replies        ${replied.length} (${cold.length} written by Claude, ${warm.length} from the cache, ${from('template').length} from a rule)`,
    `Cache hits     ${share} %`,
    `Acknowledged   ${spread(turns.map(turn => turn.ackMs))}`,
    `Reply, warm    ${spread(warm.map(turn => turn.replyMs))}`,
    `Reply, cold    ${spread(cold.map(turn => turn.replyMs))}`,
    `Cost           $${cost.toFixed(4)}${simulated ? ' at list prices; Claude was simulated, nothing was paid' : ''}`,
  ];
}

function spread(values: readonly number[]): string {
  const median = percentile(values, 50);
  const p95 = percentile(values, 95);
  if (median === null || p95 === null) return 'none';
  return `median ${Math.round(median)} ms, p95 ${Math.round(p95)} ms (${values.length})`;
}
