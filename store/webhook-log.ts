import type { WebhookEvent } from '../domain/ghl-event';
import type { Channel } from '../domain/vocabulary';
import type { Database } from './database';

/** A lead's message as it is put into the conversation. */
export interface IncomingMessage {
  readonly locationId: string;
  readonly contactId: string;
  readonly messageId: string;
  readonly conversationId: string | null;
  readonly channel: Channel;
  readonly text: string;
  readonly dateAdded: string;
}

export interface WebhookLog {
  /**
   * Records a webhook, its run and the lead's message in one statement. Repeating it changes nothing,
   * so it may stand in a local activity that runs again.
   */
  record(entry: {
    readonly workflowId: string;
    readonly runId: string;
    readonly event: WebhookEvent;
    readonly startedAt: string;
    readonly message: IncomingMessage | null;
  }): Promise<void>;
}

const recordRun = `
  event as (
    insert into webhook_events (workflow_id, location_id, webhook_id, event_type, contact_id, message_id, body)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
  ),
  run as (
    insert into runs (workflow_id, id, location_id, contact_id, event_type, status, started_at)
    values ($1, $8, $2, $5, $4, 'running', $9) on conflict do nothing
  )`;

/** `greatest` because webhooks come in any order: an older message never turns the clock back. */
const recordMessage = `
  conversation as (
    insert into conversations (location_id, contact_id, ghl_conversation_id, channel, last_inbound_at)
    values ($2, $5, $10, $11, $13)
    on conflict (location_id, contact_id) do update set
      ghl_conversation_id = coalesce(excluded.ghl_conversation_id, conversations.ghl_conversation_id),
      channel = excluded.channel,
      last_inbound_at = greatest(excluded.last_inbound_at, conversations.last_inbound_at)
  ),
  message as (
    insert into messages (location_id, message_id, contact_id, author, channel, body, date_added, workflow_id)
    values ($2, $6, $5, 'lead', $11, $12, $13, $1) on conflict do nothing
  )`;

export function createWebhookLog(database: Database): WebhookLog {
  return {
    async record({ workflowId, runId, event, startedAt, message }) {
      const values = [
        workflowId,
        event.locationId,
        event.webhookId,
        event.type,
        event.contactId,
        event.messageId,
        JSON.stringify(event.raw),
        runId,
        startedAt,
      ];
      if (message === null) {
        await database.query('webhook-record', `with ${recordRun} select 1`, values);
        return;
      }
      await database.query('webhook-record-message', `with ${recordRun}, ${recordMessage} select 1`, [
        ...values,
        message.conversationId,
        message.channel,
        message.text,
        message.dateAdded,
      ]);
    },
  };
}
