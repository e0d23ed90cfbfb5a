import { Anthropic } from '@anthropic-ai/sdk';
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages/messages';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { until } from '../stack/until';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';

const haiku = 'claude-haiku-5-5';
const reading = z.object({
  ...{ calls: z.number(), inputTokens: z.number(), outputTokens: z.number(), costUsd: z.number() },
  ...{ cacheWrite5mTokens: z.number(), cacheWrite1hTokens: z.number(), cacheReadTokens: z.number() },
});
const parts = reading.extend({ lost: reading, batched: reading });
const stateSchema = z.object({
  meter: z.object({ total: parts, models: z.record(z.string(), parts) }),
});

describe('the meter of the Claude simulator', () => {
  let simulator: ClaudeSimulator;
  let client: Anthropic;
  beforeEach(async () => {
    simulator = await startClaudeSimulator({ latencyMs: 0 });
    client = new Anthropic({ apiKey: 'key', baseURL: simulator.url, maxRetries: 0, timeout: 2_000 });
  });
  afterEach(() => simulator.close());

  const control = async (what: string, body: object): Promise<void> => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    expect((await fetch(`${simulator.url}/simulator/${what}`, init)).status).toBe(200);
  };
  const meter = async () =>
    stateSchema.parse(await (await fetch(`${simulator.url}/simulator/state`)).json()).meter;
  const params = (ttl?: '5m' | '1h'): MessageCreateParamsNonStreaming => ({
    model: haiku,
    max_tokens: 200,
    system: [
      {
        ...{ type: 'text', text: 'rules '.repeat(500) },
        ...(ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ttl } }),
      },
    ],
    messages: [{ role: 'user', content: 'I want to buy a house' }],
  });

  it('shows what was written for five minutes and for an hour, in the answer and in the sum', async () => {
    const { usage } = await client.messages.create(params('1h'));
    expect(usage).toMatchObject({
      cache_creation_input_tokens: 750,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 750 },
    });
    const again = await client.messages.create(params('1h'));
    expect(again.usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 750 });
    const { total } = await meter();
    expect(total).toMatchObject({ calls: 2, cacheWrite1hTokens: 750, cacheReadTokens: 750 });
    const output = usage.output_tokens + again.usage.output_tokens;
    const input = usage.input_tokens + again.usage.input_tokens;
    expect(total.costUsd).toBeCloseTo((750 * 0.2 + 750 * 0.01 + input * 0.1 + output * 0.5) / 1e6, 12);
  });

  it('counts a stream like any call, and counting of tokens not at all', async () => {
    await client.messages.countTokens({ model: haiku, messages: params().messages });
    const message = await client.messages.stream(params()).finalMessage();
    expect((await meter()).total).toMatchObject({
      calls: 1,
      inputTokens: message.usage.input_tokens,
      outputTokens: message.usage.output_tokens,
    });
  });

  it('fills the prompt cache without an answer where none is wanted', async () => {
    const warm = await client.messages.create({ ...params('5m'), max_tokens: 0 });
    expect(warm).toMatchObject({ content: [], stop_reason: 'max_tokens', usage: { output_tokens: 0 } });
    const { usage } = await client.messages.create(params('5m'));
    expect(usage.cache_read_input_tokens).toBe(750);
  });

  it('tells answers apart that never arrived', async () => {
    await control('faults', [{ kind: 'accept_then_disconnect' }, { kind: 'accept_then_hang' }]);
    await expect(client.messages.create(params())).rejects.toThrow();
    await expect(client.messages.create(params(), { timeout: 300 })).rejects.toThrow();
    const { usage } = await client.messages.create(params());
    const { total } = await meter();
    expect(total).toMatchObject({ calls: 3, lost: { calls: 2, outputTokens: 2 * usage.output_tokens } });
    expect(total.lost.costUsd).toBeCloseTo((total.costUsd * 2) / 3, 12);
  });

  it('tells an answer apart that nobody waited for', async () => {
    await control('latency', { ms: 600 });
    await expect(client.messages.create(params(), { timeout: 100 })).rejects.toThrow();
    const total = await until(async () => {
      const read = (await meter()).total;
      return read.calls === 1 && read;
    });
    expect(total.lost).toMatchObject({ calls: 1, costUsd: total.costUsd });
  });

  it('asks nothing for what it refused or never took', async () => {
    await control('faults', [{ kind: 'status', status: 529 }, { kind: 'hang' }]);
    await expect(client.messages.create(params())).rejects.toMatchObject({ status: 529 });
    await expect(client.messages.create(params(), { timeout: 200 })).rejects.toThrow();
    await expect(client.messages.create({ ...params(), max_tokens: -1 })).rejects.toMatchObject({
      status: 400,
    });
    expect((await meter()).total).toMatchObject({ calls: 0, costUsd: 0 });
  });

  it('asks half for a batch, once it is over, and nothing for what was cancelled', async () => {
    const alone = await client.messages.create(params('5m'));
    const before = (await meter()).total;
    await control('batches', { ms: 60_000 });
    const requests = ['a', 'b'].map(custom_id => ({ custom_id, params: params('5m') }));
    const { id } = await client.messages.batches.create({ requests });
    expect((await meter()).total.batched.calls).toBe(0);
    await client.messages.batches.cancel(id);
    await control('batches', { ms: 0 });
    await client.messages.batches.create({ requests });
    const { total } = await meter();
    expect(total.batched).toMatchObject({ calls: 2, cacheReadTokens: 1_500 });
    const { input_tokens: input, output_tokens: output } = alone.usage;
    expect(total.batched.costUsd).toBeCloseTo(
      (2 * 0.5 * (750 * 0.01 + input * 0.1 + output * 0.5)) / 1e6,
      12,
    );
    expect(total.costUsd).toBeCloseTo(before.costUsd + total.batched.costUsd, 12);
  });

  it('lets no entry of a batch read what another one writes', async () => {
    await control('batches', { ms: 0 });
    const requests = ['a', 'b', 'c'].map(custom_id => ({ custom_id, params: params('5m') }));
    await client.messages.batches.create({ requests });
    expect((await meter()).total.batched).toMatchObject({ cacheWrite5mTokens: 2_250, cacheReadTokens: 0 });
  });

  it('forgets everything on demand', async () => {
    await client.messages.create(params('5m'));
    await control('reset', {});
    expect(await meter()).toMatchObject({ total: { calls: 0, costUsd: 0 }, models: {} });
    expect((await client.messages.create(params('5m'))).usage.cache_read_input_tokens).toBe(0);
  });
});
