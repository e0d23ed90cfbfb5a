import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../data/ghl-events');

/** Every payload that GHL documents, by its file name. */
export const sampleNames: readonly string[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.json'))
  .sort();

export const sampleBody = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;

/** Ids that no other run of the tests has seen, for a database that they share. */
export const ownIds = (): Record<string, string> => ({
  locationId: `location-${randomUUID()}`,
  contactId: `contact-${randomUUID()}`,
  conversationId: `conversation-${randomUUID()}`,
  messageId: `message-${randomUUID()}`,
  webhookId: `webhook-${randomUUID()}`,
});

/** A sample as if it were sent this moment. */
export const madeFresh = (name: string): Record<string, unknown> => ({
  ...sampleBody(name),
  ...ownIds(),
  dateAdded: new Date().toISOString(),
  timestamp: new Date().toISOString(),
});
