import type { ContactId, LocationId, MessageId, WebhookId } from './ids';
import type { Channel } from './vocabulary';

/** A webhook of GoHighLevel, of whatever type, as far as it is understood. */
export interface WebhookEvent {
  /** GHL's name, for example `InboundMessage`; `Unknown` where the body names none. */
  readonly type: string;
  /** `locationId`, else `companyId`, else `altId`, else null. */
  readonly locationId: LocationId | null;
  /** What makes two deliveries the same: `webhookId`, else `messageId`, else the SHA-256 of the body. */
  readonly webhookId: WebhookId;
  readonly contactId: ContactId | null;
  /** Set for events about a message; their `webhookId` where GHL gave none. Null for all others. */
  readonly messageId: MessageId | null;
  readonly conversationId: string | null;
  /** Null for calls, comments and whatever else cannot be answered in text. */
  readonly channel: Channel | null;
  readonly direction: 'inbound' | 'outbound' | null;
  /** Plain text, never empty: HTML e-mail is turned into text without what it quotes. */
  readonly text: string | null;
  readonly attachments: readonly string[];
  /** When the message was written, ISO 8601 in UTC. */
  readonly dateAdded: string | null;
  /** When GHL sent the webhook, ISO 8601 in UTC. */
  readonly timestamp: string | null;
  /** Who caused it: `app` stands for a person at GHL's screen. */
  readonly source: string | null;
  /** The GHL user behind an outbound message. */
  readonly userId: string | null;
  /** The whole body, unknown fields kept. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * What an event asks for: a `lead_message` may be answered, a `human_or_own_message` may be a
 * person taking over, anything else is written down only.
 */
export type EventKind = 'lead_message' | 'human_or_own_message' | 'record_only';

const isAnswerable = (event: WebhookEvent): boolean =>
  event.channel !== null && event.text !== null && event.contactId !== null;

function routeInbound(event: WebhookEvent): EventKind {
  if (event.direction === 'outbound') return 'human_or_own_message';
  return isAnswerable(event) ? 'lead_message' : 'record_only';
}

/**
 * Documented samples of `OutboundMessage` say `direction: inbound`, so the direction alone proves
 * nothing. A message with a sender on our side (`source`, `userId`) is never the lead's: to take
 * one of our own for a lead's would have the bot answer itself.
 */
function routeOutbound(event: WebhookEvent): EventKind {
  if (event.channel === null) return 'record_only';
  const hasSenderOnOurSide = event.source !== null || event.userId !== null;
  if (event.direction === 'inbound' && !hasSenderOnOurSide) return routeInbound(event);
  return 'human_or_own_message';
}

/** Event types that are more than written down. A new one is one entry here. */
export const eventRoutes: Readonly<Record<string, (event: WebhookEvent) => EventKind>> = {
  InboundMessage: routeInbound,
  OutboundMessage: routeOutbound,
};

/** What is to be done with an event. Calls, voicemail and messages without text are recorded for now. */
export function kindOf(event: WebhookEvent): EventKind {
  const route = Object.hasOwn(eventRoutes, event.type) ? eventRoutes[event.type] : undefined;
  return route ? route(event) : 'record_only';
}
