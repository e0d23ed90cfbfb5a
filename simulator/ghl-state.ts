import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { systemClock } from '../runtime/clock';
import { BoundedMap } from './bounded-map';
import { contactFromId, type SimulatedContact } from './ghl-contact';

/** One message that went out through `POST /conversations/messages`. */
export interface SimulatedSend {
  readonly locationId: string;
  readonly contactId: string;
  readonly type: string;
  readonly message: string;
  readonly messageId: string;
  readonly conversationId: string;
  /** ISO 8601. */
  readonly at: string;
  /** First 12 hexadecimal digits of the token's SHA-256: tells tokens apart without showing them. */
  readonly tokenHash: string;
}

export interface SimulatedMessage {
  readonly id: string;
  readonly messageType: string;
  readonly body: string;
  readonly direction: 'inbound' | 'outbound';
  readonly dateAdded: string;
  readonly source: string;
}

export interface SimulatedConversation {
  readonly id: string;
  readonly locationId: string;
  readonly contactId: string;
  /** Oldest first. */
  messages: SimulatedMessage[];
}

export interface SimulatedNote {
  readonly id: string;
  readonly contactId: string;
  readonly body: string;
  readonly dateAdded: string;
}

export interface SimulatedTask {
  readonly id: string;
  readonly contactId: string;
  readonly title: string;
  readonly body: string;
  readonly dueDate: string;
  readonly completed: boolean;
}

const maxSends = 100_000;
const maxContacts = 100_000;
const maxMessagesOfConversation = 500;
const maxNotesAndTasks = 20_000;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An id as GHL makes them: 20 letters and digits. */
export const newId = (): string =>
  [...randomBytes(20)].map(byte => alphabet[byte % alphabet.length]).join('');

export const hashOfToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex').slice(0, 12);

const now = (): string => systemClock.now().toISOString();

/** Keeps the newest `most` entries. */
function pushBounded<T>(list: T[], entry: T, most: number): void {
  list.push(entry);
  // Cut in slices, since shifting one by one moves the whole list each time.
  if (list.length > most * 1.1) list.splice(0, list.length - most);
}

/** All that the simulated GHL remembers. In memory and bounded. */
export class GhlState {
  readonly sends: SimulatedSend[] = [];
  readonly contacts = new BoundedMap<string, SimulatedContact>(maxContacts);
  readonly conversations = new BoundedMap<string, SimulatedConversation>(maxContacts);
  readonly notes: SimulatedNote[] = [];
  readonly tasks: SimulatedTask[] = [];
  readonly workflowStarts: { contactId: string; workflowId: string; at: string }[] = [];
  /** How often each operation was called and answered with success. */
  readonly requests: Record<string, number> = {};
  /** How often each operation was refused. */
  readonly refusals: Record<string, number> = {};
  /** Emits `send` with each SimulatedSend. */
  readonly events = new EventEmitter().setMaxListeners(0);
  private readonly conversationIdOfContact = new BoundedMap<string, string>(maxContacts);
  private readonly locationOfToken = new BoundedMap<string, string>(maxContacts);

  /** The contact of that id, made on first sight. */
  contact(id: string, locationId: string): SimulatedContact {
    const contact = this.contacts.getOrMake(id, () => contactFromId(id, locationId, now()));
    if (contact.locationId === 'unknown') contact.locationId = locationId;
    return contact;
  }

  conversationOf(contactId: string, locationId: string): SimulatedConversation {
    const id = this.conversationIdOfContact.getOrMake(contactId, newId);
    return this.conversations.getOrMake(id, () => ({ id, locationId, contactId, messages: [] }));
  }

  findConversation(contactId: string): SimulatedConversation | undefined {
    const id = this.conversationIdOfContact.get(contactId);
    return id === undefined ? undefined : this.conversations.get(id);
  }

