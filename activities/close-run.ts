import type { RunEnd } from '../store/runs';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface ClosingActivities {
  /** Writes how the run ended and wakes whoever waits for it. Repeating it changes nothing. */
  closeRun(end: RunEnd): Promise<void>;
}

export function createClosingActivities({ store, announcements }: ActivityDependencies): ClosingActivities {
  return {
    closeRun: end =>
      withFailures(async () => {
        await store.runs.end(end);
        announcements.announce(end.workflowId);
      }),
  };
}
