import { emailPattern, phonePattern, streetAddressPattern } from '../contact-patterns';
import { amountsIn, inDollars, inFull, percentagesIn } from '../money-in-text';
import { quoted, refusal, type Refusal } from './refusal';

function unknownAmount(text: string, sources: readonly string[]): number | undefined {
  const stated = amountsIn(text).filter(({ isMoney }) => isMoney);
  if (stated.length === 0) return undefined;
  const known = new Set(
    sources.flatMap(amountsIn).flatMap(({ value, isBare }) => (isBare ? [value, inFull(value)] : [value])),
  );
  return stated.find(({ value, isBare }) => !known.has(value) && !(isBare && known.has(inFull(value))))
    ?.value;
}

/** "I agree 100 %" names no rate. */
function unknownPercentage(text: string, sources: readonly string[]): number | undefined {
  const known = new Set([100, ...sources.flatMap(percentagesIn)]);
  return percentagesIn(text).find(value => !known.has(value));
}

/** Sums of money and rates, by value: "$400k" is "400,000" and what "around 400" means for a home. */
export function refusalOfPrices(text: string, sources: readonly string[]): Refusal | null {
  const advice = 'Name none; say that the team will find out.';
  const amount = unknownAmount(text, sources);
  if (amount !== undefined)
    return refusal(
      'price_not_in_sources',
      `The reply names a price, ${inDollars(amount)}, that stands in no source. ${advice}`,
    );
  const rate = unknownPercentage(text, sources);
  if (rate === undefined) return null;
  return refusal(
    'price_not_in_sources',
    `The reply names a rate, ${rate} %, that stands in no source. ${advice}`,
  );
}

/** "Calle Olmo 12", "Avenida de los Pinos #340": as Spanish writes an address. */
const spanishAddress =
  /(?<!\p{L})(?:calle|avenida|avda?\.|paseo|camino|carretera|calzada)\s+(?:[\p{L}\d'.-]{1,30}\s+){1,4}?(?:#|n[uú]m(?:ero)?\.?\s?|no\.\s?)?\d{1,5}(?!\d)/giu;

/** The number of the house and the first word of the street: "12 Oak St" is "12 Oak Street, Apt 3". */
function addressKey(address: string): string {
  const words = address.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
  const isSpanish = !/^\d/.test(words[0] ?? '');
  return isSpanish ? `${words.at(-1) ?? ''} ${words[1] ?? ''}` : `${words[0] ?? ''} ${words[1] ?? ''}`;
}

const addressesIn = (text: string): string[] => [
  ...(text.match(streetAddressPattern) ?? []),
  ...(text.match(spanishAddress) ?? []),
];

/** House number and street, as they stand in a source. */
export function refusalOfAddresses(text: string, sources: readonly string[]): Refusal | null {
  const stated = addressesIn(text);
  if (stated.length === 0) return null;
  const known = new Set(sources.flatMap(addressesIn).map(addressKey));
  const plain = sources
    .join('\n')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ');
  const unknown = stated.find(
    address => !known.has(addressKey(address)) && !` ${plain} `.includes(` ${addressKey(address)} `),
  );
  if (unknown === undefined) return null;
  return refusal(
    'address_not_in_sources',
    `The reply names an address, ${quoted(unknown)}, that stands in no source. Name none.`,
  );
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, '').slice(-10);

/** Phone numbers and e-mail addresses: one that no source holds is invented, or somebody else's. */
export function refusalOfContacts(text: string, sources: readonly string[]): Refusal | null {
  const all = sources.join('\n');
  const phones = new Set((all.match(phonePattern) ?? []).map(digitsOf));
  const emails = all.toLowerCase();
  const phone = text.match(phonePattern)?.find(found => !phones.has(digitsOf(found)));
  const unknown = phone ?? text.match(emailPattern)?.find(found => !emails.includes(found.toLowerCase()));
  if (unknown === undefined) return null;
  return refusal(
    'contact_not_in_sources',
    'The reply holds a phone number or an e-mail address that stands in no source. Leave it out.',
  );
}
