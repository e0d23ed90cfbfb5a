import { fillPlaceholders } from '../domain/placeholders';
import type { Claim, ClaimRequest } from '../store/claims';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export type ClaimInput = Omit<ClaimRequest, 'reply'> & {
  /** With its placeholders: they are filled here, after every cache. */
  readonly replyTemplate: string;
};

export interface ClaimActivities {
  /** Asks the one authority whether this run may answer; if so, the reply is stored and on its way. */
  claimReply(input: ClaimInput): Promise<Claim>;
}

export function createClaimActivities({
  store,
  announcements,
  flows,
  clock,
}: ActivityDependencies): ClaimActivities {
  return {
    claimReply: ({ replyTemplate, ...request }) =>
      withFailures(async () => {
        const contact = await store.contacts.find(request.locationId, request.contactId);
        const identity = contact ?? { firstName: null, lastName: null, phone: null, email: null };
        const reply = fillPlaceholders(replyTemplate, identity);
        const { claim, flow } = await store.claim({ ...request, reply }, clock.now());
        // Whoever waits gets the reply now; its delivery goes on.
        if (claim.outcome === 'claimed') announcements.announce(request.workflowId);
        if (flow) await flows.written(request.locationId, request.contactId, flow);
        return claim;
      }),
  };
}
