import type { Warming } from '../store/warmings';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface WarmingRecordActivities {
  /** Keeps what a run of a warming schedule did, keyed by the run. */
  recordWarming(warming: Warming): Promise<void>;
}

export function createWarmingRecordActivities({ store }: ActivityDependencies): WarmingRecordActivities {
  return { recordWarming: warming => withFailures(() => store.warmings.record(warming)) };
}
