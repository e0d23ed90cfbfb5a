import type { LeadIdentity } from '../domain/lead-message';
import { systemClock } from '../runtime/clock';
import { contactFromId } from '../simulator/ghl-contact';

/** What a lead makes of a text. */
export interface Wording {
  readonly name: string;
  /** @param isFirst the lead's first message: only that one greets */
  write(text: string, isFirst: boolean, lead: Pick<LeadIdentity, 'firstName' | 'phone'>): string;
}

const opening = (isFirst: boolean, words: string, text: string): string =>
  isFirst ? `${words} ${text}` : text;

/**
 * The rule by which leads of one dialogue differ: lead n takes wording n modulo their number. None
 * changes what is said. Two of them tell name or number, which makes another message of it (the lead
 * may be called by the name), the same for all who do so.
 */
export const wordings: readonly Wording[] = [
  { name: 'as written', write: text => text },
  { name: 'small letters', write: text => text.toLowerCase().replace(/[.!]+$/, '') },
  { name: 'a greeting', write: (text, isFirst) => opening(isFirst, 'Hi there!', text) },
  { name: 'typographic quotes', write: text => text.replace(/'/g, '\u2019').replace(/\.$/, '!') },
  { name: 'capitals', write: text => text.toUpperCase() },
  { name: 'wide spaces and a smile', write: text => `${text.replace(/ /g, '  ')} \u{1F642}` },
  {
    name: 'a name',
    write: (text, isFirst, { firstName }) => opening(isFirst, `Hello, this is ${firstName ?? 'me'}.`, text),
  },
  {
    name: 'a number',
    write: (text, isFirst, { phone }) => opening(isFirst, `Hey, my number is ${phone ?? 'below'}.`, text),
  },
];

const asWritten: Wording = { name: 'as written', write: text => text };

export const wordingOf = (lead: number): Wording => wordings[lead % wordings.length] ?? asWritten;

/** One of the leads who follow a dialogue. */
export interface WordedLead {
  /** 0, 1, 2, … among those who follow the same one. */
  readonly number: number;
  readonly locationId: string;
  readonly contactId: string;
}

/** A dialogue's texts in the lead's own words. The GHL simulator makes the same person of the same id. */
export function textsOf(texts: readonly string[], { number, locationId, contactId }: WordedLead): string[] {
  const person = contactFromId(contactId, locationId, systemClock.now().toISOString());
  const wording = wordingOf(number);
  return texts.map((text, index) => wording.write(text, index === 0, person));
}
