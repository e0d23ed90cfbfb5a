import { z } from 'zod';
import type { WebhookEvent } from './ghl-event';
import { looksLikeHtml, textOfHtml, withoutQuotedReply } from './html-text';
import { contactId, locationId, messageId, webhookId } from './ids';
import { channelOf } from './message-channel';
import { storableText } from './storable-text';
import type { Channel } from './vocabulary';

/** Ids arrive as strings; a number is taken for one, anything else counts as absent. */
const optionalId = z
  .union([z.string(), z.number().transform(String)])
  .transform(value => storableText(value).trim() || null)
  .nullable()
  .catch(null)
  .default(null);

const optionalText = z
  .string()
  .transform(value => storableText(value).trim() || null)
  .nullable()
  .catch(null)
  .default(null);

/** An ISO date, or seconds or milliseconds since 1970; outside the years 1970–9999 it counts as absent. */
const optionalDate = z
  .union([z.string(), z.number().transform(value => (value < 1e11 ? value * 1_000 : value))])
  .transform(value => {
    const date = new Date(value);
    const year = date.getUTCFullYear();
    return year >= 1970 && year <= 9999 ? date.toISOString() : null;
  })
  .nullable()
  .catch(null)
  .default(null);

const attachments = z
  .array(z.string().catch(''))
  .transform(values => values.map(storableText).filter(Boolean))
  .catch([])
  .default([]);

const nestedContact = z.looseObject({ contactId: optionalId }).nullable().catch(null).default(null);

/** Every field forgives a wrong type: a signed JSON object is always taken, whatever stands in it. */
const bodySchema = z.looseObject({
  type: optionalText,
  locationId: optionalId,
  companyId: optionalId,
  altId: optionalId,
  webhookId: optionalId,
  contactId: optionalId,
  id: optionalId,
  messageId: optionalId,
  conversationId: optionalId,
  messageType: optionalId,
  messageTypeString: optionalId,
  messageTypeId: optionalId,
  direction: z.enum(['inbound', 'outbound']).nullable().catch(null).default(null),
  body: optionalText,
  attachments,
  dateAdded: optionalDate,
  timestamp: optionalDate,
  source: optionalText,
  userId: optionalId,
  appointment: nestedContact,
});
type Body = z.output<typeof bodySchema>;

const messageEvents: ReadonlySet<string> = new Set(['InboundMessage', 'OutboundMessage']);

/** Contact events carry the contact's id in `id`; appointments one level down. */
function contactOf(body: Body): string | null {
  if (body.contactId) return body.contactId;
  if (body.type !== null && /^Contact[A-Z]/.test(body.type)) return body.id;
  return body.appointment?.contactId ?? null;
}

/**
 * The first of the three names that is given decides. A message that names no type at all is taken
 * for a text message, GHL's usual one; a name that is not known is no channel.
 */
function channelOfBody(body: Body): Channel | null {
  const names = [body.messageType, body.messageTypeString, body.messageTypeId].filter(name => name !== null);
  if (names.length === 0) return 'SMS';
  for (const name of names) {
    const channel = channelOf(name);
    if (channel) return channel;
  }
  return null;
}

function textOf(body: Body, channel: Channel | null): string | null {
  if (body.body === null || channel !== 'Email') return body.body;
  const own = withoutQuotedReply(body.body);
  const plain = looksLikeHtml(own) ? withoutQuotedReply(textOfHtml(own)) : own;
  return plain.trim() || null;
}

/**
 * Reads a webhook's parsed JSON. Never throws.
 *
 * @param body what `JSON.parse` made of the raw bytes
 * @param sha256OfRawBody hexadecimal; the event's identity where the body names none
 * @returns null only where the body is not a JSON object
 */
export function parseWebhookEvent(body: unknown, sha256OfRawBody: string): WebhookEvent | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const raw = body as Readonly<Record<string, unknown>>;
  const parsed = bodySchema.parse(raw);
  const type = parsed.type ?? 'Unknown';
  const location = parsed.locationId ?? parsed.companyId ?? parsed.altId;
  const contact = contactOf(parsed);
  const identity = parsed.webhookId ?? parsed.messageId ?? sha256OfRawBody;
  const isMessage = messageEvents.has(type);
  const message = parsed.messageId ?? (isMessage ? identity : null);
  const channel = isMessage ? channelOfBody(parsed) : null;
  return {
    type,
    locationId: location === null ? null : locationId(location),
    webhookId: webhookId(identity),
    contactId: contact === null ? null : contactId(contact),
    messageId: message === null ? null : messageId(message),
    conversationId: parsed.conversationId,
    channel,
    direction: parsed.direction,
    text: isMessage ? textOf(parsed, channel) : null,
    attachments: parsed.attachments,
    dateAdded: parsed.dateAdded,
    timestamp: parsed.timestamp,
    source: parsed.source,
    userId: parsed.userId,
    raw,
  };
}
