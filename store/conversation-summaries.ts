import type { ContactId, LocationId } from '../domain/ids';
import type { ConversationMessage } from '../domain/lead-message';
import { messagesInView } from './conversations';
import type { Database } from './database';

/** What was said in a conversation before the messages in view. */
export interface ConversationSummary {
  /** Masked: it holds no identity. */
  readonly text: string;
  /** The newest message that is in it. */
  readonly until: SummaryEnd;
}

/** A message's place in its conversation. */
export interface SummaryEnd {
  /** ISO 8601. */
  readonly dateAdded: string;
  readonly messageId: string;
}

export interface SummaryRepository {
  find(location: LocationId, contact: ContactId): Promise<ConversationSummary | null>;
  /** Messages that have left the view and are in no summary yet, oldest first, at most `limit`. */
  unsummarised(
    location: LocationId,
    contact: ContactId,
    after: SummaryEnd | null,
    limit: number,
  ): Promise<ConversationMessage[]>;
  /** Keeps a summary unless there is one that goes further. */
  keep(location: LocationId, contact: ContactId, summary: ConversationSummary): Promise<void>;
}

interface SummaryRow {
  summary: string;
  until_date_added: Date;
  until_message_id: string;
}

interface MessageRow {
  message_id: string;
  author: ConversationMessage['author'];
  body: string;
  date_added: Date;
}

export function createSummaryRepository(database: Database): SummaryRepository {
  return {
    async find(location, contact) {
      const [row] = await database.query<SummaryRow>(
        'summary-find',
        `select summary, until_date_added, until_message_id from conversation_summaries
         where location_id = $1 and contact_id = $2`,
        [location, contact],
      );
      if (!row) return null;
      const until = { dateAdded: row.until_date_added.toISOString(), messageId: row.until_message_id };
      return { text: row.summary, until };
    },
    async unsummarised(location, contact, after, limit) {
      const rows = await database.query<MessageRow>(
        'summary-unsummarised',
        `with in_view as (
           select date_added, message_id from messages where location_id = $1 and contact_id = $2
           order by date_added desc, message_id desc limit ${messagesInView}
         )
         select message_id, author, body, date_added from messages
         where location_id = $1 and contact_id = $2
           and (date_added, message_id) > ($3::timestamptz, $4)
           and (date_added, message_id) < (select date_added, message_id from in_view order by date_added, message_id limit 1)
         order by date_added, message_id limit $5`,
        [location, contact, after?.dateAdded ?? '-infinity', after?.messageId ?? '', limit],
      );
      return rows.map(row => ({
        id: row.message_id,
        author: row.author,
        text: row.body,
        dateAdded: row.date_added.toISOString(),
      }));
    },
    async keep(location, contact, { text, until }) {
      await database.query(
        'summary-keep',
        `insert into conversation_summaries (location_id, contact_id, summary, until_date_added, until_message_id)
         values ($1, $2, $3, $4, $5)
         on conflict (location_id, contact_id) do update set summary = excluded.summary,
           until_date_added = excluded.until_date_added, until_message_id = excluded.until_message_id, updated_at = now()
         where (conversation_summaries.until_date_added, conversation_summaries.until_message_id)
           < (excluded.until_date_added, excluded.until_message_id)`,
        [location, contact, text, until.dateAdded, until.messageId],
      );
    },
  };
}
