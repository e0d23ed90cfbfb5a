import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { LeadwireError } from '../runtime/errors';

const sendSchema = z.object({ contactId: z.string(), at: z.iso.datetime() });

/** What the GHL simulator sends out, as it happens. */
export interface SendWatch {
  /** When messages to this contact went out, oldest first: milliseconds since 1970, by this machine's clock. */
  sendsTo(contactId: string): readonly number[];
  /** Resolves once each of these contacts got a message, or after `atMostMs`. */
  untilAllGotOne(contactIds: readonly string[], atMostMs: number): Promise<void>;
  close(): void;
}

/**
 * Follows the simulator's event stream from now on.
 * @throws LeadwireError `start_failed` where there is no simulator
 */
export async function watchSends(ghlUrl: string): Promise<SendWatch> {
  const closing = new AbortController();
  const response = await fetch(`${ghlUrl}/simulator/events`, { signal: closing.signal }).catch(
    () => undefined,
  );
  if (!response?.ok || !response.body)
    throw new LeadwireError('start_failed', `there is no GHL simulator at ${ghlUrl}`);
  const times = new Map<string, number[]>();
  void follow(response.body, text => {
    const send = sendSchema.parse(JSON.parse(text));
    times.set(send.contactId, [...(times.get(send.contactId) ?? []), Date.parse(send.at)]);
  }).catch(() => undefined);
  return {
    sendsTo: contactId => times.get(contactId) ?? [],
    async untilAllGotOne(contactIds, atMostMs) {
      const deadline = AbortSignal.timeout(atMostMs);
      while (!deadline.aborted && !contactIds.every(id => times.has(id))) await pause(20);
    },
    close: () => closing.abort(),
  };
}

/** Hands on the data of each event; events end with an empty line. */
async function follow(stream: ReadableStream<Uint8Array>, onData: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of stream) {
    rest += decoder.decode(piece, { stream: true });
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) for (const data of dataOf(event)) onData(data);
  }
}

/** The `data:` lines of one server-sent event. */
export function dataOf(event: string): string[] {
  return event.split('\n').flatMap(line => (line.startsWith('data: ') ? [line.slice('data: '.length)] : []));
}
