import { afterEach, describe, expect, it } from '@jest/globals';
import { createGhlClient } from '../../ghl/ghl-client';
import { startRecordingServer, type RecordingServer } from './recording-server';

const begun = new Date('2026-10-01T10:00:00.000Z');
const at = (seconds: number): string => new Date(begun.getTime() + seconds * 1000).toISOString();
const message = (id: string, body: string, seconds: number, direction = 'outbound') => ({
  id,
  body,
  direction,
  dateAdded: at(seconds),
});

describe('looking for a message that may have been sent', () => {
  let server: RecordingServer;
  afterEach(() => server.close());

  /** Pages newest first, either wrapped as the live API does or flat as its description says. */
  async function searchIn(
    pages: object[][],
    options: { flat?: boolean; exclude?: string[]; text?: string } = {},
  ) {
    server = await startRecordingServer((request, response) => {
      const page = Number(request.query['lastMessageId']?.replace('page', '') ?? 0);
      const list = {
        messages: pages[page] ?? [],
        nextPage: page + 1 < pages.length,
        lastMessageId: `page${page + 1}`,
      };
      const isSearch = request.path === '/conversations/search';
      const body = isSearch
        ? { conversations: pages.length === 0 ? [] : [{ id: 'v1' }] }
        : options.flat
          ? list
          : { messages: list };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const client = createGhlClient({ baseUrl: server.url, timeoutMs: 2_000, tokenFor: async () => 't' });
    const found = await client.findOwnMessage('loc1', {
      contactId: 'c1',
      text: options.text ?? ' Hello there ',
      notBefore: begun,
      exclude: options.exclude ?? [],
    });
    return found?.messageId ?? null;
  }

  it('finds it by text, direction and time', async () => {
    const pages = [[message('new', 'Hello there', 2), message('in', 'Hello there', 1, 'inbound')]];
    expect(await searchIn(pages)).toBe('new');
  });

  it('reads the list in the form of the description, too', async () => {
    expect(await searchIn([[message('new', 'Hello there', 2)]], { flat: true })).toBe('new');
  });

  it('allows five seconds between the clocks and no more', async () => {
    expect(await searchIn([[message('a', 'Hello there', -4)]])).toBe('a');
    await server.close();
    expect(await searchIn([[message('a', 'Hello there', -6)]])).toBeNull();
  });

  it('leaves out what another send owns', async () => {
    const pages = [[message('second', 'Hello there', 3), message('first', 'Hello there', 1)]];
    expect(await searchIn(pages, { exclude: ['first'] })).toBe('second');
  });

  it('takes the oldest of several, so that two equal sends each find their own', async () => {
    expect(await searchIn([[message('second', 'Hello there', 3), message('first', 'Hello there', 1)]])).toBe(
      'first',
    );
  });

  it('does not take a message with another text, or the lead’s own', async () => {
    expect(
      await searchIn([[message('a', 'Hello', 1), message('b', 'Hello there', 1, 'inbound')]]),
    ).toBeNull();
  });

  it('looks on the next page', async () => {
    expect(await searchIn([[message('x', 'other', 9)], [message('old', 'Hello there', 1)]])).toBe('old');
  });

  it('knows no conversation, no message', async () => {
    expect(await searchIn([])).toBeNull();
  });
});
