import { workflowInfo } from '@temporalio/workflow';
import type { ContactId, LocationId, MessageId } from '../domain/ids';
import type { ProcessWebhookInput } from './run-input';

/** A message of a lead, with the ids that its kind guarantees. */
export interface LeadMessage {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly messageId: MessageId;
}

/** @returns null where the event names no location, contact or message */
export function leadMessageOf({ event }: ProcessWebhookInput): LeadMessage | null {
  const { locationId, contactId, messageId } = event;
  if (locationId === null || contactId === null || messageId === null) return null;
  return { workflowId: workflowInfo().workflowId, locationId, contactId, messageId };
}
