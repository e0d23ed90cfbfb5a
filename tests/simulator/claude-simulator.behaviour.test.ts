import { Anthropic } from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createClaude, type Claude, type ClaudePrompt } from '../../claude/claude-client';
import { slotNames } from '../../domain/analysis';
import { leadTypes, objections, primaryIntents, sentiments, urgencies } from '../../domain/vocabulary';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';

const haiku = 'claude-haiku-5-5';
const confidence = z.number().min(0).max(1);
const answer = z.strictObject({ value: z.string().nullable(), confidence });
const semantic = z.strictObject({
  primary_intent: z.enum(primaryIntents),
  urgency: z.enum(urgencies),
  sentiment: z.enum(sentiments),
  objections: z.array(z.enum(objections)),
  wishes: z.strictObject({ human: z.boolean(), appointment: z.boolean(), call: z.boolean() }),
  language: z.string(),
  confidence,
});
const qualification = z.strictObject({
  lead_type: z.enum(leadTypes),
  slots: z.strictObject(Object.fromEntries(slotNames.map(name => [name, answer]))),
});

const reply = z.strictObject({ reply: z.string(), asks: z.string().nullable() });

const promptOf = (task: string, ...lead: string[]): ClaudePrompt => ({
  task,
  version: '1',
  system: [{ text: 'rules '.repeat(500), cached: true }],
  user: `<conversation channel="SMS" returning="false">${lead.map(text => `<message from="lead">${text}</message>`).join('')}</conversation>`,
  maxTokens: 500,
});

