import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClaude, type Claude, type ClaudePrompt } from '../../claude/claude-client';
import { FailedCall } from '../../claude/failed-call';
import { createLogger } from '../../runtime/logger';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import { orderFault } from './order-fault';

const haiku = 'claude-haiku-5-5';
const sonnet = 'claude-sonnet-5-5';
const prompt: ClaudePrompt = {
  task: 'reply',
  version: 'reply-1',
  system: [{ text: 'You answer leads.', cached: false }],
  user: '<conversation channel="SMS" returning="false"><message from="lead">Hi</message></conversation>',
  maxTokens: 300,
};
const failures = 3;
const longRestMs = 60_000;

async function endOf(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.then(
    () => 'answered',
    (thrown: unknown) => thrown,
  );
  return error instanceof FailedCall ? error.end : String(error);
}

describe('the breaker of a model', () => {
  let simulator: ClaudeSimulator;
  let claude: Claude;
  let said: { msg: string; model: string }[];
  beforeEach(async () => {
    simulator = await startClaudeSimulator({ latencyMs: 0 });
    said = [];
    claude = resting(longRestMs);
  });
  afterEach(() => simulator.close());

  const logger = createLogger('test', 'info', {
    write: (line: string) => void said.push(JSON.parse(line) as (typeof said)[number]),
  });
  const resting = (restMs: number): Claude =>
    createClaude({
      ...{ apiKey: 'key', baseUrl: simulator.url, timeoutMs: 300, logger },
      breaker: { failures, restMs },
    });

  const ask = (model = haiku, signal?: AbortSignal) => endOf(claude.ask(prompt, { model, signal }));
  const stateOf = (model = haiku) => claude.states().find(state => state.model === model)?.state;
  const overload = (times: number) => orderFault(simulator, { kind: 'status', status: 529, times });

  async function open(): Promise<void> {
    await overload(failures);
    for (let time = 0; time < failures; time += 1) expect(await ask()).toBe('overloaded');
    expect(stateOf()).toBe('open');
  }
  /** Open, and at the end of its rest. */
  async function openAndRested(): Promise<void> {
    claude = resting(50);
    await open();
    await untilAwake();
  }
  const untilAwake = async (): Promise<void> => {
    while (claude.restOf(haiku) !== null) await new Promise(resolve => setTimeout(resolve, 5));
  };

  it('opens after so many overloads in a row, and then asks nothing', async () => {
    await open();
    const refused = simulator.state.refusals;
    expect(await ask()).toBe('resting');
    expect(simulator.state.refusals).toBe(refused);
    expect(Object.values(simulator.state.calls).filter(count => count > 0)).toEqual([]);
  });

  it('says how long the model rests, for Temporal to come back then', async () => {
    await open();
    const rest = claude.restOf(haiku);
    expect(rest).toMatchObject({ code: 'claude_unavailable', end: 'resting' });
    expect(rest?.retryAfterMs).toBeGreaterThan(0);
    expect(rest?.retryAfterMs).toBeLessThanOrEqual(longRestMs);
  });

  it('leaves other models alone', async () => {
    await open();
    expect(await ask(sonnet)).toBe('answered');
    expect(stateOf(sonnet)).toBe('closed');
    expect(claude.restOf(sonnet)).toBeNull();
  });

  it.each(['hang', 'accept_then_disconnect'] as const)('opens where calls %s, too', async kind => {
    await orderFault(simulator, { kind, times: failures });
    for (let time = 0; time < failures; time += 1) expect(await ask()).toBe('unheard');
    expect(await ask()).toBe('resting');
  });

  it('opens where nobody can be reached', async () => {
    await simulator.close();
    for (let time = 0; time < failures; time += 1) expect(await ask()).toBe('unreached');
    expect(await ask()).toBe('resting');
  });

  it.each([
    ['an answer', undefined],
    ['a rate limit', 429],
    ['a refused request', 400],
    ['an internal error', 500],
  ])('counts anew after %s, which shows that the model is there', async (_what, status) => {
    await overload(failures - 1);
    for (let time = 1; time < failures; time += 1) await ask();
    if (status !== undefined) await orderFault(simulator, { kind: 'status', status });
    expect(await ask()).toBe(status === undefined ? 'answered' : 'refused');
    await overload(failures - 1);
    for (let time = 1; time < failures; time += 1) expect(await ask()).toBe('overloaded');
    expect(stateOf()).toBe('closed');
  });

  it('lets one call try after the rest, and no other beside it', async () => {
    await openAndRested();
    await orderFault(simulator, { kind: 'delay', ms: 100 });
    const trying = ask();
    expect(stateOf()).toBe('half_open');
    expect(await ask()).toBe('resting');
    expect(await trying).toBe('answered');
    expect(stateOf()).toBe('closed');
    expect(await ask()).toBe('answered');
  });

  it('opens again where the try fails, or its caller does not wait for it', async () => {
    await openAndRested();
    await overload(1);
    expect(await ask()).toBe('overloaded');
    expect(stateOf()).toBe('open');
    await untilAwake();
    await orderFault(simulator, { kind: 'hang' });
    const leaving = new AbortController();
    const trying = ask(haiku, leaving.signal);
    leaving.abort(new Error('left'));
    expect(await trying).toBe('Error: left');
    expect(stateOf()).toBe('open');
  });

  it('does not count calls that their callers ended', async () => {
    await orderFault(simulator, { kind: 'hang', times: failures });
    for (let time = 0; time < failures; time += 1) {
      const leaving = new AbortController();
      const asked = ask(haiku, leaving.signal);
      leaving.abort(new Error('left'));
      expect(await asked).toBe('Error: left');
    }
    expect(stateOf()).toBe('closed');
  });

  it('is told of in the log once when the model goes and once when it is back', async () => {
    await openAndRested();
    await overload(1);
    await ask();
    await untilAwake();
    expect(await ask()).toBe('answered');
    expect(said.map(({ msg, model }) => [model, msg])).toEqual([
      [haiku, 'the model is overloaded or silent and rests'],
      [haiku, 'the model is back'],
    ]);
  });
});
