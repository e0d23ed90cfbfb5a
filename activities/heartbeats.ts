import { activityInfo, heartbeat } from '@temporalio/activity';

/**
 * Tells Temporal that this activity is alive for as long as the work takes, so that a dead worker is
 * noticed within the heartbeat time-out, and a cancellation reaches the work. Three beats to a time-out:
 * one may be late. Work that is over before the first costs nothing.
 */
export async function withHeartbeats<T>(work: Promise<T>): Promise<T> {
  const { heartbeatTimeoutMs } = activityInfo();
  if (heartbeatTimeoutMs === undefined) return work;
  const beating = setInterval(() => heartbeat(), heartbeatTimeoutMs / 3);
  try {
    return await work;
  } finally {
    clearInterval(beating);
  }
}
