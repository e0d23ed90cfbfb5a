import { z } from 'zod';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import type { OpenRunInput } from './open-run';

/** The switches a contact event tells of, or null where it tells of none. */
function doNotDisturbIn(raw: Readonly<Record<string, unknown>>): Record<string, string> | null {
  const settings = switches.safeParse(raw['dndSettings']);
  if (settings.success) {
    return Object.fromEntries(
      Object.entries(settings.data).map(([channel, { status }]) => [channel, status]),
    );
  }
  if (typeof raw['dnd'] !== 'boolean') return null;
  return raw['dnd'] ? { all: 'active' } : {};
}

const switches = z.record(z.string(), z.looseObject({ status: z.string() }));

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
        if (event.type.startsWith('Contact') && event.locationId !== null && event.contactId !== null) {
          // Tags and do-not-disturb may have changed: the next message asks GHL again. What the event says of
          // do-not-disturb counts at once, also for a reply that is on its way.
          await store.contacts.forget(event.locationId, event.contactId, doNotDisturbIn(event.raw));
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
