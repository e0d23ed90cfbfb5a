import type { ContactId, LocationId } from '../domain/ids';
import type { Notification } from '../domain/notification-rules';
import { notifyByTask, notifyByWebhook, recordNotification } from './activity-options';

export interface SendNotificationsInput {
  /** The run that is told of. */
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId | null;
  readonly agentId: string | null;
  readonly notifications: readonly Notification[];
}

/**
 * Tells people what they need to know of a run. Every channel goes its own
 * way, so that one that is down keeps no other from being used; the workflow fails if any did.
 */
export async function sendNotifications(input: SendNotificationsInput): Promise<void> {
  const { workflowId, locationId, contactId, agentId } = input;
  const sends = input.notifications.flatMap(notification => {
    const told = { workflowId, locationId, contactId, agentId, notification };
    // A lead who needs a person got a task as an action of the run itself, before this.
    const task = notification.kind === 'needs_human' ? [] : [notifyByTask(told)];
    return [recordNotification(told), ...task, notifyByWebhook(told)];
  });
  const results = await Promise.allSettled(sends);
  const failed = results.find(result => result.status === 'rejected');
  if (failed) throw failed.reason;
}
