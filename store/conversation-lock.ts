import type { ContactId, LocationId } from '../domain/ids';
import type { Channel, EndStatus } from '../domain/vocabulary';
import type { Queries } from './database';

/** What stands in the way of writing to a contact, read under the lock. */
export interface LockedConversation {
  readonly opted_out_at: Date | null;
  readonly paused_until: Date | null;
  readonly paused_reason: string | null;
  /** The run that put the bot to sleep as it handed the conversation to a person; else null. */
  readonly paused_by: string | null;
  readonly handed_off_at: Date | null;
  /** GHL's switches as last heard of; null where the contact is not known. */
  readonly do_not_disturb: Readonly<Record<string, string>> | null;
}

/** Locks the conversation: whoever holds the row is the only one to decide about it. */
export async function lockConversation(
  queries: Queries,
  location: LocationId,
  contact: ContactId,
): Promise<LockedConversation> {
  // An update that changes nothing takes the lock and makes the row where there is none, in one round trip.
  const [row] = await queries.query<LockedConversation>(
    'conversation-lock',
    `insert into conversations (location_id, contact_id) values ($1, $2)
     on conflict (location_id, contact_id) do update set contact_id = excluded.contact_id
     returning opted_out_at, paused_until, paused_reason, paused_by, handed_off_at,
       (select do_not_disturb from contacts where location_id = $1 and contact_id = $2) as do_not_disturb`,
    [location, contact],
  );
  if (!row) throw new Error('a conversation vanished while it was locked');
  return row;
}

/**
 * Why nothing may be written to the contact on this channel now, or null where it may.
 * @param workflowId the run that asks: a pause that it began itself does not hold back its own words
 */
export function reasonNotToWrite(
  conversation: LockedConversation,
  channel: Channel,
  now: Date,
  workflowId: string,
): { readonly status: EndStatus; readonly why: string } | null {
  const { do_not_disturb: disturb } = conversation;
  if (conversation.opted_out_at)
    return { status: 'opted_out', why: 'the lead opted out while the reply was prepared' };
  if (disturb?.['all'] === 'active' || disturb?.[channel] === 'active') {
    return { status: 'opted_out', why: 'do-not-disturb was switched on in GHL' };
  }
  if (conversation.handed_off_at)
    return { status: 'handed_off', why: 'a person has taken the conversation over' };
  const isPaused = conversation.paused_until !== null && conversation.paused_until > now;
  if (conversation.paused_until && isPaused && conversation.paused_by !== workflowId) {
    const until = conversation.paused_until.toISOString().slice(11, 16);
    const why = `${conversation.paused_reason ?? 'the bot was paused'}; the bot sleeps until ${until} UTC`;
    return { status: 'paused', why };
  }
  return null;
}
