import { afterEach, describe, expect, it } from '@jest/globals';
import { createGhlClient, type GhlClient } from '../../ghl/ghl-client';
import { LeadwireError } from '../../runtime/errors';
import { json, startRecordingServer, type Answer, type RecordingServer } from './recording-server';

const secretToken = 'pit-secret-token';
const leadText = 'my number is 555-0100';

describe('what GHL answers becomes one of our errors', () => {
  let server: RecordingServer | undefined;
  afterEach(async () => server?.close());

  async function clientAgainst(answer: Answer, timeoutMs = 2_000): Promise<GhlClient> {
    server = await startRecordingServer(answer);
    return createGhlClient({ baseUrl: server.url, timeoutMs, tokenFor: async () => secretToken });
  }
  const send = (client: GhlClient) =>
    client.sendMessage('loc1', { type: 'SMS', contactId: 'c1', message: leadText });

  async function errorOf(promise: Promise<unknown>): Promise<LeadwireError> {
    const error: unknown = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(LeadwireError);
    return error as LeadwireError;
  }

  it.each([
    [400, 'ghl_rejected'],
    [401, 'ghl_unauthorized'],
    [403, 'ghl_unauthorized'],
    [404, 'ghl_rejected'],
    [422, 'ghl_rejected'],
    [500, 'ghl_unavailable'],
    [502, 'ghl_unavailable'],
    [503, 'ghl_unavailable'],
    [302, 'ghl_rejected'],
  ] as const)('status %i is %s', async (status, code) => {
    const client = await clientAgainst(json(status, { message: leadText }));
    const error = await errorOf(send(client));
    expect(error.code).toBe(code);
  });

  it.each([408, 504])('status %i leaves open whether a message was taken', async status => {
    const client = await clientAgainst(json(status, {}));
    expect((await errorOf(send(client))).code).toBe('ghl_ambiguous');
    expect((await errorOf(client.addTags('loc1', 'c1', ['a']))).code).toBe('ghl_unavailable');
  });

  it.each([
    ['seconds', { 'retry-after': '3' }, 3_000, 3_000],
    ['a date', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }, 50_000, 61_000],
    ['the burst interval', { 'x-ratelimit-interval-milliseconds': '7000' }, 7_000, 7_000],
    ['nothing', {}, 10_000, 10_000],
  ])('429 with %s says how long to wait', async (_name, headers, least, most) => {
    const client = await clientAgainst(json(429, {}, headers));
    const error = await errorOf(send(client));
    expect(error.code).toBe('ghl_rate_limited');
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(least);
    expect(error.retryAfterMs).toBeLessThanOrEqual(most);
  });

  it('a time-out leaves a send ambiguous, and anything else merely unavailable', async () => {
    const client = await clientAgainst(() => undefined, 150);
    expect((await errorOf(send(client))).code).toBe('ghl_ambiguous');
    expect((await errorOf(client.createNote('loc1', 'c1', 'note'))).code).toBe('ghl_unavailable');
  });

  it('a connection cut after the request leaves a send ambiguous', async () => {
    const client = await clientAgainst((_request, response) => response.destroy());
    expect((await errorOf(send(client))).code).toBe('ghl_ambiguous');
  });

  it('a refused connection took nothing: unavailable, for a send too', async () => {
    const client = await clientAgainst(json(200, {}));
    await server?.close();
    expect((await errorOf(send(client))).code).toBe('ghl_unavailable');
  });

  it('a success without a message id leaves a send ambiguous', async () => {
    const client = await clientAgainst(json(200, { ok: true }));
    expect((await errorOf(send(client))).code).toBe('ghl_ambiguous');
  });

  it('takes the first of several message ids, and does without a conversation id', async () => {
    const client = await clientAgainst(json(201, { messageIds: ['m7', 'm8'] }));
    expect(await send(client)).toEqual({ messageId: 'm7', conversationId: null });
  });

  it('sends again without the doubtful fields when GHL refuses for them', async () => {
    const client = await clientAgainst((request, response) => {
      const refused = Object.keys(request.body as object).includes('subType');
      const answer = refused
        ? json(422, { message: ['subType must be one of the following values'] })
        : json(201, { messageId: 'm1', conversationId: 'v1' });
      answer(request, response);
    });
    expect(await send(client)).toEqual({ messageId: 'm1', conversationId: 'v1' });
    expect(server?.requests).toHaveLength(2);
  });

  it('never says a token, a text or an answer in an error', async () => {
    for (const answer of [json(400, { message: leadText }), json(500, { token: secretToken })]) {
      const error = await errorOf(send(await clientAgainst(answer)));
      expect(`${error.message} ${String(error.cause)}`).not.toMatch(/secret|555|number/);
      await server?.close();
    }
  });

  it('passes on what the token lookup throws, and calls nobody', async () => {
    server = await startRecordingServer(json(200, {}));
    const client = createGhlClient({
      baseUrl: server.url,
      timeoutMs: 1_000,
      tokenFor: async () => {
        throw new LeadwireError('ghl_unauthorized', 'no token');
      },
    });
    expect((await errorOf(send(client))).code).toBe('ghl_unauthorized');
    expect(server.requests).toHaveLength(0);
  });
});
