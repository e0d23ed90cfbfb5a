import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { atConstantRate, severalAtOnce } from '../../bench/constant-rate';

const never = new AbortController().signal;

describe('an open loop', () => {
  it('begins each piece in time although the ones before have not ended', async () => {
    // None ends before all have begun: a loop that waits for one would wait for ever.
    let begun = 0;
    let open: () => void = () => undefined;
    const allBegun = new Promise<void>(resolve => (open = resolve));
    await atConstantRate({ perSecond: 100, count: 5, signal: never }, async () => {
      begun += 1;
      if (begun === 5) open();
      await allBegun;
    });
    expect(begun).toBe(5);
  });

  it('never begins one too early', async () => {
    const startedAt = performance.now();
    const begun: number[] = [];
    await atConstantRate({ perSecond: 20, count: 4, signal: never }, async index => {
      begun[index] = performance.now() - startedAt;
    });
    begun.forEach((at, index) => expect(at).toBeGreaterThanOrEqual(index * 50 - 2));
  });

  it('waits for the last piece to end', async () => {
    let ended = 0;
    await atConstantRate({ perSecond: 1_000, count: 3, signal: never }, async () => {
      await pause(50);
      ended += 1;
    });
    expect(ended).toBe(3);
  });

  it('begins no more once it is aborted', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    await atConstantRate({ perSecond: 1_000, count: 1_000, signal: stop.signal }, async index => {
      begun.push(index);
      if (index === 2) stop.abort();
    });
    expect(begun).toEqual([0, 1, 2]);
  });
});

describe('a closed loop', () => {
  it('works through everything, no more at once than asked for', async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    await severalAtOnce([1, 2, 3, 4, 5], 2, never, async item => {
      underWay += 1;
      most = Math.max(most, underWay);
      await pause(5);
      underWay -= 1;
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });
});
