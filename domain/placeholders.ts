import { isAmbiguousName } from './ambiguous-names';
import { emailPattern, phonePattern, streetAddressPattern } from './contact-patterns';
import type { LeadIdentity } from './lead-message';

export { fillPlaceholders } from './placeholder-filling';

const before = '(?<![\\p{L}\\p{N}_{])';
const after = '(?![\\p{L}\\p{N}_}])';
const introduction =
  "(?:\\bi'?m|\\bi am|\\bthis is|\\bname is|\\bname's|\\bcall me|\\bsoy|\\bme llamo|\\bnombre es)\\s+";

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC');

/** The name as it is kept and without accents, since people type "Jose" for "José". */
function spellings(name: string): string {
  const kept = name.trim().normalize('NFKC').replace(/\s+/g, ' ');
  return [...new Set([kept, withoutAccents(kept)])].map(escaped).join('|');
}

function maskName(text: string, name: string | null, placeholder: string): string {
  const known = name?.trim() ?? '';
  if (!/\p{L}/u.test(known)) return text;
  const pattern = spellings(known);
  if (!isAmbiguousName(known))
    return text.replace(new RegExp(`${before}(?:${pattern})${after}`, 'giu'), placeholder);
  // An everyday word is a name only where the lead gives it as one, or signs with it.
  const introduced = new RegExp(`(${introduction})(?:${pattern})${after}`, 'giu');
  const signed = new RegExp(`([.!?,\\n-]\\s*)(?:${pattern})(\\s*)$`, 'iu');
  return text.replace(introduced, `$1${placeholder}`).replace(signed, `$1${placeholder}$2`);
}

/** First and last name together are a name, whatever else each of them means. */
function maskFullName(text: string, identity: LeadIdentity): string {
  const first = identity.firstName?.trim() ?? '';
  const last = identity.lastName?.trim() ?? '';
  if (!/\p{L}/u.test(first) || !/\p{L}/u.test(last)) return text;
  const full = new RegExp(`${before}(?:${spellings(first)})\\s+(?:${spellings(last)})${after}`, 'giu');
  return text.replace(full, '{first_name} {last_name}');
}

/** The lead's own number in any grouping, with or without its country code. */
function maskOwnPhone(text: string, phone: string | null): string {
  const digits = (phone ?? '').replace(/\D/g, '');
  // Most texts hold no number at all, and the pattern below costs a millisecond to make.
  if (digits.length < 7 || (text.match(/\d/g)?.length ?? 0) < 7) return text;
  const national = digits.length > 10 ? digits.slice(-10) : digits;
  const countryCode = digits.slice(0, digits.length - national.length);
  const grouped = [...national].join('[\\s().-]{0,3}');
  const pattern = new RegExp(`(?<!\\d)\\+?(?:${countryCode}[\\s.-]?)?\\(?${grouped}(?!\\d)`, 'g');
  return text.replace(pattern, '{phone}');
}

/**
 * A text with placeholders where it tells who the lead is: name, phone numbers, e-mail addresses,
 * street addresses. Prices, beds, dates, places and negations stay, for they change the answer.
 * A name that is also an everyday word, month or place ("May", "Austin") is masked only where it is
 * given as a name.
 */
export function maskIdentity(text: string, identity: LeadIdentity): string {
  const withoutAddresses = text
    .replace(emailPattern, '{email}')
    .replace(streetAddressPattern, '{street_address}');
  const withoutPhones = maskOwnPhone(withoutAddresses, identity.phone).replace(phonePattern, '{phone}');
  const withoutFullName = maskFullName(withoutPhones, identity);
  return maskName(
    maskName(withoutFullName, identity.firstName, '{first_name}'),
    identity.lastName,
    '{last_name}',
  );
}
