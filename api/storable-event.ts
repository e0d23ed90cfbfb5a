import { createHash } from 'node:crypto';
import type { WebhookEvent } from '../domain/ghl-event';
import { webhookId, type WebhookId } from '../domain/ids';
import { storableText } from '../domain/storable-text';

/** Characters. GHL's ids have about 20; Postgres cannot index one of thousands. */
const longestId = 500;
/** Characters. What a lead wrote beyond them stays in the recorded body, but nobody is paid to read it. */
const longestText = 50_000;
const mostAttachments = 100;
/** Deeper than any webhook of GHL's. Those who write JSON, here and in Postgres, fail at some thousands. */
const deepestLevel = 100;
/** Bytes. Numbers can grow when they are written out again; Temporal takes 2 MiB for the whole of an input. */
const largestBody = 1.25 * 1024 * 1024;

/**
 * An event that Temporal and Postgres surely take: a signed body is acknowledged, so whatever stands
 * in it must not hold up its run. GHL's own webhooks pass unchanged.
 */
export function storableEvent(event: WebhookEvent): WebhookEvent {
  const raw = storable(event.raw, deepestLevel) as WebhookEvent['raw'];
  const tooLarge = Buffer.byteLength(JSON.stringify(raw)) > largestBody;
  return {
    ...event,
    type: event.type.slice(0, longestId),
    locationId: idOrNull(event.locationId),
    webhookId: shortWebhookId(event.webhookId),
    contactId: idOrNull(event.contactId),
    messageId: idOrNull(event.messageId),
    conversationId: idOrNull(event.conversationId),
    text: event.text?.slice(0, longestText) ?? null,
    attachments: event.attachments.slice(0, mostAttachments).filter(url => url.length <= longestId * 4),
    source: idOrNull(event.source),
    userId: idOrNull(event.userId),
    raw: tooLarge ? { leftOut: 'the body is larger than 1 MiB when it is written out' } : raw,
  };
}

const idOrNull = <Id extends string>(id: Id | null): Id | null =>
  id !== null && id.length <= longestId ? id : null;

/** Never dropped, for it tells deliveries apart: a long one becomes its hash. */
const shortWebhookId = (id: WebhookId): WebhookId =>
  id.length <= longestId ? id : webhookId(createHash('sha256').update(id).digest('hex'));

function storable(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return 'left out: nested too deeply';
  if (Array.isArray(value)) return value.map(entry => storable(entry, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [storableText(name), storable(entry, levels - 1)]),
  );
}
