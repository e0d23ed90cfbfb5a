import type { Warming } from '../store/warmings';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface WarmingRecordActivities {
  /**
   * Keeps what a run of a warming schedule did, keyed by the run.
   * @returns what it cost, US dollars: what is booked where that is more than the run itself knows of, for
   * a step that failed may have paid
   */
  recordWarming(warming: Warming): Promise<number>;
}

export function createWarmingRecordActivities({ store }: ActivityDependencies): WarmingRecordActivities {
  return {
    recordWarming: warming =>
      withFailures(async () => {
        const booked = await store.warmings.bookedCost(warming);
        const costUsd = Math.max(warming.costUsd, booked);
        await store.warmings.record({ ...warming, costUsd });
        return costUsd;
      }),
  };
}
