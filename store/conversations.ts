import type { ContactId, LocationId, MessageId } from '../domain/ids';
import type { ConversationMessage } from '../domain/lead-message';
import { contactColumns, contactOf, type Contact, type ContactRow } from './contacts';
import type { Database } from './database';

/** How many messages of a conversation are read whole; older ones are summarised. */
export const messagesInView = 20;
/** A summary is due when so many messages have left the view since the last one. */
const summaryEvery = 10;

export interface ConversationState {
  readonly optedOut: boolean;
  readonly pausedUntil: string | null;
  readonly pausedReason: string | null;
  readonly handedOff: boolean;
  /** Null until GHL was asked about the contact. */
  readonly contact: Contact | null;
  /** Of the lead's qualification flow; null where there is none yet. */
  readonly flowVersion: number | null;
  /** Leadwire has answered this contact before. */
  readonly answeredBefore: boolean;
  /** The send of another run answers this message already; this run's own does not count, for it may run again. */
  readonly covered: boolean;
  /** What was said before the messages in view, masked; null where nothing was, or no summary is written yet. */
  readonly summary: string | null;
  /** So much has left the view since the last summary that a new one is due. */
  readonly summaryDue: boolean;
}

export interface ConversationRepository {
  /** The state of the conversation around one message of the lead. */
  state(
    location: LocationId,
    contact: ContactId,
    message: MessageId,
    workflowId: string,
  ): Promise<ConversationState>;
  /**
   * Reads the last 20 messages, oldest first, and notes on the run that these are what it has in view:
   * its reply is written to them, and the claim answers them.
   */
  openView(workflowId: string, location: LocationId, contact: ContactId): Promise<ConversationMessage[]>;
  /** The same messages again, for a later step of the run. */
  view(workflowId: string): Promise<ConversationMessage[]>;
}

interface StateRow extends ContactRow {
  opted_out_at: Date | null;
  paused_until: Date | null;
  paused_reason: string | null;
  handed_off_at: Date | null;
  contact_known: boolean;
  flow_version: number | null;
  answered_before: boolean;
  covered: boolean;
  summary: string | null;
  unsummarised: number;
}

interface MessageRow {
  message_id: string;
  author: ConversationMessage['author'];
  body: string;
  date_added: Date;
}

const prefixed = contactColumns
  .split(', ')
  .map(column => `contact.${column}`)
  .join(', ');

export function createConversationRepository(database: Database): ConversationRepository {
  return {
    async state(location, contact, message, workflowId) {
      const [row] = await database.query<StateRow>(
        'conversation-state',
        `select conversation.opted_out_at, conversation.paused_until, conversation.paused_reason,
           conversation.handed_off_at, contact.contact_id is not null as contact_known, ${prefixed},
           flow.version as flow_version,
           exists (select 1 from sends where location_id = $1 and contact_id = $2 and status = 'sent') as answered_before,
           exists (
             select 1 from send_covers cover join sends send on send.id = cover.send_id
             where cover.location_id = $1 and cover.message_id = $3 and send.workflow_id <> $4) as covered,
           summary.summary,
           (select count(*)::integer from (
             select 1 from messages where location_id = $1 and contact_id = $2
               and date_added > coalesce(summary.until_date_added, '-infinity') limit ${messagesInView + summaryEvery}
           ) since) as unsummarised
         from (select $1::text as location_id, $2::text as contact_id) as asked
         left join conversations conversation using (location_id, contact_id)
         left join contacts contact using (location_id, contact_id)
         left join qualification_flows flow using (location_id, contact_id)
         left join conversation_summaries summary using (location_id, contact_id)`,
        [location, contact, message, workflowId],
      );
      if (!row) throw new Error('a left join from one row returned none');
      return {
        optedOut: row.opted_out_at !== null,
        pausedUntil: row.paused_until?.toISOString() ?? null,
        pausedReason: row.paused_reason,
        handedOff: row.handed_off_at !== null,
        contact: row.contact_known ? contactOf(row) : null,
        flowVersion: row.flow_version,
        answeredBefore: row.answered_before,
        covered: row.covered,
        summary: row.summary,
        summaryDue: row.unsummarised >= messagesInView + summaryEvery,
      };
    },
    async openView(workflowId, location, contact) {
      const rows = await database.query<MessageRow>(
        'conversation-open-view',
        `with latest as (
           select message_id, author, body, date_added from messages
           where location_id = $2 and contact_id = $3
           order by date_added desc, message_id desc limit ${messagesInView}
         ), noted as (
           update runs set in_view = (select coalesce(array_agg(message_id), '{}') from latest) where workflow_id = $1
         )
         select * from latest order by date_added, message_id`,
        [workflowId, location, contact],
      );
      return rows.map(messageOf);
    },
    async view(workflowId) {
      const rows = await database.query<MessageRow>(
        'conversation-view',
        `select message_id, author, body, date_added from messages
         join runs on runs.location_id = messages.location_id and messages.message_id = any (runs.in_view)
         where runs.workflow_id = $1 order by date_added, message_id`,
        [workflowId],
      );
      return rows.map(messageOf);
    },
  };
}

const messageOf = (row: MessageRow): ConversationMessage => ({
  id: row.message_id,
  author: row.author,
  text: row.body,
  dateAdded: row.date_added.toISOString(),
});
