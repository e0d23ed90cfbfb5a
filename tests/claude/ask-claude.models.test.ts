import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AskingDependencies } from '../../activities/dependencies';
import { createClaude } from '../../claude/claude-client';
import { FailedCall } from '../../claude/failed-call';
import { systemClock } from '../../runtime/clock';
import { LeadwireError } from '../../runtime/errors';
import { createLogger } from '../../runtime/logger';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import type { Store } from '../../store/store';
import { openTestStore } from '../store/open-test-store';
import { askIn, callsOf, haiku, newAttempt, newRun, olderHaiku, questionOf, type Place } from './asking';
import { orderFault } from './order-fault';

const logger = createLogger('test', 'silent');
let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

describe('where a model of Claude', () => {
  let simulator: ClaudeSimulator;
  let dependencies: AskingDependencies;
  let run: Place;
  beforeEach(async () => {
    simulator = await startClaudeSimulator({ latencyMs: 0 });
    const breaker = { failures: 3, restMs: 60_000 };
    const claude = createClaude({ apiKey: 'key', baseUrl: simulator.url, timeoutMs: 500, breaker });
    dependencies = { store, claude, clock: systemClock, logger };
    run = await newRun(store);
  });
  afterEach(() => simulator.close());

  const ask = (place = run) => askIn(newAttempt(), dependencies, questionOf(place));
  async function failureOf(asked: Promise<unknown>): Promise<LeadwireError> {
    const error: unknown = await asked.then(
      () => 'answered',
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof LeadwireError)) throw new Error(`it ended otherwise: ${String(error)}`);
    return error;
  }
  const unpaid = { status: 'failed', answer: null };

  it.each([529, 503])('has no room (%i), the next of the route answers in the same attempt', async status => {
    await orderFault(simulator, { kind: 'status', status });
    const value = await ask();
    const calls = await callsOf(store, run);
    expect(calls).toMatchObject([
      { model: haiku, ...unpaid },
      { model: olderHaiku, status: 'answered', answer: value },
    ]);
    expect(calls.map(call => Number(call.cost_usd) > 0)).toEqual([false, true]);
  });

  it('has no room and neither has any other, the question is left to the next attempt', async () => {
    await orderFault(simulator, { kind: 'status', status: 529, retryAfterSeconds: 9 });
    await orderFault(simulator, { kind: 'status', status: 529, retryAfterSeconds: 4 });
    // As soon as the first of them wants to be asked again.
    expect(await failureOf(ask())).toMatchObject({ code: 'claude_unavailable', retryAfterMs: 4_000 });
    expect(await callsOf(store, run)).toMatchObject([
      { model: haiku, ...unpaid },
      { model: olderHaiku, ...unpaid },
    ]);
  });

  it('was overloaded over and over, it is passed over without a call', async () => {
    await orderFault(simulator, { kind: 'status', status: 529, times: 3 });
    // Two of the three strike the first model, and one the second, which then answers.
    await failureOf(ask(await newRun(store)));
    await ask(await newRun(store));
    await orderFault(simulator, { kind: 'status', status: 529 });
    await ask(await newRun(store));
    expect(dependencies.claude.states()).toEqual([
      { model: haiku, state: 'open' },
      { model: olderHaiku, state: 'closed' },
    ]);
    await ask();
    expect(await callsOf(store, run)).toMatchObject([{ model: olderHaiku, status: 'answered' }]);
  });

  it('rests and so do all others, nothing is asked or booked, and the attempt says when to come back', async () => {
    await orderFault(simulator, { kind: 'status', status: 529, times: 6 });
    for (let time = 0; time < 3; time += 1) await failureOf(ask(await newRun(store)));
    const error = await failureOf(ask());
    expect(error).toMatchObject({ code: 'claude_unavailable', end: 'resting' });
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
    expect(await callsOf(store, run)).toEqual([]);
  });

  it('asks to be left alone for a moment (429), no other is asked: Temporal comes back in time', async () => {
    await orderFault(simulator, { kind: 'status', status: 429, retryAfterSeconds: 5 });
    expect(await failureOf(ask())).toMatchObject({ code: 'claude_rate_limited', retryAfterMs: 5_000 });
    expect(await callsOf(store, run)).toMatchObject([{ model: haiku, ...unpaid }]);
  });

  it('asks to be left alone for longer than a lead can wait, another one answers', async () => {
    await orderFault(simulator, { kind: 'status', status: 429, retryAfterSeconds: 30 });
    await ask();
    expect(await callsOf(store, run)).toMatchObject([
      { model: haiku, ...unpaid },
      { model: olderHaiku, status: 'answered' },
    ]);
  });

  it.each([
    ['a spend limit', { status: 429, errorCode: 'enforced_spend_limit_reached', retryAfterSeconds: 60 }],
    ['a request that is refused', { status: 400 }],
    ['a key that is refused', { status: 401 }],
    ['an unknown model', { status: 404 }],
  ])('stands behind %s, no other is asked and it is final', async (_what, fault) => {
    await orderFault(simulator, { kind: 'status', ...fault });
    const error = await failureOf(ask());
    expect(error.code).toBe('claude_rejected');
    expect(error.retryAfterMs).toBeUndefined();
    expect(await callsOf(store, run)).toMatchObject([{ model: haiku, ...unpaid }]);
  });

  it('fails inside (500), nothing is paid and the next attempt asks it again', async () => {
    await orderFault(simulator, { kind: 'status', status: 500 });
    expect((await failureOf(ask())).code).toBe('claude_unavailable');
    await ask();
    expect(await callsOf(store, run)).toMatchObject([
      { model: haiku, ...unpaid },
      { model: haiku, status: 'answered' },
    ]);
  });

  it.each(['hang', 'accept_then_hang', 'accept_then_disconnect'] as const)(
    'gives no answer (%s), the call is booked as unknown and left to the next attempt',
    async kind => {
      await orderFault(simulator, { kind });
      const error = await failureOf(ask());
      expect(error).toBeInstanceOf(FailedCall);
      expect(error).toMatchObject({ code: 'claude_unavailable', end: 'unheard' });
      expect(await callsOf(store, run)).toMatchObject([{ model: haiku, status: 'unknown', answer: null }]);
    },
  );

  it.each([502, 504, 408])('may have answered a server between us (%i), it is unknown too', async status => {
    await orderFault(simulator, { kind: 'status', status });
    expect((await failureOf(ask())).code).toBe('claude_unavailable');
    expect(await callsOf(store, run)).toMatchObject([{ model: haiku, status: 'unknown' }]);
  });

  it('was never reached, nothing can have been paid', async () => {
    await simulator.close();
    expect(await failureOf(ask())).toMatchObject({ code: 'claude_unavailable', end: 'unreached' });
    expect(await callsOf(store, run)).toMatchObject([{ model: haiku, ...unpaid }]);
  });

  it('answered badly and then has no room, the next one is told the reason', async () => {
    await orderFault(simulator, { kind: 'answer', stopReason: 'refusal' });
    await orderFault(simulator, { kind: 'status', status: 529 });
    await ask();
    expect(await callsOf(store, run)).toMatchObject([
      { model: haiku, status: 'failed' },
      { model: haiku, ...unpaid },
      { model: olderHaiku, status: 'answered' },
    ]);
  });

  it('took over and answered badly, it is the one that is asked again', async () => {
    await orderFault(simulator, { kind: 'status', status: 529 });
    await orderFault(simulator, { kind: 'answer', text: 'no JSON' });
    await ask();
    expect(await callsOf(store, run)).toMatchObject([
      { model: haiku, ...unpaid },
      { model: olderHaiku, status: 'failed' },
      { model: olderHaiku, status: 'answered' },
    ]);
  });

  it('would cost more than a cap allows, nothing is asked', async () => {
    const poor = await newRun(store, { budgets: { contactMonthlyUsd: 0.000_001 } });
    expect((await failureOf(ask(poor))).code).toBe('budget_exhausted');
    expect(await callsOf(store, poor)).toEqual([]);
    expect(simulator.state.refusals).toBe(0);
  });

  it('would answer only after the attempt is over, it is not asked any more', async () => {
    const late = newAttempt({ startToCloseTimeoutMs: 6_000 });
    expect((await failureOf(askIn(late, dependencies, questionOf(run)))).code).toBe('claude_unavailable');
    expect(await callsOf(store, run)).toEqual([]);
  });
});
