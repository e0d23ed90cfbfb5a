import type { Action } from '../domain/action';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface PlanningActivities {
  /** Writes down actions of a run that claims no reply, so that they can be applied once each. */
  planActions(input: { readonly workflowId: string; readonly actions: readonly Action[] }): Promise<void>;
  /**
   * Ends a send for which there are no more attempts. One whose last attempt ended unheard is
   * `unclear`: a person decides, it never goes out twice.
   */
  giveUpSend(input: {
    readonly workflowId: string;
    readonly errorCode: string;
  }): Promise<'failed' | 'unclear' | 'sent' | 'aborted'>;
}

export function createPlanningActivities({ store }: ActivityDependencies): PlanningActivities {
  return {
    planActions: ({ workflowId, actions }) => withFailures(() => store.actions.plan(workflowId, actions)),
    giveUpSend: ({ workflowId, errorCode }) =>
      withFailures(async () => {
        const send = await store.sends.get(workflowId);
        // The attempts may have run out after the message was out, or stopped, in fact.
        if (send.status === 'sent' || send.status === 'aborted') return send.status;
        const status = send.status === 'sending' ? 'unclear' : 'failed';
        await store.sends.markGivenUp(send.sendId, status, errorCode);
        return status;
      }),
  };
}
