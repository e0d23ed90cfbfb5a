import { Anthropic } from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import type { RecordedPrompt } from '../../simulator/prompt-record';

let simulator: ClaudeSimulator;
let client: Anthropic;
beforeEach(async () => {
  simulator = await startClaudeSimulator({ latencyMs: 0 });
  client = new Anthropic({ apiKey: 'key', baseURL: simulator.url, maxRetries: 0, timeout: 2_000 });
});
afterEach(() => simulator.close());

const control = (what: string, body: object): Promise<Response> =>
  fetch(`${simulator.url}/simulator/${what}`, { method: 'POST', body: JSON.stringify(body) });

const rules = 'rules '.repeat(500);
async function usageOf(lead = 'I want to buy a house') {
  const { usage } = await client.messages.create({
    model: 'claude-haiku-5-5',
    max_tokens: 200,
    system: [{ type: 'text', text: rules, cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [{ role: 'user', content: lead }],
  });
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = usage;
  return {
    input: input_tokens,
    written: cache_creation_input_tokens,
    read: cache_read_input_tokens,
    output: output_tokens,
  };
}

describe('the prompt cache of the simulator can be switched off', () => {
  it('and all input is plain input then', async () => {
    const asUsual = await usageOf();
    expect(asUsual.written).toBe(750);
    await control('prompt-cache', { on: false });
    const plain = { input: asUsual.input + 750, written: 0, read: 0 };
    expect(await usageOf()).toMatchObject(plain);
    expect(await usageOf()).toMatchObject(plain);
  });

  it('and on again, with nothing in it', async () => {
    await usageOf();
    await control('prompt-cache', { on: false });
    await control('prompt-cache', { on: true });
    expect(await usageOf()).toMatchObject({ written: 750, read: 0 });
    expect(await usageOf()).toMatchObject({ written: 0, read: 750 });
  });

  it('which a reset undoes', async () => {
    await control('prompt-cache', { on: false });
    await control('reset', {});
    expect(await usageOf()).toMatchObject({ written: 750 });
  });

  it('by nothing but true or false', async () => {
    expect((await control('prompt-cache', { on: 'off' })).status).toBe(400);
  });
});

describe('the calls that the prompt cache saw', () => {
  const kept = async (): Promise<RecordedPrompt[]> => {
    const answer = await fetch(`${simulator.url}/simulator/prompts`);
    return ((await answer.json()) as { prompts: RecordedPrompt[] }).prompts;
  };

  it('are not kept unless asked for', async () => {
    await usageOf();
    expect(await kept()).toEqual([]);
  });

  it('are kept by size and mark, without a word of their text', async () => {
    await control('prompts', { keep: 2 });
    const { output } = await usageOf('I want to buy a house');
    await usageOf('I want to sell one');
    await usageOf('One call more than is kept');
    const [first, second, ...more] = await kept();
    expect(more).toEqual([]);
    expect(first).toMatchObject({ model: 'claude-haiku-5-5', minimumTokens: 512, outputTokens: output });
    expect(first?.blocks).toMatchObject([
      { tokens: 750, mark: '1h' },
      { tokens: 6, mark: null },
    ]);
    expect(second?.scope).toBe(first?.scope);
    expect(second?.blocks[0]?.digest).toBe(first?.blocks[0]?.digest);
    expect(second?.blocks[1]?.digest).not.toBe(first?.blocks[1]?.digest);
    expect(JSON.stringify([first, second])).not.toMatch(/house|sell|rules/);
  });

  it('begin anew with each order', async () => {
    await control('prompts', { keep: 5 });
    await usageOf();
    await control('prompts', { keep: 5 });
    expect(await kept()).toEqual([]);
  });
});
