import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Anthropic } from '@anthropic-ai/sdk';
import { ClaudePaces } from '../../simulator/claude-latency';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';

const model = 'claude-haiku-5-5';
const pace = { firstTokenMs: 40, msPerOutputToken: 5 };

describe('how long an answer takes', () => {
  it('is the same for each however long it is, unless its model has a pace', () => {
    const paces = new ClaudePaces();
    expect(paces.of(model, 'semantic')).toEqual({ firstTokenMs: 120, msPerOutputToken: 0 });
    expect(paces.of(model, 'reply')).toEqual({ firstTokenMs: 180, msPerOutputToken: 0 });
    paces.set({ models: { [model]: pace } });
    expect(paces.of(model, 'reply')).toEqual(pace);
    expect(paces.of('claude-opus-5-5', 'reply')).toEqual({ firstTokenMs: 180, msPerOutputToken: 0 });
  });

  it('goes back to fixed times where they are set again', () => {
    const paces = new ClaudePaces(7);
    paces.set({ analysis: 1, reply: 2, models: { [model]: pace } });
    expect(paces.of(model, 'semantic')).toEqual(pace);
    paces.set({ ms: 3 });
    expect(paces.of(model, 'semantic')).toEqual({ firstTokenMs: 3, msPerOutputToken: 0 });
  });

  it.each([
    {},
    { ms: -1 },
    { analysis: 1 },
    { models: { [model]: { firstTokenMs: 1 } } },
    { ms: 1, mood: 2 },
  ])('is not set by %j', body => {
    expect(() => new ClaudePaces().set(body)).toThrow();
  });

  describe('with a pace for the model', () => {
    let simulator: ClaudeSimulator;
    let client: Anthropic;
    beforeEach(async () => {
      simulator = await startClaudeSimulator({ latencyMs: 0 });
      client = new Anthropic({ apiKey: 'key', baseURL: simulator.url, maxRetries: 0 });
      const body = JSON.stringify({ models: { [model]: pace } });
      const { status } = await fetch(`${simulator.url}/simulator/latency`, { method: 'POST', body });
      expect(status).toBe(200);
    });
    afterEach(() => simulator.close());

    const params = {
      ...{ model, max_tokens: 200 },
      messages: [{ role: 'user' as const, content: 'I want to buy a house' }],
    };
    /** Timers may fire a little early. Milliseconds. */
    const tolerance = 2;
    const least = (tokens: number): number => pace.firstTokenMs + tokens * pace.msPerOutputToken - tolerance;

    it('grows with what is written', async () => {
      const startedAt = performance.now();
      const { usage } = await client.messages.create(params);
      expect(usage.output_tokens).toBeGreaterThan(5);
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(least(usage.output_tokens));
    });

    it('is spread over a stream, which ends as late', async () => {
      const startedAt = performance.now();
      const message = await client.messages.stream(params).finalMessage();
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(least(message.usage.output_tokens));
    });
  });
});
