import { inboundMessage } from '../main/commands/inbound-message';
import { LeadwireError } from '../runtime/errors';
import { recurringQuestions, warmMessages, type BenchNames } from './bench-messages';
import { severalAtOnce } from './constant-rate';
import type { SendWatch } from './send-watch';
import type { WebhookSender } from './webhook-sender';

/** Few enough that a small machine is not swamped. */
const atOnce = 6;
const replyAtMostMs = 30_000;

/**
 * Has each location answer each recurring question once, since the cache of replies is each tenant's
 * own. It also warms up what the cold phase should not be measured with: connections, compiled code.
 * @throws LeadwireError `start_failed` where no reply comes
 */
export async function warmCaches({
  names,
  locations,
  sends,
  sender,
  signal,
}: {
  readonly names: BenchNames;
  readonly locations: number;
  readonly sends: SendWatch;
  readonly sender: WebhookSender;
  readonly signal: AbortSignal;
}): Promise<void> {
  const messages = warmMessages(names, 'warm-up', locations * recurringQuestions.length, locations);
  await severalAtOnce(messages, atOnce, signal, async message => {
    await sender.post(Buffer.from(JSON.stringify(inboundMessage(message))));
    await sends.untilAllGotOne([message.contactId], replyAtMostMs);
    if (sends.sendsTo(message.contactId).length === 0)
      throw new LeadwireError('start_failed', 'the stack does not answer; its log says why');
  });
}
