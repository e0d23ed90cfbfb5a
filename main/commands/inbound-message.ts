import { randomBytes, randomUUID } from 'node:crypto';
import { systemClock } from '../../runtime/clock';

export interface WrittenMessage {
  readonly locationId: string;
  readonly contactId: string;
  readonly text: string;
  /** GHL's name of the event; `InboundMessage` unless given. */
  readonly type?: string;
  /** GHL's `messageType`; `SMS` unless given. */
  readonly channel?: string;
  /** When the lead wrote it; now unless given. */
  readonly writtenAt?: Date;
}

/**
 * The body of a webhook about a message, flat and with the fields that live deliveries carry beyond
 * the documented ones (`webhookId`, `messageId`, `timestamp`). Each call is another message.
 */
export function inboundMessage(message: WrittenMessage): Record<string, unknown> {
  const { locationId, contactId, text, type = 'InboundMessage', channel = 'SMS' } = message;
  const writtenAt = (message.writtenAt ?? systemClock.now()).toISOString();
  return {
    type,
    locationId,
    attachments: [],
    body: text,
    contactId,
    contentType: 'text/plain',
    // One conversation for a contact, as in GHL.
    conversationId: `conversation-of-${contactId}`,
    dateAdded: writtenAt,
    direction: type === 'OutboundMessage' ? 'outbound' : 'inbound',
    messageType: channel,
    status: 'delivered',
    messageId: newGhlId(),
    webhookId: randomUUID(),
    timestamp: writtenAt,
  };
}

/** An id in the manner of GHL's: 20 letters and digits. */
export function newGhlId(): string {
  return randomBytes(32)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .padEnd(20, '0')
    .slice(0, 20);
}
