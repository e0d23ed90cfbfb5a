import { createHash } from 'node:crypto';
import { agentId, contactId, locationId, type AgentId, type ContactId, type LocationId } from '../domain/ids';

export const messagesInConversation = 10;
export const agentsInLocation = 20;

/** How many of each the database is filled with. */
export interface FillSize {
  readonly messages: number;
  readonly contacts: number;
  readonly locations: number;
}

export const fillSizeOf = (messages: number): FillSize => {
  const contacts = Math.max(1, Math.floor(messages / messagesInConversation));
  return { messages: contacts * messagesInConversation, contacts, locations: Math.min(200, contacts) };
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
