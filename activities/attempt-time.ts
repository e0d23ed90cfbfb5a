import { activityInfo, Context } from '@temporalio/activity';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';

/**
 * When each attempt began, on this machine's clock: the server's may differ. An attempt begins with the
 * first question for it, a few milliseconds after Temporal counts.
 */
const beginnings = new WeakMap<Context, number>();

/** How long the current attempt of this activity may still wait for an answer and then store it. Milliseconds. */
export function attemptTimeLeftMs(): number {
  const context = Context.current();
  const now = systemClock.elapsed();
  const began = beginnings.get(context) ?? now;
  beginnings.set(context, began);
  return activityInfo().startToCloseTimeoutMs - defaults.claude.settleMs - (now - began);
}
