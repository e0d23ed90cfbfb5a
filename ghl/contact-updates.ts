import {
  anythingSchema,
  contactSchema,
  createdNoteSchema,
  createdTaskSchema,
  type GhlContact,
} from './ghl-answers.schema';
import { apiVersions, callGhl, readAnswer, type GhlConnection, type GhlRequest } from './ghl-request';

export interface NewTask {
  readonly title: string;
  readonly body: string;
  readonly dueDate: Date;
  /** GHL user id; the contact's owner sees it anyway. */
  readonly assignedTo?: string | undefined;
}

export interface CustomFieldValue {
  /** The location's id of the field. */
  readonly id: string;
  readonly value: string;
}

export type DoNotDisturbStatus = 'active' | 'inactive';

/** Channels that have a do-not-disturb switch of their own in GHL (`dndSettings` of PUT /contacts/{id}). */
const channelsWithSwitch = new Set(['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB']);

/**
 * The calls on one contact. All may be repeated without harm but notes and tasks, which a repetition
 * would double: their caller keeps track of what is done.
 * Each throws LeadwireError `ghl_unauthorized`, `ghl_rate_limited`, `ghl_unavailable` or `ghl_rejected`.
 */
export function createContactCalls(connection: GhlConnection) {
  const request = (
    operation: string,
    method: GhlRequest['method'],
    contactId: string,
    rest: string,
    body?: unknown,
  ): GhlRequest => ({
    operation,
    method,
    path: `/contacts/${encodeURIComponent(contactId)}${rest}`,
    version: apiVersions.contacts,
    body,
    effect: 'repeatable',
  });
  const done = async (locationId: string, call: GhlRequest): Promise<void> => {
    readAnswer(call, await callGhl(connection, locationId, call), anythingSchema);
  };
  /** Never with `tags`: PUT would replace all tags of the contact. */
  const update = (locationId: string, contactId: string, fields: Record<string, unknown>): Promise<void> =>
    done(locationId, request('update-contact', 'PUT', contactId, '', fields));

  return {
    async getContact(locationId: string, contactId: string): Promise<GhlContact> {
      const call = request('get-contact', 'GET', contactId, '');
      return readAnswer(call, await callGhl(connection, locationId, call), contactSchema);
    },
    addTags: (locationId: string, contactId: string, tags: readonly string[]): Promise<void> =>
      done(locationId, request('add-tags', 'POST', contactId, '/tags', { tags })),
    removeTags: (locationId: string, contactId: string, tags: readonly string[]): Promise<void> =>
      done(locationId, request('remove-tags', 'DELETE', contactId, '/tags', { tags })),
    updateCustomFields: (
      locationId: string,
      contactId: string,
      fields: readonly CustomFieldValue[],
    ): Promise<void> =>
      update(locationId, contactId, {
        customFields: fields.map(field => ({ id: field.id, field_value: field.value })),
      }),
    /**
     * `active` stops a channel, `inactive` opens it. A channel without a switch of its own
     * (Instagram, live chat) moves the contact's general switch: an opt-out stops too much rather
     * than too little.
     */
    setDoNotDisturb: (
      locationId: string,
      contactId: string,
      channel: string,
      status: DoNotDisturbStatus,
    ): Promise<void> =>
      update(
        locationId,
        contactId,
        channelsWithSwitch.has(channel)
          ? { dndSettings: { [channel]: { status } } }
          : { dnd: status === 'active' },
      ),
    async createNote(
      locationId: string,
      contactId: string,
      body: string,
    ): Promise<{ readonly id: string | null }> {
      const call = request('create-note', 'POST', contactId, '/notes', { body });
      return readAnswer(call, await callGhl(connection, locationId, call), createdNoteSchema);
    },
    async createTask(
      locationId: string,
      contactId: string,
      task: NewTask,
    ): Promise<{ readonly id: string | null }> {
      const call = request('create-task', 'POST', contactId, '/tasks', {
        title: task.title,
        body: task.body,
        dueDate: task.dueDate.toISOString(),
        completed: false,
        ...(task.assignedTo === undefined ? {} : { assignedTo: task.assignedTo }),
      });
      return readAnswer(call, await callGhl(connection, locationId, call), createdTaskSchema);
    },
    addToWorkflow: (locationId: string, contactId: string, workflowId: string): Promise<void> =>
      done(
        locationId,
        request(
          'add-contact-to-workflow',
          'POST',
          contactId,
          `/workflow/${encodeURIComponent(workflowId)}`,
          {},
        ),
      ),
  };
}
