import type { ContactId, LocationId } from '../domain/ids';
import type { GhlContact } from '../ghl/ghl-client';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface ContactActivities {
  /** Reads a contact from GHL and keeps what bears on answering: name, tags, do-not-disturb, agent. */
  fetchContact(input: { readonly locationId: LocationId; readonly contactId: ContactId }): Promise<void>;
}

/** `dnd` alone means every channel; `dndSettings` names them one by one. */
function doNotDisturbOf(contact: GhlContact): Record<string, string> {
  const channels = Object.entries(contact.dndSettings);
  if (channels.length === 0 && contact.dnd) return { all: 'active' };
  return Object.fromEntries<string>(channels.map(([channel, { status }]) => [channel, status]));
}

export function createContactActivities({ store, ghl }: ActivityDependencies): ContactActivities {
  return {
    fetchContact: ({ locationId, contactId }) =>
      withFailures(async () => {
        const contact = await ghl.getContact(locationId, contactId);
        await store.contacts.save(locationId, contactId, {
          firstName: contact.firstName,
          lastName: contact.lastName,
          phone: contact.phone,
          email: contact.email,
          tags: contact.tags,
          doNotDisturb: doNotDisturbOf(contact),
          assignedTo: contact.assignedTo,
        });
      }),
  };
}
