import type { Action } from '../domain/action';
import type { ContactId, LocationId, MessageId } from '../domain/ids';
import { tags } from '../domain/vocabulary';
import { lockConversation } from './conversation-lock';
import type { Database, Queries } from './database';
import { planActions } from './run-actions';

export interface ConsentChange {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly messageId: MessageId;
  readonly change: 'opt_out' | 'opt_in';
  readonly channel: string | null;
  /** What told us, for the audit: `message` or `ghl`. */
  readonly source: string;
  /** What is to be done in GHL for it. */
  readonly actions: readonly Action[];
}

export interface TakeOver {
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly messageId: string;
  readonly text: string;
  readonly channel: string | null;
  readonly dateAdded: string;
  readonly sleepMinutes: number;
}

export interface ConsentRepository {
  /**
   * Commits an opt-out or a return under the conversation's lock: from then on no attempt to send
   * begins. Writes the audit row. Repeating it changes nothing.
   */
  change(change: ConsentChange): Promise<void>;
  /** A person of the tenant wrote: their message joins the conversation and the bot sleeps. */
  takeOver(takeOver: TakeOver): Promise<void>;
}

export function createConsentRepository(database: Database): ConsentRepository {
  return {
    change: change =>
      database.transaction(async queries => {
        await lockConversation(queries, change.locationId, change.contactId);
        const written = await queries.query(
          'consent-audit',
          `insert into consent_changes (location_id, contact_id, change, channel, source, message_id)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
          [
            change.locationId,
            change.contactId,
            change.change,
            change.channel,
            change.source,
            change.messageId,
          ],
        );
        // A repetition must not undo what the lead said since, nor do again what was done.
        if (written.length === 0 || (await isOutdated(queries, change))) return;
        await planActions(queries, change.workflowId, change.actions);
        await queries.query(
          'consent-set',
          `update conversations set opted_out_at = case when $3 = 'opt_out' then now() end
           where location_id = $1 and contact_id = $2`,
          [change.locationId, change.contactId, change.change],
        );
        // What is kept of GHL's own switches is out of date with the lead's word; it is read again.
        await queries.query(
          'consent-contact',
          `update contacts set fetched_at = null, do_not_disturb = '{}', tags = array_remove(tags, $4)
           where location_id = $1 and contact_id = $2 and $3 = 'opt_in'`,
          [change.locationId, change.contactId, change.change, tags.optOut],
        );
        await queries.query(
          'consent-abort-sends',
          `update sends set status = 'aborted', failure = 'opted_out'
           where location_id = $1 and contact_id = $2 and status = 'claimed' and $3 = 'opt_out'`,
          [change.locationId, change.contactId, change.change],
        );
      }),
    takeOver: takeOver =>
      database.transaction(async queries => {
        await lockConversation(queries, takeOver.locationId, takeOver.contactId);
        await queries.query(
          'takeover-message',
          `insert into messages (location_id, message_id, contact_id, author, channel, body, date_added)
           values ($1, $2, $3, 'human', $4, $5, $6) on conflict do nothing`,
          [
            takeOver.locationId,
            takeOver.messageId,
            takeOver.contactId,
            takeOver.channel,
            takeOver.text,
            takeOver.dateAdded,
          ],
        );
        await queries.query(
          'takeover-pause',
          // The person that the bot waited for has come: from now on their own pause counts.
          `update conversations set paused_reason = 'the agent wrote', paused_by = null,
             paused_until = greatest(
               case when paused_by is null then paused_until end, $3::timestamptz + make_interval(mins => $4)),
             last_outbound_at = greatest(last_outbound_at, $3)
           where location_id = $1 and contact_id = $2`,
          [takeOver.locationId, takeOver.contactId, takeOver.dateAdded, takeOver.sleepMinutes],
        );
      }),
  };
}

/** Webhooks come in any order: a return that was written before an opt-out does not undo it. */
async function isOutdated(queries: Queries, change: ConsentChange): Promise<boolean> {
  if (change.change === 'opt_out') return false;
  const later = await queries.query(
    'consent-later-opt-out',
    `select 1 from messages own
     join messages later on later.location_id = own.location_id and later.contact_id = own.contact_id
       and later.date_added > own.date_added
     join consent_changes on consent_changes.location_id = later.location_id
       and consent_changes.message_id = later.message_id and consent_changes.change = 'opt_out'
     where own.location_id = $1 and own.contact_id = $2 and own.message_id = $3
     limit 1`,
    [change.locationId, change.contactId, change.messageId],
  );
  return later.length > 0;
}
