import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createClaude, type Claude, type ClaudePrompt } from '../../claude/claude-client';
import { UnusableAnswer } from '../../claude/unusable-answer';
import { LeadwireError } from '../../runtime/errors';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import { json, startRecordingServer, type RecordingServer } from '../ghl/recording-server';

const prompt: ClaudePrompt = {
  task: 'reply',
  version: 'reply-1',
  system: [
    { text: 'You answer leads.', cached: '1h' },
    { text: 'The tenant.', cached: true },
    { text: 'Today.', cached: false },
  ],
  user: '<conversation channel="SMS" returning="false"><message from="lead">Hi</message></conversation>',
  maxTokens: 300,
};
const haiku = 'claude-haiku-5-5';
const schema = z.object({ city: z.string(), rooms: z.number().min(0).max(9) });

const answerWith = (fields: object) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  usage: {
    input_tokens: 1_000,
    output_tokens: 100,
    cache_creation_input_tokens: 2_000,
    cache_read_input_tokens: 3_000,
  },
  ...fields,
});

async function errorOf(promise: Promise<unknown>): Promise<LeadwireError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LeadwireError);
  return error as LeadwireError;
}

describe('a request to Claude', () => {
  let server: RecordingServer;
  afterEach(() => server.close());

  const ask = async (options: { model?: string; withSchema?: boolean } = {}) => {
    server = await startRecordingServer(
      json(200, answerWith({ content: [{ type: 'text', text: '{"city":"Fremont","rooms":2}' }] })),
    );
    const claude = createClaude({ apiKey: 'key', baseUrl: server.url, timeoutMs: 2_000 });
    const model = options.model ?? haiku;
    if (options.withSchema) await claude.ask(prompt, { model, schema });
    else await claude.ask(prompt, { model });
    return server.requests[0];
  };

  it('marks each cached block with its life, and sends no sampling parameter', async () => {
    const request = await ask();
    expect(request?.path).toBe('/v1/messages');
    expect(request?.headers).toMatchObject({ authorization: 'Bearer key' });
    expect(request?.headers['anthropic-version']).toBeDefined();
    expect(request?.body).toMatchObject({
      system: [
        { type: 'text', text: 'You answer leads.', cache_control: { type: 'ephemeral', ttl: '1h' } },
        { type: 'text', text: 'The tenant.', cache_control: { type: 'ephemeral', ttl: '5m' } },
        { type: 'text', text: 'Today.' },
      ],
      messages: [{ role: 'user', content: prompt.user }],
    });
    expect(JSON.stringify(request?.body)).not.toMatch(/temperature|top_p|top_k/);
    expect(JSON.stringify(request?.body).match(/cache_control/g)).toHaveLength(2);
  });

  it('asks for JSON of the schema where there is one', async () => {
    const request = await ask({ withSchema: true });
    expect(request?.body).toMatchObject({
      output_config: {
        format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } },
      },
    });
  });

  it('leaves a thinking model room to think, and gives an older one exactly what was asked', async () => {
    const thinking = await ask({ model: 'claude-sonnet-5-5' });
    expect(thinking?.body).toMatchObject({ max_tokens: 300 + 2_048, output_config: { effort: 'low' } });
    await server.close();
    const older = await ask({ model: 'claude-haiku-4-5' });
    expect(older?.body).toMatchObject({ max_tokens: 300 });
    expect(older?.body).not.toHaveProperty('output_config');
  });
});

