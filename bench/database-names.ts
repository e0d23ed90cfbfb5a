import { createHash } from 'node:crypto';
import { agentId, contactId, locationId, type AgentId, type ContactId, type LocationId } from '../domain/ids';

export const messagesInConversation = 10;
export const agentsInLocation = 20;

/** What one location has beyond the usual, besides all others: one agent to whom many contacts belong. */
export interface Extremes {
  /** The agent's; 0: there is no such location. */
  readonly agentContacts: number;
  /** Of the one contact of that agent who wrote the most; the others' messages are left out. */
  readonly conversationMessages: number;
}

/** How many of each the database is filled with. */
export interface FillSize {
  readonly messages: number;
  readonly contacts: number;
  readonly locations: number;
  readonly extremes: Extremes;
}

const noExtremes: Extremes = { agentContacts: 0, conversationMessages: 0 };

export const fillSizeOf = (messages: number, extremes: Extremes = noExtremes): FillSize => {
  const contacts = Math.max(1, Math.floor(messages / messagesInConversation));
  const all = contacts * messagesInConversation;
  return { messages: all, contacts, locations: Math.min(200, contacts), extremes };
};

/** A lead with the people and places around it. */
export interface BenchLead {
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly agentId: AgentId;
}

/** Twenty characters in no order, as GHL's ids are: an index is filled all over, not at its end. */
const idOf = (text: string): string => createHash('md5').update(text).digest('hex').slice(0, 20);

/** The same in SQL. @param text an expression */
export const sqlId = (text: string): string => `left(md5(${text}), 20)`;

/**
 * The number of the location of a contact: uneven as agencies are, the first of 200 has 7 % of all
 * contacts and the last 0.25 %.
 */
const locationNumber = (contact: number, { locations }: FillSize): number => {
  const place = (contact * 7919) % locations;
  return Math.floor((place * place) / locations);
};

/** The same in SQL. */
export const sqlLocationNumber = (contact: string, { locations }: FillSize): string =>
  `((((${contact})::bigint * 7919) % ${locations}) * (((${contact})::bigint * 7919) % ${locations}) / ${locations})`;

export const leadOf = (contact: number, size: FillSize): BenchLead => {
  const location = locationNumber(contact, size);
  return {
    locationId: locationId(idOf(`location-${location}`)),
    contactId: contactId(idOf(`contact-${contact}`)),
    agentId: agentId(idOf(`agent-${location}-${contact % agentsInLocation}`)),
  };
};

export const busyLocation = 'location-busy';
export const busyAgent = 'agent-busy';

/** The contacts of the busy agent come after all others, and the last of them wrote the most. */
export const longestWriter = ({ contacts, extremes }: FillSize): number =>
  contacts + extremes.agentContacts - 1;

export const longestWriterOf = (size: FillSize): BenchLead => ({
  locationId: locationId(idOf(busyLocation)),
  contactId: contactId(idOf(`contact-${longestWriter(size)}`)),
  agentId: agentId(idOf(busyAgent)),
});
