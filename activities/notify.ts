import type { ContactId, LocationId } from '../domain/ids';
import type { Notification } from '../domain/notification-rules';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { NotificationRecord } from '../store/records';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface NotifyInput {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId | null;
  readonly agentId: string | null;
  readonly notification: Notification;
}

/** Each channel is an activity of its own, so that one that is down keeps none of the others waiting. */
export interface NotificationActivities {
  /** Keeps the notification where operators see it. */
  recordNotification(input: NotifyInput): Promise<void>;
  /** A task in GHL for the agent. */
  notifyByTask(input: NotifyInput): Promise<void>;
  /** A message to the tenant's Slack-compatible webhook. */
  notifyByWebhook(input: NotifyInput): Promise<void>;
}

const webhookTimeoutMs = 5_000;
const minutesToAct = { critical: 5, high: 15, medium: 120, low: 24 * 60 } as const;

export function createNotificationActivities({
  store,
  ghl,
  clock,
}: ActivityDependencies): NotificationActivities {
  /** Sends on one channel unless it went out before; what the tenant has not switched on is left out. */
  async function once(input: NotifyInput, channel: string, send: () => Promise<boolean>): Promise<void> {
    const { notification, workflowId, locationId, contactId } = input;
    const record: NotificationRecord = {
      workflowId,
      kind: notification.kind,
      channel,
      locationId,
      contactId,
      ...textOf(notification),
    };
    if (await store.records.wasNotified(record)) return;
    if (await send()) await store.records.writeNotification(record);
  }

  return {
    recordNotification: input => withFailures(() => once(input, 'record', async () => true)),
    notifyByTask: input =>
      withFailures(() =>
        once(input, 'task', async () => {
          // A budget is the location's matter: nobody looks for it among the tasks of a lead.
          if (input.notification.kind === 'budget_warning') return false;
          const tenant = await store.tenants.find(input.locationId);
          if (!tenant?.configuration.notifications.tasks || input.contactId === null) return false;
          const { title, message, suggestedAction, priority } = input.notification;
          await ghl.createTask(input.locationId, input.contactId, {
            title,
            body: `${message}\n${suggestedAction}`,
            dueDate: new Date(clock.now().getTime() + minutesToAct[priority] * 60_000),
            ...(input.agentId === null ? {} : { assignedTo: input.agentId }),
          });
          return true;
        }),
      ),
    notifyByWebhook: input =>
      withFailures(() =>
        once(input, 'webhook', async () => {
          const tenant = await store.tenants.find(input.locationId);
          const url = tenant?.configuration.notifications.webhookUrl;
          if (!url) return false;
          await postMessage(url, `*${input.notification.title}*\n${input.notification.message}`);
          return true;
        }),
      ),
  };
}

const textOf = ({ priority, title, message }: Notification) => ({ priority, title, message });

/** Slack's incoming webhooks take `{"text"}`; most others do too. */
async function postMessage(url: string, text: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(webhookTimeoutMs),
    });
  } catch (cause) {
    throw new LeadwireError(
      'notification_failed',
      `The notification webhook could not be reached: ${messageOf(cause)}`,
      { cause },
    );
  }
  if (!response.ok)
    throw new LeadwireError('notification_failed', `The notification webhook answered ${response.status}`);
}