describe('an answer of Claude', () => {
  let server: RecordingServer | undefined;
  afterEach(() => server?.close());

  async function claudeAnswering(fields: object): Promise<Claude> {
    server = await startRecordingServer(json(200, answerWith(fields)));
    return createClaude({ apiKey: 'key', baseUrl: server.url, timeoutMs: 2_000 });
  }

  it('carries its text, usage and cost', async () => {
    const claude = await claudeAnswering({});
    const answer = await claude.ask(prompt, { model: haiku });
    expect(answer).toMatchObject({
      value: 'Hello',
      model: 'claude-sonnet-5-5',
      usage: { inputTokens: 1_000, outputTokens: 100, cacheWriteTokens: 2_000, cacheReadTokens: 3_000 },
      simulated: false,
    });
    // 1000 × $2 + 2000 × $2.50 + 3000 × $0.10 + 100 × $10, for a million.
    expect(answer.costUsd).toBeCloseTo(0.0083, 10);
  });

  it('skips what was thought before the text', async () => {
    const claude = await claudeAnswering({
      content: [
        { type: 'thinking', thinking: '', signature: 's' },
        { type: 'text', text: 'After all' },
      ],
    });
    expect((await claude.ask(prompt, { model: haiku })).value).toBe('After all');
  });

  it.each([
    ['refused', { stop_reason: 'refusal', content: [] }],
    ['cut short', { stop_reason: 'max_tokens' }],
    ['empty', { content: [{ type: 'text', text: '  ' }] }],
    ['without any text', { content: [] }],
  ])('that is %s is an invalid answer', async (_name, fields) => {
    const claude = await claudeAnswering(fields);
    expect((await errorOf(claude.ask(prompt, { model: haiku }))).code).toBe('claude_invalid_answer');
  });

  it.each([
    ['cut short', { stop_reason: 'max_tokens' }, undefined],
    ['off its schema', {}, schema],
  ])('that is %s says what it cost all the same', async (_name, fields, wanted) => {
    const claude = await claudeAnswering(fields);
    const asked =
      wanted === undefined
        ? claude.ask(prompt, { model: haiku })
        : claude.ask(prompt, { model: haiku, schema: wanted });
    const error = await errorOf(asked);
    expect(error).toBeInstanceOf(UnusableAnswer);
    expect(error).toMatchObject({
      paid: {
        model: 'claude-sonnet-5-5',
        usage: { inputTokens: 1_000, outputTokens: 100, cacheWriteTokens: 2_000, cacheReadTokens: 3_000 },
        costUsd: expect.closeTo(0.0083, 10) as unknown,
        simulated: false,
      },
    });
  });

  it.each([
    ['no JSON', 'Fremont, two rooms'],
    ['of another shape', '{"city":"Fremont"}'],
    ['out of range, which the API does not check', '{"city":"Fremont","rooms":12}'],
  ])('to a schema that is %s is an invalid answer, and the error holds none of it', async (_name, text) => {
    const claude = await claudeAnswering({ content: [{ type: 'text', text }] });
    const error = await errorOf(claude.ask(prompt, { model: haiku, schema }));
    expect(error.code).toBe('claude_invalid_answer');
    expect(error.message).not.toContain('Fremont');
  });

  it('to a schema has its type', async () => {
    const claude = await claudeAnswering({ content: [{ type: 'text', text: '{"city":"Napa","rooms":3}' }] });
    const { value } = await claude.ask(prompt, { model: haiku, schema });
    expect(value.rooms + 1).toBe(4);
  });
});

describe('a failure of Claude becomes one of our errors', () => {
  let simulator: ClaudeSimulator;
  let claude: Claude;
  beforeEach(async () => {
    simulator = await startClaudeSimulator({ latencyMs: 0 });
    claude = createClaude({ apiKey: 'key', baseUrl: simulator.url, timeoutMs: 1_000 });
  });
  afterEach(() => simulator.close());

  const order = async (fault: object): Promise<void> => {
    const response = await fetch(`${simulator.url}/simulator/faults`, {
      method: 'POST',
      body: JSON.stringify([fault]),
    });
    expect(response.status).toBe(200);
  };

  it.each([
    [400, 'claude_rejected'],
    [401, 'claude_rejected'],
    [402, 'claude_rejected'],
    [403, 'claude_rejected'],
    [404, 'claude_rejected'],
    [413, 'claude_rejected'],
    [422, 'claude_rejected'],
    [408, 'claude_unavailable'],
    [500, 'claude_unavailable'],
    [503, 'claude_unavailable'],
    [529, 'claude_unavailable'],
  ] as const)('status %i is %s, after one attempt', async (status, code) => {
    await order({ kind: 'status', status, times: 1 });
    expect((await errorOf(claude.ask(prompt, { model: haiku }))).code).toBe(code);
    expect(simulator.state.refusals).toBe(1);
    expect((await claude.ask(prompt, { model: haiku })).simulated).toBe(true);
  });

  it('says how long to wait, for a rate limit and for an overload', async () => {
    await order({ kind: 'status', status: 429, retryAfterSeconds: 7 });
    expect(await errorOf(claude.ask(prompt, { model: haiku }))).toMatchObject({
      code: 'claude_rate_limited',
      retryAfterMs: 7_000,
    });
    await order({ kind: 'status', status: 529, retryAfterSeconds: 2 });
    expect(await errorOf(claude.ask(prompt, { model: haiku }))).toMatchObject({
      code: 'claude_unavailable',
      retryAfterMs: 2_000,
    });
  });

  it.each(['enforced_spend_limit_reached', 'contract_spend_limit_reached'])(
    'a spend limit (%s) is no rate limit: waiting does not help',
    async errorCode => {
      await order({ kind: 'status', status: 429, errorCode, retryAfterSeconds: 1 });
      const error = await errorOf(claude.ask(prompt, { model: haiku }));
      expect(error.code).toBe('claude_rejected');
      expect(error.retryAfterMs).toBeUndefined();
    },
  );

  it.each(['hang', 'accept_then_hang', 'accept_then_disconnect'])('%s is unavailable', async kind => {
    await order({ kind });
    expect((await errorOf(claude.ask(prompt, { model: haiku }))).code).toBe('claude_unavailable');
  });

  it('nobody there is unavailable', async () => {
    await simulator.close();
    expect((await errorOf(claude.ask(prompt, { model: haiku }))).code).toBe('claude_unavailable');
  });

  it('a call that its caller ends throws the caller’s reason', async () => {
    await order({ kind: 'hang' });
    const ending = new AbortController();
    const asked = claude.ask(prompt, { model: haiku, signal: ending.signal });
    ending.abort(new Error('cancelled by the workflow'));
    await expect(asked).rejects.toThrow('cancelled by the workflow');
  });
});
