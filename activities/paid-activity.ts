import { activityInfo, heartbeat } from '@temporalio/activity';
import { withFailures } from './failures';

/**
 * Runs an activity that waits for Claude: its errors reach Temporal with their code, and Temporal is told
 * that it is alive for as long as it takes, so that a dead worker is noticed within the heartbeat
 * time-out, and a cancellation reaches the call. Three beats to a time-out: one may be late. What is over
 * before the first costs nothing.
 */
export const paidActivity = <T>(work: () => Promise<T>): Promise<T> =>
  withFailures(async () => {
    const { heartbeatTimeoutMs } = activityInfo();
    if (heartbeatTimeoutMs === undefined) return work();
    const beating = setInterval(() => heartbeat(), heartbeatTimeoutMs / 3);
    try {
      return await work();
    } finally {
      clearInterval(beating);
    }
  });