describe('the Claude simulator', () => {
  let simulator: ClaudeSimulator;
  let claude: Claude;
  beforeEach(async () => {
    simulator = await startClaudeSimulator({ latencyMs: 0 });
    claude = createClaude({ apiKey: 'key', baseUrl: simulator.url, timeoutMs: 2_000 });
  });
  afterEach(() => simulator.close());

  const post = (body: object, headers: Record<string, string> = {}) =>
    fetch(`${simulator.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'k', 'anthropic-version': '2023-06-01', ...headers },
      body: JSON.stringify(body),
    });
  const valid = { model: haiku, max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };

  describe('answers by the schema it is asked for', () => {
    it('an analysis of meaning', async () => {
      const { value, simulated } = await claude.ask(
        promptOf('semantic', 'I need to see the house asap, but it is too expensive &amp; far'),
        { model: haiku, schema: semantic },
      );
      expect(value).toMatchObject({
        urgency: 'immediate',
        objections: ['price'],
        wishes: { human: false, appointment: true, call: false },
        language: 'en',
      });
      expect(simulated).toBe(true);
    });

    it('a qualification', async () => {
      const { value } = await claude.ask(
        promptOf('qualification', 'Looking to buy a 3 bedroom in Fremont', 'under $900k, pre-approved'),
        { model: haiku, schema: qualification },
      );
      expect(value.lead_type).toBe('buyer');
      expect(value.slots).toMatchObject({
        beds: { value: '3' },
        area: { value: 'Fremont' },
        budget: { value: 'under $900,000' },
        financing: { value: 'pre-approved' },
        baths: { value: null, confidence: 0 },
      });
    });

    it('any other schema with something that fits it', async () => {
      const schema = z.object({
        kind: z.enum(['a', 'b']),
        tags: z.array(z.string()).min(1),
        inner: z.object({ when: z.iso.datetime(), many: z.number().nullable() }),
      });
      const { value } = await claude.ask(promptOf('other', 'Hi'), { model: haiku, schema });
      expect(value.kind).toBe('a');
      expect(value.tags).toHaveLength(1);
    });

    it('no schema with a reply that takes up what was said and asks the next question', async () => {
      const prompt = promptOf('reply', 'Hi, I am looking for a 2 bedroom in Fremont');
      const user = `${prompt.user}<next_question name="budget">What budget do you have in mind?</next_question><language>en</language>`;
      const { value } = await claude.ask({ ...prompt, user }, { model: haiku });
      expect(value).toBe(
        'Hi {first_name}! A 2-bedroom home in Fremont, got it. What budget do you have in mind?',
      );
    });
  });

  describe('refuses what the API refuses', () => {
    it('takes a right request', async () => {
      const response = await post(valid);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-leadwire-simulator')).toBe('1');
      expect(response.headers.get('request-id')).toMatch(/^req_/);
    });

    it.each([
      ['temperature', { ...valid, temperature: 0.5 }],
      ['top_p', { ...valid, top_p: 1 }],
      ['top_k', { ...valid, top_k: 40 }],
      ['no max_tokens', { ...valid, max_tokens: undefined }],
      ['an unknown field', { ...valid, mood: 'good' }],
      ['an unknown field of output_config', { ...valid, output_config: { style: 'short' } }],
      ['a role of its own', { ...valid, messages: [{ role: 'lead', content: 'Hi' }] }],
      ['no message', { ...valid, messages: [] }],
      [
        'a prefilled answer',
        { ...valid, messages: [...valid.messages, { role: 'assistant', content: 'Well' }] },
      ],
      ['a thinking budget', { ...valid, thinking: { type: 'enabled', budget_tokens: 2000 } }],
      ['a schema that leaves objects open', withSchema({ type: 'object', properties: {} })],
      [
        'a keyword that structured outputs do not know',
        withSchema({
          type: 'object',
          additionalProperties: false,
          properties: { n: { type: 'number', minimum: 0 } },
        }),
      ],
    ])('%s', async (_name, body) => {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        type: 'error',
        error: { type: 'invalid_request_error', message: expect.any(String) },
      });
    });

    it('a request without a key, or without a version', async () => {
      expect((await post(valid, { 'x-api-key': '' })).status).toBe(401);
      expect((await post(valid, { 'anthropic-version': '' })).status).toBe(400);
    });
  });

  function withSchema(schema: object): object {
    return { ...valid, output_config: { format: { type: 'json_schema', schema } } };
  }

  it('cuts an answer off at max_tokens', async () => {
    const response = await post({ ...valid, max_tokens: 2 });
    expect(await response.json()).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 2 } });
  });

  it('keeps a marked prefix in its cache, for the same model and key only', async () => {
    const ask = async (model: string) => (await claude.ask(promptOf('reply', 'Hi'), { model })).usage;
    expect(await ask(haiku)).toMatchObject({ cacheWriteTokens: 750, cacheReadTokens: 0 });
    expect(await ask(haiku)).toMatchObject({ cacheWriteTokens: 0, cacheReadTokens: 750 });
    expect(await ask('claude-sonnet-5-5')).toMatchObject({ cacheWriteTokens: 750, cacheReadTokens: 0 });
  });

  it('does not cache a prefix that is too short', async () => {
    const short = { ...promptOf('reply', 'Hi'), system: [{ text: 'short', cached: true }] };
    const { usage } = await claude.ask(short, { model: haiku });
    expect(usage).toMatchObject({ cacheWriteTokens: 0, cacheReadTokens: 0 });
  });

  it('counts tokens and streams, as the official SDK expects', async () => {
    const sdk = new Anthropic({ apiKey: 'key', baseURL: simulator.url, maxRetries: 0 });
    const counted = await sdk.messages.countTokens({
      model: haiku,
      messages: [{ role: 'user', content: 'a'.repeat(400) }],
    });
    expect(counted.input_tokens).toBe(100);
    const stream = sdk.messages.stream({
      model: haiku,
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const message = await stream.finalMessage();
    expect(message.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('{first_name}') });
  });

  it('shows calls by task and tokens, and can be told how slow to be', async () => {
    await claude.ask(promptOf('semantic', 'Hi'), { model: haiku, schema: semantic });
    const set = await fetch(`${simulator.url}/simulator/latency`, {
      method: 'POST',
      body: JSON.stringify({ analysis: 0, reply: 80 }),
    });
    expect(set.status).toBe(200);
    const { durationMs } = await claude.ask(promptOf('reply', 'Hi'), { model: haiku, schema: reply });
    expect(durationMs).toBeGreaterThanOrEqual(75);
    const state = await (await fetch(`${simulator.url}/simulator/state`)).json();
    expect(state).toMatchObject({
      calls: { semantic: 1, reply: 1, qualification: 0 },
      meter: { total: { calls: 2 }, models: { [haiku]: { calls: 2 } } },
    });
    expect(JSON.stringify(state)).not.toContain('Hi');
  });

  it.each([
    ['a refusal', { stopReason: 'refusal' }],
    ['an answer that fits no schema', { text: '{"primary_intent":"party"}' }],
  ])('gives %s on order, to the task that is named', async (_name, what) => {
    await fetch(`${simulator.url}/simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'answer', match: { task: 'semantic' }, ...what }),
    });
    await claude.ask(promptOf('reply', 'Hi'), { model: haiku });
    await expect(
      claude.ask(promptOf('semantic', 'Hi'), { model: haiku, schema: semantic }),
    ).rejects.toMatchObject({ code: 'claude_invalid_answer' });
  });
});
