import { Anthropic } from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';

const params = {
  model: 'claude-haiku-5-5',
  max_tokens: 200,
  messages: [{ role: 'user' as const, content: 'Hi, I want to buy a house' }],
};

describe('the batches of the Claude simulator', () => {
  let simulator: ClaudeSimulator;
  let client: Anthropic;
  beforeEach(async () => {
    simulator = await startClaudeSimulator({ latencyMs: 0 });
    client = clientWith('key');
  });
  afterEach(() => simulator.close());

  const clientWith = (apiKey: string): Anthropic =>
    new Anthropic({ apiKey, baseURL: simulator.url, maxRetries: 0 });
  const control = async (what: string, body: object): Promise<void> => {
    const { status } = await fetch(`${simulator.url}/simulator/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(status).toBe(200);
  };
  const create = (...ids: string[]) =>
    client.messages.batches.create({ requests: ids.map(custom_id => ({ custom_id, params })) });
  const resultsOf = async (id: string) => {
    const results = [];
    for await (const line of await client.messages.batches.results(id)) results.push(line);
    return results.sort((one, other) => (one.custom_id < other.custom_id ? -1 : 1));
  };

  it('are in progress for as long as was set, and have no results before', async () => {
    await control('batches', { ms: 60_000 });
    const batch = await create('a', 'b');
    expect(batch).toMatchObject({
      type: 'message_batch',
      processing_status: 'in_progress',
      request_counts: { processing: 2, succeeded: 0 },
      results_url: null,
    });
    const early = await fetch(`${simulator.url}/v1/messages/batches/${batch.id}/results`, {
      headers: { 'x-api-key': 'key', 'anthropic-version': '2023-06-01' },
    });
    expect(early.status).toBe(400);
  });

  it('give each entry the answer that it would get by itself, known by its id', async () => {
    await control('batches', { ms: 0 });
    const alone = await client.messages.create(params);
    const batch = await create('a', 'b');
    const ended = await client.messages.batches.retrieve(batch.id);
    expect(ended).toMatchObject({
      processing_status: 'ended',
      request_counts: { succeeded: 2, processing: 0 },
    });
    const results = await resultsOf(batch.id);
    expect(results.map(line => line.custom_id)).toEqual(['a', 'b']);
    for (const { result } of results) {
      expect(result).toMatchObject({
        type: 'succeeded',
        message: { content: alone.content, stop_reason: 'end_turn', usage: { service_tier: 'batch' } },
      });
    }
    expect(simulator.batches.figures).toEqual({ batches: 1, entries: 2 });
  });

  it('tell of a wrong entry in its result, and take the rest', async () => {
    await control('batches', { ms: 0 });
    const wrong = { ...params, max_tokens: 0 };
    const batch = await client.messages.batches.create({
      requests: [
        { custom_id: 'good', params },
        { custom_id: 'wrong', params: wrong },
      ],
    });
    expect(await resultsOf(batch.id)).toMatchObject([
      { custom_id: 'good', result: { type: 'succeeded' } },
      {
        custom_id: 'wrong',
        result: { type: 'errored', error: { type: 'error', error: { type: 'invalid_request_error' } } },
      },
    ]);
  });

  it('let an entry fail or expire as it was ordered', async () => {
    await control('batches', { ms: 0 });
    await control('faults', [
      { kind: 'status', status: 529, match: { task: 'other' } },
      { kind: 'hang', match: { task: 'other' } },
    ]);
    const batch = await create('a', 'b', 'c');
    expect((await resultsOf(batch.id)).map(({ result }) => result.type)).toEqual([
      'errored',
      'expired',
      'succeeded',
    ]);
  });

  it('refuse two entries of one id, and an id that the API does not take', async () => {
    await expect(create('a', 'a')).rejects.toMatchObject({ status: 400 });
    await expect(create('not an id')).rejects.toMatchObject({ status: 400 });
    await expect(client.messages.batches.create({ requests: [] })).rejects.toMatchObject({ status: 400 });
  });

  it('are listed newest first, over all pages, to the key that made them', async () => {
    const made = [await create('a'), await create('b'), await create('c')];
    const listed = [];
    for await (const batch of client.messages.batches.list({ limit: 2 })) listed.push(batch.id);
    expect(listed).toEqual(made.map(({ id }) => id).reverse());
    const stranger = clientWith('another');
    expect((await stranger.messages.batches.list()).data).toEqual([]);
    await expect(stranger.messages.batches.retrieve(made[0]?.id ?? '')).rejects.toMatchObject({
      status: 404,
    });
  });

  it('end at once where they are cancelled', async () => {
    await control('batches', { ms: 60_000 });
    const { id } = await create('a');
    const canceled = await client.messages.batches.cancel(id);
    expect(canceled).toMatchObject({ processing_status: 'ended', request_counts: { canceled: 1 } });
    expect(await resultsOf(id)).toMatchObject([{ result: { type: 'canceled' } }]);
  });

  it('exist although their maker never heard of them', async () => {
    await control('faults', { kind: 'accept_then_disconnect', match: { path: 'batches' } });
    await expect(create('a')).rejects.toThrow();
    expect((await client.messages.batches.list()).data).toHaveLength(1);
  });
});
