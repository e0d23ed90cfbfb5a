import { budgetNotification } from '../domain/budget';
import type { Notification } from '../domain/notification-rules';
import type { RunEnd } from '../store/runs';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface ClosedRun {
  /** What this run is to tell people of beside itself; nobody else does. */
  readonly notifications: readonly Notification[];
}

export interface ClosingActivities {
  /** Writes how the run ended and wakes whoever waits for it. Repeating it changes nothing. */
  closeRun(end: RunEnd): Promise<ClosedRun>;
}

export function createClosingActivities({ store, announcements }: ActivityDependencies): ClosingActivities {
  return {
    closeRun: end =>
      withFailures(async () => {
        const { workflowId, replyCost } = end;
        if (replyCost) await store.costs.saved({ workflowId, task: 'reply', cost: replyCost });
        await store.runs.end(end);
        announcements.announce(end.workflowId);
        const budget = budgetNotification(await store.budgets.takeWarnings(end.workflowId));
        return { notifications: budget ? [budget] : [] };
      }),
  };
}
