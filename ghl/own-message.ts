import { conversationSearchSchema, messageListSchema, type ListedMessage } from './ghl-answers.schema';
import { apiVersions, callGhl, readAnswer, type GhlConnection, type GhlRequest } from './ghl-request';

export interface OwnMessageSearch {
  readonly contactId: string;
  /** What was sent. Compared without regard to white space at the ends and to its kind within. */
  readonly text: string;
  /** When the send was begun. */
  readonly notBefore: Date;
  /** Ids that belong to other sends of ours. */
  readonly exclude: readonly string[];
}

/** GHL's clock and ours may differ a little. */
const clockToleranceMs = 5_000;
const pageSize = 100;
/** Pages looked through; a send that we look for is among the newest messages. */
const maxPages = 3;

const normalise = (text: string): string =>
  text
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?p>/gi, '')
    .replace(/\s+/g, ' ')
    .trim();

const read = (operation: string, path: string, query: Readonly<Record<string, string>>): GhlRequest => ({
  operation,
  method: 'GET',
  path,
  query,
  version: apiVersions.conversations,
  effect: 'repeatable',
});

/**
 * Looks whether a message that may have been sent is in the conversation: outbound, same text, not
 * older than the attempt, and not one that another send owns. The oldest such message wins, so that
 * two equal sends each find their own. E-mails are listed by GHL without their text and are not found.
 * @throws LeadwireError `ghl_unauthorized`, `ghl_rate_limited`, `ghl_unavailable`, `ghl_rejected`
 */
export async function findOwnMessage(
  connection: GhlConnection,
  locationId: string,
  search: OwnMessageSearch,
): Promise<{ messageId: string; conversationId: string } | null> {
  const find = read('search-conversation', '/conversations/search', {
    locationId,
    contactId: search.contactId,
  });
  const { conversations } = readAnswer(
    find,
    await callGhl(connection, locationId, find),
    conversationSearchSchema,
  );
  for (const { id } of conversations) {
    const messageId = await findIn(connection, locationId, id, search);
    if (messageId !== null) return { messageId, conversationId: id };
  }
  return null;
}

async function findIn(
  connection: GhlConnection,
  locationId: string,
  conversationId: string,
  search: OwnMessageSearch,
): Promise<string | null> {
  const earliest = search.notBefore.getTime() - clockToleranceMs;
  const matches: ListedMessage[] = [];
  let lastMessageId: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const request = read('get-messages', `/conversations/${encodeURIComponent(conversationId)}/messages`, {
      limit: String(pageSize),
      ...(lastMessageId === null ? {} : { lastMessageId }),
    });
    const list = readAnswer(request, await callGhl(connection, locationId, request), messageListSchema);
    matches.push(...list.messages.filter(message => isOurs(message, search, earliest)));
    const reachedOlder = list.messages.some(message => timeOf(message) < earliest);
    if (!list.nextPage || list.lastMessageId === null || reachedOlder) break;
    lastMessageId = list.lastMessageId;
  }
  return matches.sort((a, b) => timeOf(a) - timeOf(b))[0]?.id ?? null;
}

const timeOf = (message: ListedMessage): number => Date.parse(message.dateAdded ?? '');

function isOurs(message: ListedMessage, search: OwnMessageSearch, earliest: number): boolean {
  return (
    message.direction === 'outbound' &&
    message.body !== null &&
    normalise(message.body) === normalise(search.text) &&
    timeOf(message) >= earliest &&
    !search.exclude.includes(message.id)
  );
}
