import type { RecordFiguresInput } from '../activities/record-figures';
import { recordFigures } from './activity-options';

export type RecordMetricsInput = RecordFiguresInput;

/** Writes the business figures of one webhook, behind its reply's back. */
export async function recordMetrics(input: RecordMetricsInput): Promise<void> {
  await recordFigures(input);
}
