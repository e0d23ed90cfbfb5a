import type { ContactId, LocationId } from '../domain/ids';
import type { ConversationContext, ConversationMessage, LeadIdentity } from '../domain/lead-message';
import type { Channel } from '../domain/vocabulary';
import type { Contact } from '../store/contacts';
import type { Store } from '../store/store';

/** A lead who was away for this long is greeted as coming back. */
const returningAfterMs = 24 * 60 * 60 * 1_000;

const nobody: LeadIdentity = { firstName: null, lastName: null, phone: null, email: null };

/** Puts together what rules and prompts see of a conversation. */
export function contextOf(
  messages: readonly ConversationMessage[],
  contact: Contact | null,
  channel: Channel,
  summary: string | null,
): ConversationContext {
  return {
    channel,
    messages,
    summary,
    returning: isReturning(messages),
    identity: contact ?? nobody,
    listing: null,
  };
}

function isReturning(messages: readonly ConversationMessage[]): boolean {
  const [previous, newest] = messages.slice(-2);
  if (!previous || !newest) return false;
  return Date.parse(newest.dateAdded) - Date.parse(previous.dateAdded) >= returningAfterMs;
}

export interface RunReference {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly channel: Channel;
}

/** Reads the run's view of the conversation again, for a step after the first. */
export async function loadContext(store: Store, run: RunReference): Promise<ConversationContext> {
  const [messages, contact, summary] = await Promise.all([
    store.conversations.view(run.workflowId),
    store.contacts.find(run.locationId, run.contactId),
    store.summaries.find(run.locationId, run.contactId),
  ]);
  return contextOf(messages, contact, run.channel, summary?.text ?? null);
}
