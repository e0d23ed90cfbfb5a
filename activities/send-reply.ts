import { sleep } from '@temporalio/activity';
import { defaults } from '../runtime/defaults';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { Send } from '../store/sends';
import { createActionApplier, type ApplyActionsInput } from './apply-actions';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

/**
 * How long GHL may take to show a message in its conversation. After an attempt whose end nobody
 * heard of, absence proves nothing before this has passed.
 */
const visibleAfterMs = 5_000;

/** A send is one call, or two where GHL wants the body in its other form, behind a look-up of the token. */
const sendTakesAtMostMs = 2 * defaults.ghl.timeoutMs + 5_000;

/** When absence proves something: counted from the attempt's end, or from the latest it can have ended. */
function provesAbsenceFrom(send: Send, now: Date): number {
  const end = send.lastAttemptEndedAt?.getTime();
  const latestEnd = (send.lastAttemptAt ?? now).getTime() + sendTakesAtMostMs;
  return (end ?? latestEnd) + visibleAfterMs;
}

/** Why a claimed reply did not go out after all. */
export type StopReason = 'opted_out' | 'paused' | 'handed_off' | 'failed' | 'unclear';

export type SendOutcome =
  | {
      readonly outcome: 'sent';
      /** GHL kept some of the run's actions waiting: they are to be tried again, the message is not. */
      readonly actionsLeft: boolean;
    }
  | { readonly outcome: 'stopped'; readonly reason: StopReason };

export interface SendActivities {
  /**
   * Sends the run's claimed reply through GHL, once, however often it is called, and then applies the
   * run's actions: never a tag before the message it depends on. In one activity, for each costs a
   * round trip through the server.
   */
  sendReply(input: ApplyActionsInput): Promise<SendOutcome>;
}

function stoppedSend({ status, failure }: Send): SendOutcome {
  if (status === 'unclear') return { outcome: 'stopped', reason: 'unclear' };
  const aborted = status === 'aborted' && (failure === 'paused' || failure === 'handed_off');
  if (aborted) return { outcome: 'stopped', reason: failure };
  return { outcome: 'stopped', reason: status === 'aborted' ? 'opted_out' : 'failed' };
}

export function createSendActivities(dependencies: ActivityDependencies): SendActivities {
  const { store, ghl, clock, logger } = dependencies;
  const applyPending = createActionApplier(dependencies);

  /**
   * An earlier attempt may have reached GHL. Looks for its message; if it is not there, waits until
   * GHL would surely show it and looks once more.
   */
  async function findEarlierAttempt(send: Send): Promise<string | null> {
    const notBefore = send.firstAttemptAt ?? clock.now();
    const look = async (): Promise<string | null> => {
      const exclude = await store.sends.ownedMessageIds(send);
      const found = await ghl.findOwnMessage(send.locationId, {
        contactId: send.contactId,
        text: send.body,
        notBefore,
        exclude,
      });
      return found?.messageId ?? null;
    };
    const found = await look();
    if (found !== null) return found;
    const now = clock.now();
    const wait = provesAbsenceFrom(send, now) - now.getTime();
    if (wait > 0) await sleep(wait);
    return look();
  }

  /** @returns null when GHL has the message */
  async function attempt(workflowId: string, send: Send): Promise<SendOutcome | null> {
    const status = await store.sends.begin(send);
    if (status === 'sent') return null;
    if (status !== 'sending') return stoppedSend(await store.sends.get(workflowId));
    try {
      const { messageId } = await ghl.sendMessage(send.locationId, {
        type: send.channel,
        contactId: send.contactId,
        message: send.body,
      });
      await store.sends.markSent(send, messageId);
      return null;
    } catch (error) {
      await noteFailure(send, error);
      throw error;
    }
  }

  async function noteFailure(send: Send, error: unknown): Promise<void> {
    if (!(error instanceof LeadwireError)) return;
    if (error.code === 'ghl_ambiguous' || error.code === 'ghl_unavailable') {
      await store.sends.markUnheard(send.sendId);
    }
    if (error.code === 'ghl_rate_limited') await store.sends.markNotTaken(send.sendId);
    if (error.code === 'ghl_rejected' || error.code === 'ghl_unauthorized') {
      await store.sends.markGivenUp(send.sendId, 'failed', error.code);
    }
  }

  /** @returns null when GHL has the message, from this attempt or an earlier one */
  async function sendOnce(workflowId: string): Promise<SendOutcome | null> {
    const send = await store.sends.get(workflowId);
    if (send.status === 'sent') return null;
    if (send.status === 'failed' || send.status === 'unclear' || send.status === 'aborted')
      return stoppedSend(send);
    if (send.status === 'sending') {
      logger.warn({ workflowId }, 'an earlier attempt to send ended unheard; looking for its message in GHL');
      // GHL lists e-mails without their text: one cannot be told from another, so a person decides.
      if (send.channel === 'Email') {
        await store.sends.markGivenUp(send.sendId, 'unclear', 'ghl_ambiguous');
        return { outcome: 'stopped', reason: 'unclear' };
      }
      const earlier = await findEarlierAttempt(send);
      if (earlier !== null) {
        await store.sends.markSent(send, earlier);
        return null;
      }
    }
    return attempt(workflowId, send);
  }

  /** What keeps an action waiting must not make a message that is out look as if it were not. */
  async function tryToApply(input: ApplyActionsInput): Promise<boolean> {
    try {
      await applyPending(input);
      return true;
    } catch (error) {
      logger.warn({ workflowId: input.workflowId, reason: messageOf(error) }, 'actions are left for later');
      return false;
    }
  }

  return {
    sendReply: input =>
      withFailures(async () => {
        const stopped = await sendOnce(input.workflowId);
        return stopped ?? { outcome: 'sent', actionsLeft: !(await tryToApply(input)) };
      }),
  };
}