  addMessage(
    contactId: string,
    locationId: string,
    message: Pick<SimulatedMessage, 'messageType' | 'body' | 'direction' | 'source'> & { dateAdded?: string },
  ): { message: SimulatedMessage; conversation: SimulatedConversation } {
    const conversation = this.conversationOf(contactId, locationId);
    const added = { id: newId(), dateAdded: now(), ...message };
    conversation.messages = [...conversation.messages, added].slice(-maxMessagesOfConversation);
    return { message: added, conversation };
  }

  send(
    outgoing: Pick<SimulatedSend, 'locationId' | 'contactId' | 'type' | 'message' | 'tokenHash'>,
  ): SimulatedSend {
    const { message, conversation } = this.addMessage(outgoing.contactId, outgoing.locationId, {
      messageType: `TYPE_${outgoing.type.toUpperCase()}`,
      body: outgoing.message,
      direction: 'outbound',
      source: 'api',
    });
    const send: SimulatedSend = {
      ...outgoing,
      messageId: message.id,
      conversationId: conversation.id,
      at: message.dateAdded,
    };
    pushBounded(this.sends, send, maxSends);
    this.events.emit('send', send);
    return send;
  }

  addNote(contactId: string, body: string): SimulatedNote {
    const note = { id: newId(), contactId, body, dateAdded: now() };
    pushBounded(this.notes, note, maxNotesAndTasks);
    return note;
  }

  addTask(task: Omit<SimulatedTask, 'id'>): SimulatedTask {
    const added = { id: newId(), ...task };
    pushBounded(this.tasks, added, maxNotesAndTasks);
    return added;
  }

  startWorkflow(contactId: string, workflowId: string): void {
    pushBounded(this.workflowStarts, { contactId, workflowId, at: now() }, maxNotesAndTasks);
  }

  /**
   * The location a token belongs to. A token `simulated-{locationId}` says it itself; one issued by
   * the simulator's OAuth, or used before with a location in the request, is remembered.
   */
  locationFor(token: string): string {
    return /^simulated-(.+)$/.exec(token)?.[1] ?? this.locationOfToken.get(hashOfToken(token)) ?? 'unknown';
  }

  learnLocation(token: string, locationId: string): void {
    this.locationOfToken.set(hashOfToken(token), locationId);
  }

  reset(): void {
    for (const list of [this.sends, this.notes, this.tasks, this.workflowStarts]) list.length = 0;
    for (const map of [
      this.contacts,
      this.conversations,
      this.conversationIdOfContact,
      this.locationOfToken,
    ]) {
      map.clear();
    }
    for (const counts of [this.requests, this.refusals]) {
      for (const name of Object.keys(counts)) delete counts[name];
    }
  }

  /** What `GET /simulator/state` shows; with `contactId` or `locationId` only theirs. */
  snapshot(query: URLSearchParams): unknown {
    const contactId = query.get('contactId');
    const locationId = query.get('locationId');
    const ofContact = (entry: { contactId: string }): boolean =>
      contactId === null || entry.contactId === contactId;
    const contacts = [...this.contacts.values()].filter(
      contact =>
        ofContact({ contactId: contact.id }) && (locationId === null || contact.locationId === locationId),
    );
    return {
      sends: this.sends.filter(
        send => ofContact(send) && (locationId === null || send.locationId === locationId),
      ),
      tags: Object.fromEntries(contacts.filter(c => c.tags.length > 0).map(c => [c.id, c.tags])),
      dnd: Object.fromEntries(
        contacts
          .filter(c => c.dnd || Object.keys(c.dndSettings).length > 0)
          .map(c => [c.id, { all: c.dnd, ...c.dndSettings }]),
      ),
      customFields: Object.fromEntries(
        contacts.filter(c => c.customFields.length > 0).map(c => [c.id, c.customFields]),
      ),
      notes: this.notes.filter(ofContact),
      tasks: this.tasks.filter(ofContact),
      workflowStarts: this.workflowStarts.filter(ofContact),
      requests: this.requests,
      refusals: this.refusals,
    };
  }
}
