import { sleep, workflowInfo } from '@temporalio/workflow';
import { recordEvent, recordOutbound } from './activity-options';
import type { ProcessWebhookInput } from './run-input';

/** While one of ours is on its way to this contact, how often and how long to wait before deciding. */
const looks = 20;
const betweenLooks = '2s';

const explanations = {
  ours: 'recorded: the message is our own',
  automation: 'recorded: a campaign or workflow of GHL wrote, not a person',
  in_flight: 'recorded: taken for our own, a send to this contact was under way all the time',
  person: 'recorded: a person wrote, so the bot sleeps',
  nobody: 'recorded: an outbound message that names no contact',
} as const;

/**
 * GHL tells of every message that goes out, ours too, and sometimes before the answer to our send
 * is here. A person's pauses the bot.
 */
export async function recordOutboundMessage(input: ProcessWebhookInput): Promise<string> {
  const { workflowId } = workflowInfo();
  const explanation = explanations[await ownerOf(input)];
  await recordEvent({ ...input, workflowId, explanation });
  return explanation;
}

async function ownerOf({ event, receivedAt }: ProcessWebhookInput): Promise<keyof typeof explanations> {
  const { locationId, contactId, messageId } = event;
  if (locationId === null || contactId === null || messageId === null) return 'nobody';
  // Campaigns and workflows of GHL write too; only what a person typed at the screen is a takeover.
  if (event.source !== 'app') return 'automation';
  const message = {
    locationId,
    contactId,
    messageId,
    text: event.text ?? '',
    channel: event.channel,
    dateAdded: event.dateAdded ?? event.timestamp ?? receivedAt,
  };
  for (let look = 1; look < looks; look += 1) {
    const owner = await recordOutbound(message);
    if (owner !== 'in_flight') return owner;
    await sleep(betweenLooks);
  }
  return recordOutbound(message);
}
