import { draftNote } from '../domain/actions';
import { withDisclosure } from '../domain/disclosure';
import { fillPlaceholders } from '../domain/placeholders';
import type { Claim, ClaimRequest } from '../store/claims';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export type ClaimInput = Omit<ClaimRequest, 'reply'> & {
  /** With its placeholders: they are filled here, after every cache. */
  readonly replyTemplate: string;
  /** What is kept as a note for a person, likewise; null: nothing is. */
  readonly draftTemplate: string | null;
  /** Goes with the first message to a lead; null: not the first, or the tenant says nothing. */
  readonly disclosure: string | null;
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
    claimReply: ({ replyTemplate, draftTemplate, disclosure, ...request }) =>
      withFailures(async () => {
        const contact = await store.contacts.find(request.locationId, request.contactId);
        const identity = contact ?? { firstName: null, lastName: null, phone: null, email: null };
        const reply = withDisclosure(fillPlaceholders(replyTemplate, identity), disclosure);
        const note = draftTemplate === null ? [] : [draftNote(fillPlaceholders(draftTemplate, identity))];
        const actions = [...note, ...request.actions];
        const { claim, flow } = await store.claim({ ...request, actions, reply }, clock.now());
        // Whoever waits gets the reply now; its delivery goes on.
        if (claim.outcome === 'claimed') announcements.announce(request.workflowId);
        if (flow) await flows.written(request.locationId, request.contactId, flow);
        return claim;
      }),
  };
}
