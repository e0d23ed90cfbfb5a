import { z } from 'zod';
import { systemClock } from '../runtime/clock';
import { textField, type GhlCall, type GhlHandler } from './ghl-call';
import type { SimulatedContact } from './ghl-contact';
import { newId } from './ghl-state';

const contactOf = (call: GhlCall): SimulatedContact =>
  call.state.contact(call.path['contactId'] ?? '', call.locationId);

const tagsBody = z.object({ tags: z.array(z.string()) });
/** GHL keeps and returns tags in lower case whatever is sent; they are kept as sent here, to be readable. */
const sameTag = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();

const updateBody = z.object({
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  timezone: z.string().nullish(),
  assignedTo: z.string().nullish(),
  source: z.string().nullish(),
  dnd: z.boolean().optional(),
  dndSettings: z.record(z.string(), z.object({ status: z.string() })).optional(),
  tags: z.array(z.string()).optional(),
  customFields: z.array(z.looseObject({ id: z.string(), field_value: z.unknown() })).optional(),
});

function update(contact: SimulatedContact, body: unknown): void {
  const changes = updateBody.parse(body);
  const texts = ['firstName', 'lastName', 'name', 'email', 'phone', 'assignedTo', 'source'] as const;
  for (const field of texts) {
    const value = changes[field];
    if (typeof value === 'string') contact[field] = value;
  }
  if (changes.timezone !== undefined) contact.timezone = changes.timezone;
  if (changes.dnd !== undefined) contact.dnd = changes.dnd;
  Object.assign(contact.dndSettings, changes.dndSettings ?? {});
  // As the real one: the tags of a PUT replace all there were.
  if (changes.tags !== undefined) contact.tags = [...changes.tags];
  for (const { id, field_value: value } of changes.customFields ?? []) {
    contact.customFields = [...contact.customFields.filter(field => field.id !== id), { id, value }];
  }
  contact.dateUpdated = systemClock.now().toISOString();
}

function upsert(call: GhlCall): Record<string, unknown> {
  const email = textField(call, 'email');
  const phone = textField(call, 'phone');
  const known = [...call.state.contacts.values()].find(
    contact => (email !== '' && contact.email === email) || (phone !== '' && contact.phone === phone),
  );
  const contact = known ?? call.state.contact(newId(), call.locationId);
  update(contact, call.body);
  return { new: known === undefined, contact, traceId: newId() };
}

function search(call: GhlCall): Record<string, unknown> {
  const wanted = textField(call, 'query').toLowerCase();
  const locationId = textField(call, 'locationId');
  const found = [...call.state.contacts.values()].filter(
    contact =>
      (locationId === '' || contact.locationId === locationId) &&
      [contact.name, contact.email, contact.phone].some(field => field.toLowerCase().includes(wanted)),
  );
  const limit = Number(call.body['pageLimit'] ?? 20);
  return { contacts: found.slice(0, limit), total: found.length };
}

/** Handlers by operation id: everything on one contact. */
export const contactOperations: Readonly<Record<string, GhlHandler>> = {
  'get-contact': call => ({ contact: contactOf(call) }),
  'update-contact': call => {
    update(contactOf(call), call.body);
    return { succeded: true, contact: contactOf(call) };
  },
  'upsert-contact': upsert,
  'search-contacts-advanced': search,
  'add-tags': call => {
    const contact = contactOf(call);
    const { tags } = tagsBody.parse(call.body);
    contact.tags.push(...tags.filter(tag => !contact.tags.some(sameTag(tag))));
    return { tags: contact.tags };
  },
  'remove-tags': call => {
    const contact = contactOf(call);
    const { tags } = tagsBody.parse(call.body);
    contact.tags = contact.tags.filter(tag => !tags.some(sameTag(tag)));
    return { tags: contact.tags };
  },
  'create-note': call => ({ note: call.state.addNote(contactOf(call).id, textField(call, 'body')) }),
  'create-task': call => ({
    task: call.state.addTask({
      contactId: contactOf(call).id,
      title: textField(call, 'title'),
      body: textField(call, 'body'),
      dueDate: textField(call, 'dueDate'),
      completed: call.body['completed'] === true,
    }),
  }),
  'add-contact-to-workflow': call => {
    call.state.startWorkflow(contactOf(call).id, call.path['workflowId'] ?? '');
    return { succeded: true };
  },
};
