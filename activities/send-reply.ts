import { sleep } from '@temporalio/activity';
import { LeadwireError } from '../runtime/errors';
import type { Send } from '../store/sends';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

/**
 * How long GHL may take to show a message in its conversation. After an attempt whose end nobody
 * heard of, absence proves nothing before this has passed.
 */
const visibleAfterMs = 5_000;

export type SendOutcome =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'stopped'; readonly reason: 'opted_out' | 'failed' | 'unclear' };

export interface SendActivities {
  /** Sends the run's claimed reply through GHL, once, however often it is called. */
  sendReply(input: { readonly workflowId: string }): Promise<SendOutcome>;
}

export function createSendActivities({ store, ghl, clock, logger }: ActivityDependencies): SendActivities {
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
    const sinceLastAttempt = clock.now().getTime() - (send.lastAttemptAt ?? notBefore).getTime();
    if (sinceLastAttempt < visibleAfterMs) await sleep(visibleAfterMs - sinceLastAttempt);
    return look();
  }

  async function attempt(send: Send): Promise<SendOutcome> {
    const status = await store.sends.begin(send);
    if (status === 'sent') return { outcome: 'sent' };
    if (status !== 'sending')
      return { outcome: 'stopped', reason: status === 'aborted' ? 'opted_out' : 'failed' };
    try {
      const { messageId } = await ghl.sendMessage(send.locationId, {
        type: send.channel,
        contactId: send.contactId,
        message: send.body,
      });
      await store.sends.markSent(send, messageId);
      return { outcome: 'sent' };
    } catch (error) {
      await noteFailure(send, error);
      throw error;
    }
  }

  async function noteFailure(send: Send, error: unknown): Promise<void> {
    if (!(error instanceof LeadwireError)) return;
    if (error.code === 'ghl_rate_limited') await store.sends.markNotTaken(send.sendId);
    if (error.code === 'ghl_rejected' || error.code === 'ghl_unauthorized') {
      await store.sends.markGivenUp(send.sendId, 'failed', error.code);
    }
  }

  return {
    sendReply: ({ workflowId }) =>
      withFailures(async () => {
        const send = await store.sends.get(workflowId);
        if (send.status === 'sent') return { outcome: 'sent' };
        if (send.status === 'failed' || send.status === 'unclear')
          return { outcome: 'stopped', reason: send.status };
        if (send.status === 'sending') {
          logger.warn(
            { workflowId },
            'an earlier attempt to send ended unheard; looking for its message in GHL',
          );
          const earlier = await findEarlierAttempt(send);
          if (earlier !== null) {
            await store.sends.markSent(send, earlier);
            return { outcome: 'sent' };
          }
        }
        return attempt(send);
      }),
  };
}
