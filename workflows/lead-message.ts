import type { ContactId, LocationId, MessageId } from '../domain/ids';

/** A message of a lead, with the ids that its kind guarantees. */
export interface LeadMessage {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly messageId: MessageId;
}
