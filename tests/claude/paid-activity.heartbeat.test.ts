import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { paidActivity } from '../../activities/paid-activity';
import { LeadwireError } from '../../runtime/errors';
import { newAttempt } from './asking';

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

function watched(heartbeatTimeoutMs: number) {
  const attempt = newAttempt({ heartbeatTimeoutMs });
  const counted = { attempt, beats: 0 };
  attempt.on('heartbeat', () => (counted.beats += 1));
  return counted;
}

describe('an activity that waits for Claude', () => {
  it('beats a few times in each time-out for as long as it takes, and not after that', async () => {
    const counted = watched(150);
    await counted.attempt.run(() =>
      paidActivity(async () => {
        while (counted.beats < 3) await wait(10);
      }),
    );
    await wait(200);
    expect(counted.beats).toBe(3);
  });

  it('does not beat any more where it failed, and fails with its code', async () => {
    const counted = watched(60);
    const failing = counted.attempt.run(() =>
      paidActivity(async () => {
        while (counted.beats < 1) await wait(5);
        throw new LeadwireError('claude_rate_limited', 'Claude asked to wait', { retryAfterMs: 3_000 });
      }),
    );
    const failure: unknown = await failing.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'claude_rate_limited',
      nonRetryable: false,
      nextRetryDelay: 3_000,
    });
    await wait(100);
    expect(counted.beats).toBe(1);
  });

  it('costs nothing where it is quick', async () => {
    const counted = watched(60_000);
    expect(await counted.attempt.run(() => paidActivity(async () => 'done'))).toBe('done');
    expect(counted.beats).toBe(0);
  });
});
