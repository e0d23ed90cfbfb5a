import type { Channel } from '../domain/vocabulary';
import { sentMessageSchema } from './ghl-answers.schema';
import { apiVersions, callGhl, readAnswer, type GhlConnection, type GhlRequest } from './ghl-request';

export interface OutgoingMessage {
  readonly type: Channel;
  readonly contactId: string;
  /** Plain text. */
  readonly message: string;
}

export interface SentMessage {
  readonly messageId: string;
  /** Null when GHL leaves it out. */
  readonly conversationId: string | null;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** GHL shows an e-mail's `html` and ignores its `message`. */
const htmlOf = (plain: string): string =>
  `<p>${plain.replace(/[&<>"]/g, character => escapes[character] ?? character).replace(/\r?\n/g, '<br>')}</p>`;

const fieldsThatMatter = (message: OutgoingMessage): Record<string, unknown> => ({
  type: message.type,
  contactId: message.contactId,
  message: message.message,
  ...(message.type === 'Email' ? { html: htmlOf(message.message) } : {}),
});

/**
 * GHL's description requires two fields that the live API has long done without. `subType` is
 * described as an object that nobody fills.
 */
const fieldsThatTheDescriptionRequires = { subType: {}, status: 'pending' };

const refusedForSubType = (answer: { status: number; text: string }): boolean =>
  (answer.status === 400 || answer.status === 422) && answer.text.includes('subType');

/**
 * Sends one message, once. There is no idempotency key: after `ghl_ambiguous` look for the message
 * (`findOwnMessage`) before sending again.
 * @throws LeadwireError `ghl_ambiguous`, `ghl_unauthorized`, `ghl_rate_limited`, `ghl_unavailable`, `ghl_rejected`
 */
export async function sendMessage(
  connection: GhlConnection,
  locationId: string,
  message: OutgoingMessage,
): Promise<SentMessage> {
  const requestWith = (body: unknown): GhlRequest => ({
    operation: 'send-a-new-message',
    method: 'POST',
    path: '/conversations/messages',
    version: apiVersions.conversations,
    body,
    effect: 'taken_maybe',
  });
  const fields = fieldsThatMatter(message);
  const asDescribed = requestWith({ ...fields, ...fieldsThatTheDescriptionRequires });
  const answer = await callGhl(connection, locationId, asDescribed);
  if (!refusedForSubType(answer)) return readAnswer(asDescribed, answer, sentMessageSchema);
  // A refusal took nothing, so sending again without the doubtful fields cannot send twice.
  const bare = requestWith(fields);
  return readAnswer(bare, await callGhl(connection, locationId, bare), sentMessageSchema);
}
