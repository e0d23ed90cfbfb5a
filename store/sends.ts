import { contactId, locationId, sendId, type ContactId, type LocationId, type SendId } from '../domain/ids';
import type { Channel } from '../domain/vocabulary';
import { lockConversation, reasonNotToWrite } from './conversation-lock';
import type { Database } from './database';

/** A claimed reply on its way out. */
export interface Send {
  readonly sendId: SendId;
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly channel: Channel;
  readonly body: string;
  /**
   * `sending`: an attempt was begun whose end nobody heard of, so GHL may or may not have it. `withheld`:
   * written and not to be sent.
   */
  readonly status: 'claimed' | 'sending' | 'sent' | 'aborted' | 'failed' | 'unclear' | 'withheld';
  readonly firstAttemptAt: Date | null;
  readonly lastAttemptAt: Date | null;
  /** Null while the last attempt is under way, or when the process that made it died. */
  readonly lastAttemptEndedAt: Date | null;
  /** Why it was aborted (how the run is to end) or given up; null while it goes on. */
  readonly failure: string | null;
  /** How many were begun; whoever begins the next must have seen the last. */
  readonly attempts: number;
}

export interface StoredReply {
  readonly workflowId: string;
  readonly body: string;
  readonly status: string;
}

export interface SendRepository {
  /** @throws when the run has claimed nothing */
  get(workflowId: string): Promise<Send>;
  /** GHL's ids of our other messages to this contact: never taken for this one. */
  ownedMessageIds(send: Send): Promise<string[]>;
  /**
   * Takes the conversation's lock, looks again for an opt-out, do-not-disturb
   * or takeover, and marks the send as being tried.
   * No attempt may start without it. @returns the status to act on: `sending` means go
   * @throws when another attempt began since `send` was read: an attempt may outlive its time-out
   */
  begin(send: Send): Promise<Send['status']>;
  /** GHL has it. Our message joins the conversation. */
  markSent(send: Send, ghlMessageId: string): Promise<void>;
  /** The attempt is over, and nobody heard whether GHL took it. */
  markUnheard(sendId: SendId): Promise<void>;
  /** GHL certainly did not take it: the next attempt need not look first. */
  markNotTaken(sendId: SendId): Promise<void>;
  /** Given up: for good, or because nobody can tell whether it went out. */
  markGivenUp(sendId: SendId, status: 'failed' | 'unclear', failure: string): Promise<void>;
  /** The reply a run has claimed, for a caller who waits. */
  reply(workflowId: string): Promise<StoredReply | null>;
  /**
   * Whether an outbound message that GHL tells us of is ours, or not yet to be told: while an attempt is
   * under way, or while one ended unheard whose words these are.
   */
  ownerOf(
    location: LocationId,
    contact: ContactId,
    ghlMessageId: string,
    text: string,
  ): Promise<'ours' | 'unknown' | 'in_flight'>;
}

interface SendRow {
  id: string;
  location_id: string;
  contact_id: string;
  channel: Channel;
  body: string;
  status: Send['status'];
  first_attempt_at: Date | null;
  last_attempt_at: Date | null;
  last_attempt_ended_at: Date | null;
  failure: string | null;
  attempts: number;
}

export function createSendRepository(database: Database): SendRepository {
  return {
    async get(workflowId) {
      const [row] = await database.query<SendRow>(
        'send-get',
        `select id, location_id, contact_id, channel, body, status, first_attempt_at, last_attempt_at,
           last_attempt_ended_at, failure, attempts
         from sends where workflow_id = $1`,
        [workflowId],
      );
      if (!row) throw new Error('a send was asked for that was never claimed');
      return {
        sendId: sendId(row.id),
        workflowId,
        locationId: locationId(row.location_id),
        contactId: contactId(row.contact_id),
        channel: row.channel,
        body: row.body,
        status: row.status,
        firstAttemptAt: row.first_attempt_at,
        lastAttemptAt: row.last_attempt_at,
        lastAttemptEndedAt: row.last_attempt_ended_at,
        failure: row.failure,
        attempts: row.attempts,
      };
    },
    async ownedMessageIds(send) {
      const rows = await database.query<{ ghl_message_id: string }>(
        'send-owned',
        `select ghl_message_id from sends
         where location_id = $1 and contact_id = $2 and ghl_message_id is not null
         order by claimed_at desc limit 50`,
        [send.locationId, send.contactId],
      );
      return rows.map(row => row.ghl_message_id);
    },
    begin: send =>
      database.transaction(async queries => {
        const conversation = await lockConversation(queries, send.locationId, send.contactId);
        const stop = reasonNotToWrite(conversation, send.channel, new Date(), send.workflowId);
        const [row] = await queries.query<{ status: Send['status'] }>(
          'send-begin',
          `update sends set
             status = case when status not in ('claimed', 'sending') then status
               when $2::text is not null then 'aborted' else 'sending' end,
             failure = case when status in ('claimed', 'sending') then $2 else failure end,
             attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, now()),
             last_attempt_at = now(), last_attempt_ended_at = null
           where id = $1 and attempts = $3 returning status`,
          [send.sendId, stop?.status ?? null, send.attempts],
        );
        if (!row) throw new Error('another attempt has begun meanwhile; this one gives way to it');
        return row.status;
      }),
    async markSent(send, ghlMessageId) {
      await database.query(
        'send-sent',
        `with sent as (
           update sends set status = 'sent', ghl_message_id = $2, sent_at = now() where id = $1
         ), answered as (
           update conversations set last_outbound_at = now() where location_id = $3 and contact_id = $4
         )
         insert into messages (location_id, message_id, contact_id, author, channel, body, date_added)
         values ($3, $2, $4, 'bot', $5, $6, now()) on conflict do nothing`,
        [send.sendId, ghlMessageId, send.locationId, send.contactId, send.channel, send.body],
      );
    },
    async markUnheard(id) {
      await database.query('send-unheard', 'update sends set last_attempt_ended_at = now() where id = $1', [
        id,
      ]);
    },
    async markNotTaken(id) {
      await database.query(
        'send-not-taken',
        `update sends set status = 'claimed' where id = $1 and status = 'sending'`,
        [id],
      );
    },
    async markGivenUp(id, status, failure) {
      await database.query(
        'send-given-up',
        `update sends set status = $2, failure = $3 where id = $1 and status in ('claimed', 'sending')`,
        [id, status, failure],
      );
    },
    async reply(workflowId) {
      const [row] = await database.query<{ workflow_id: string; body: string; status: string }>(
        'send-reply',
        `select workflow_id, body, status from sends where workflow_id = $1 and status <> 'withheld'`,
        [workflowId],
      );
      return row ? { workflowId: row.workflow_id, body: row.body, status: row.status } : null;
    },
    async ownerOf(location, contact, ghlMessageId, text) {
      const [row] = await database.query<{ ours: boolean; in_flight: boolean }>(
        'send-owner',
        `select
           exists (select 1 from sends where location_id = $1 and ghl_message_id = $3) as ours,
           exists (select 1 from sends where location_id = $1 and contact_id = $2 and status = 'sending'
             and (trim(body) = trim($4)
               or (last_attempt_ended_at is null and last_attempt_at > now() - interval '1 minute'))) as in_flight`,
        [location, contact, ghlMessageId, text],
      );
      if (row?.ours) return 'ours';
      return row?.in_flight ? 'in_flight' : 'unknown';
    },
  };
}
