import { createContactCalls } from './contact-updates';
import type { GhlConnection } from './ghl-request';
import { sendMessage, type OutgoingMessage, type SentMessage } from './message-sending';
import { findOwnMessage, type OwnMessageSearch } from './own-message';

export type { GhlContact } from './ghl-answers.schema';
export type { CustomFieldValue, DoNotDisturbStatus, NewTask } from './contact-updates';
export type { OutgoingMessage, SentMessage } from './message-sending';
export type { OwnMessageSearch } from './own-message';
export type GhlClientOptions = GhlConnection;

/** GoHighLevel, as far as Leadwire calls it. Every method is one attempt; the caller retries. */
export type GhlClient = ReturnType<typeof createContactCalls> & {
  sendMessage(locationId: string, message: OutgoingMessage): Promise<SentMessage>;
  findOwnMessage(
    locationId: string,
    search: OwnMessageSearch,
  ): Promise<{ messageId: string; conversationId: string } | null>;
};

/**
 * Makes the client. It holds no token and no state: `tokenFor` is asked for each call, so that a
 * refreshed token counts at once and one location's token is never used for another.
 */
export function createGhlClient(options: GhlClientOptions): GhlClient {
  const connection: GhlConnection = { ...options, baseUrl: options.baseUrl.replace(/\/+$/, '') };
  return {
    ...createContactCalls(connection),
    sendMessage: (locationId, message) => sendMessage(connection, locationId, message),
    findOwnMessage: (locationId, search) => findOwnMessage(connection, locationId, search),
  };
}
