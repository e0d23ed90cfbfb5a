import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import type { OpenRunInput } from './open-run';

export interface RecordEventInput extends OpenRunInput {
  /** One sentence for a person. */
  readonly explanation: string;
}

export interface RecordingActivities {
  /** Records an event that needs no answer, and its run as ended. */
  recordEvent(input: RecordEventInput): Promise<void>;
}

export function createRecordingActivities({
  store,
  announcements,
}: ActivityDependencies): RecordingActivities {
  return {
    recordEvent: input =>
      withFailures(async () => {
        const { workflowId, runId, event, receivedAt, explanation } = input;
        await store.webhooks.record({ workflowId, runId, event, startedAt: receivedAt, message: null });
        // Tags and do-not-disturb may have changed: the next message asks GHL again.
        if (event.type.startsWith('Contact') && event.locationId !== null && event.contactId !== null) {
          await store.contacts.forget(event.locationId, event.contactId);
        }
        await store.runs.end({
          workflowId,
          status: 'ignored',
          replySource: 'none',
          leadTemperature: null,
          explanation,
          errorCode: null,
          timings: {},
        });
        announcements.announce(workflowId);
      }),
  };
}
