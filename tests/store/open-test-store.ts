import { randomUUID } from 'node:crypto';
import type { Action } from '../../domain/action';
import { slotNames, type QualificationExtraction, type SlotName } from '../../domain/analysis';
import { parseWebhookEvent } from '../../domain/ghl-event.schema';
import {
  contactId,
  locationId,
  messageId,
  sendId,
  type ContactId,
  type LocationId,
  type MessageId,
} from '../../domain/ids';
import { runIdOf, webhookWorkflowId } from '../../domain/workflow-ids';
import { createCipher, type Cipher } from '../../runtime/encryption';
import { createLogger } from '../../runtime/logger';
import type { ClaimRequest } from '../../store/claims';
import type { CallAnswer, CallToBook } from '../../store/claude-calls';
import { openStore, type Store } from '../../store/store';

export const databaseUrl = (): string => process.env['LEADWIRE_TEST_DATABASE_URL'] ?? '';
export const testCipher: Cipher = createCipher([{ id: 'tests', key: Buffer.alloc(32, 7) }]);

export const openTestStore = (cipher: Cipher = testCipher): Store =>
  openStore(databaseUrl(), cipher, createLogger('test', 'silent'));

/** One contact of one location, both of which no other test has seen. */
export interface Lead {
  readonly locationId: LocationId;
  readonly contactId: ContactId;
}

export const newLead = (): Lead => ({
  locationId: locationId(`location-${randomUUID()}`),
  contactId: contactId(`contact-${randomUUID()}`),
});

/** A message that arrived: its run is recorded as running. */
export interface Arrived extends Lead {
  readonly messageId: MessageId;
  readonly workflowId: string;
  readonly dateAdded: string;
}

const firstMessageAt = Date.parse('2026-11-01T10:00:00Z');

/** The n-th message that the lead wrote, one second after the one before. */
export const messageOf = (lead: Lead, n: number): Arrived => {
  const id = messageId(`message-${n}-${lead.contactId}`);
  return {
    ...lead,
    messageId: id,
    workflowId: webhookWorkflowId(lead.locationId, id as never),
    dateAdded: new Date(firstMessageAt + n * 1_000).toISOString(),
  };
};

/** Does what the beginning of a run does: records the webhook with its message. */
export async function arrive(store: Store, message: Arrived, text = 'hello'): Promise<void> {
  const body = {
    type: 'InboundMessage',
    ...message,
    body: text,
    messageType: 'SMS',
    webhookId: message.messageId,
  };
  const event = parseWebhookEvent(body, '');
  if (event === null) throw new Error('not an object');
  await store.webhooks.record({
    workflowId: message.workflowId,
    runId: runIdOf(message.workflowId),
    event,
    startedAt: message.dateAdded,
    message: { ...message, conversationId: null, channel: 'SMS', text },
  });
}

export const openView = (store: Store, message: Arrived) =>
  store.conversations.openView(message.workflowId, message.locationId, message.contactId);

export const claim = (
  store: Store,
  message: Arrived,
  changes: Partial<ClaimRequest> = {},
  now = new Date(),
) =>
  store
    .claim(
      {
        ...message,
        sendId: sendId(message.workflowId),
        channel: 'SMS',
        reply: `a reply to ${message.messageId}`,
        replySource: 'claude',
        actions: [],
        extraction: null,
        question: null,
        isWithheld: false,
        pause: null,
        ...changes,
      },
      now,
    )
    .then(result => result.claim);

export const end = (
  store: Store,
  { workflowId }: Arrived,
  status: 'answered' | 'superseded' | 'failed' | 'opted_out',
) =>
  store.runs.end({
    workflowId,
    status,
    replySource: 'none',
    leadTemperature: null,
    explanation: 'a test',
    errorCode: null,
    timings: {},
  });

/** Which send answers which message. */
export async function coverage(store: Store, lead: Lead): Promise<Record<string, string>> {
  const rows = await store.database.query<{ message_id: string; send_id: string }>(
    'test-coverage',
    `select message_id, send_id from send_covers join sends on sends.id = send_id
     where sends.location_id = $1 and sends.contact_id = $2`,
    [lead.locationId, lead.contactId],
  );
  return Object.fromEntries(rows.map(row => [row.message_id, row.send_id]));
}

/** An extraction in which only these slots were said, each for sure. */
export const extraction = (said: Partial<Record<SlotName, string>>): QualificationExtraction => ({
  lead_type: 'buyer',
  slots: Object.fromEntries(
    slotNames.map(name => [
      name,
      { value: said[name] ?? null, confidence: said[name] === undefined ? 0 : 0.95 },
    ]),
  ) as QualificationExtraction['slots'],
});

/** A call to Claude of a location without caps, in a run that no other test has. */
export const callToBook = (changes: Partial<CallToBook> = {}): CallToBook => ({
  workflowId: `webhook/none/${randomUUID()}`,
  task: 'reply',
  locationId: newLead().locationId,
  contactId: null,
  model: 'a model',
  promptVersion: '1',
  reservedUsd: 0.01,
  caps: { dailyUsd: null, monthlyUsd: null, contactMonthlyUsd: null },
  ...changes,
});

export const answerOf = (changes: Partial<CallAnswer> = {}): CallAnswer => ({
  status: 'answered',
  value: { a: 1 },
  usage: { inputTokens: 10, outputTokens: 5, cacheWriteTokens: 0, cacheReadTokens: 0 },
  costUsd: 0.25,
  simulated: true,
  ...changes,
});

export const tagAction = (tag: string): Action => ({ type: 'add_tag', tag });
