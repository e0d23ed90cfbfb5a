import type { Redis } from 'ioredis';
import { z } from 'zod';
import { subscribe, type Subscription } from './subscription';

export const cacheChannel = 'leadwire:cache';

/**
 * What processes tell each other about entries, by their Redis keys. `version`: there is a newer one;
 * `delete`: it is gone; `clear`: all that begin so are gone; `went_back`: so are they, and lower versions
 * than were heard of are right again, for their source has lost some.
 */
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('version'), name: z.string(), version: z.number() }),
  z.object({ kind: z.literal('delete'), name: z.string() }),
  z.object({ kind: z.literal('clear'), prefix: z.string() }),
  z.object({ kind: z.literal('went_back'), prefix: z.string() }),
]);
export type CacheMessage = z.infer<typeof messageSchema>;

/**
 * Hears what processes say.
 * @param onListening called each time the subscription stands: messages before that may have been missed
 */
export const listenToCaches = (
  subscriber: Redis,
  onMessage: (message: CacheMessage) => void,
  onListening: () => void,
): Subscription =>
  subscribe(subscriber, cacheChannel, {
    onMessage(text) {
      const message = parse(text);
      if (message) onMessage(message);
    },
    onListening,
  });

function parse(text: string): CacheMessage | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not ours.
    return undefined;
  }
}
