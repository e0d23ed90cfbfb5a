import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AskingDependencies } from '../../activities/dependencies';
import { createClaude } from '../../claude/claude-client';
import { systemClock } from '../../runtime/clock';
import { createLogger } from '../../runtime/logger';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import type { Store } from '../../store/store';
import { startRecordingServer } from '../ghl/recording-server';
import { openTestStore } from '../store/open-test-store';
import { eventually } from '../support/product';
import { askIn, callsOf, newAttempt, newRun, questionOf, type Place } from './asking';
import { orderFault } from './order-fault';

const logger = createLogger('test', 'silent');
const claudeAt = (url: string) => createClaude({ apiKey: 'key', baseUrl: url, timeoutMs: 10_000 });
let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

let simulator: ClaudeSimulator;
let dependencies: AskingDependencies;
let run: Place;
beforeEach(async () => {
  simulator = await startClaudeSimulator({ latencyMs: 0 });
  dependencies = { store, claude: claudeAt(simulator.url), clock: systemClock, logger };
  run = await newRun(store);
});
afterEach(() => simulator.close());

const answered = () => Object.values(simulator.state.calls).reduce((sum, count) => sum + count, 0);
const untilBooked = (place: Place) =>
  eventually(async () => (await callsOf(store, place))[0], 'the booking of a call');

describe('an attempt', () => {
  it('after one whose answer was stored gets that answer, and pays nothing', async () => {
    const first = await askIn(newAttempt(), dependencies, questionOf(run));
    expect(await askIn(newAttempt(), dependencies, questionOf(run))).toEqual(first);
    expect(answered()).toBe(1);
    expect(await callsOf(store, run)).toHaveLength(1);
  });

  it('asks anew where the stored answer no longer passes the checks', async () => {
    await askIn(newAttempt(), dependencies, questionOf(run));
    let looks = 0;
    const fit = (value: { city: string; rooms: number }) => {
      looks += 1;
      return looks === 1
        ? { fit: false as const, reason: 'the rules have changed' }
        : { fit: true as const, value };
    };
    await askIn(newAttempt(), dependencies, questionOf(run, { fit }));
    expect(answered()).toBe(2);
  });

  it('that begins while another one waits for its answer waits for the same', async () => {
    await orderFault(simulator, { kind: 'delay', ms: 300 });
    const asked = [newAttempt(), newAttempt()].map(attempt => askIn(attempt, dependencies, questionOf(run)));
    const [one, other] = await Promise.all(asked);
    expect(one).toEqual(other);
    expect(answered()).toBe(1);
    expect(await callsOf(store, run)).toHaveLength(1);
  });

  it('that is given up leaves the call to the one that waits for it, too', async () => {
    await orderFault(simulator, { kind: 'delay', ms: 2_000 });
    const first = newAttempt();
    const givenUp = askIn(first, dependencies, questionOf(run));
    const untilGivenUp = expect(givenUp).rejects.toThrow();
    await untilBooked(run);
    // The second joins as soon as it has found nothing stored; only then the first leaves.
    let joined = false;
    const stored: Store['claudeCalls']['stored'] = async (...task) => {
      const found = await store.claudeCalls.stored(...task);
      setImmediate(() => (joined = true));
      return found;
    };
    const joining = { ...dependencies, store: { ...store, claudeCalls: { ...store.claudeCalls, stored } } };
    const second = askIn(newAttempt(), joining, questionOf(run));
    await eventually(async () => joined, 'the second attempt');
    first.cancel('TIMED_OUT');
    await untilGivenUp;
    await second;
    expect(answered()).toBe(1);
    expect(await callsOf(store, run)).toMatchObject([{ status: 'answered' }]);
  });

  it('keeps its answer although it could not be stored: it is paid, and somebody waits for it', async () => {
    const claudeCalls = {
      ...store.claudeCalls,
      answered: () => Promise.reject(new Error('Postgres is away')),
    };
    const away = { ...dependencies, store: { ...store, claudeCalls } };
    expect(await askIn(newAttempt(), away, questionOf(run))).toHaveProperty('city');
    // Found unsettled, so that what was reserved for it still counts.
    expect(await callsOf(store, run)).toMatchObject([{ status: 'asked' }]);
  });
});

describe('an attempt that is cancelled', () => {
  it('ends its request, and books the call as unknown', async () => {
    let closed = false;
    const server = await startRecordingServer((_request, response) => {
      response.on('close', () => (closed = true));
    });
    const attempt = newAttempt();
    const asked = askIn(attempt, { ...dependencies, claude: claudeAt(server.url) }, questionOf(run));
    const untilEnded = expect(asked).rejects.toMatchObject({ name: 'CancelledFailure' });
    await eventually(async () => server.requests.length > 0, 'the request');
    attempt.cancel('CANCELLED');
    await untilEnded;
    await eventually(async () => closed, 'the end of the request');
    expect(await callsOf(store, run)).toMatchObject([{ status: 'unknown' }]);
    await server.close();
  });

  it('before it asked books nothing', async () => {
    const attempt = newAttempt();
    attempt.cancel('CANCELLED');
    await expect(askIn(attempt, dependencies, questionOf(run))).rejects.toMatchObject({
      name: 'CancelledFailure',
    });
    expect(await callsOf(store, run)).toEqual([]);
  });
});
