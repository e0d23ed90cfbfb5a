import type { LeadIdentity } from './lead-message';
import type { PlaceholderName } from './placeholder-names';

const placeholder = /\{\s*[A-Za-z_][A-Za-z0-9_ ]{0,40}\}/;
const everyPlaceholder = /\{\s*([A-Za-z_][A-Za-z0-9_ ]{0,40})\}/g;

/**
 * A name fit to be spoken to: letters, spaces and what joins them. A contact's name comes from
 * outside; one that holds a link, digits or braces is not put into a message.
 */
function speakableName(name: string | null): string | null {
  const trimmed = name?.trim() ?? '';
  if (!/^[\p{L}\p{M}][\p{L}\p{M}' .-]{0,39}$/u.test(trimmed) || /\.\p{L}{2}/u.test(trimmed)) return null;
  return trimmed === trimmed.toLowerCase()
    ? trimmed.replace(/(?<!\p{L}|')\p{L}/gu, letter => letter.toUpperCase())
    : trimmed;
}

const plainValue = (value: string | null): string | null => value?.replace(/[{}]/g, '').trim() || null;

function valueOf(name: string, identity: LeadIdentity): string | null {
  const values: Readonly<Record<PlaceholderName, string | null>> = {
    first_name: speakableName(identity.firstName),
    last_name: speakableName(identity.lastName),
    phone: plainValue(identity.phone),
    email: plainValue(identity.email),
    street_address: null,
  };
  const key = name.trim().toLowerCase();
  return Object.hasOwn(values, key) ? values[key as PlaceholderName] : null;
}

/** Takes placeholders out together with the comma, preposition or possessive that hangs on them. */
function withoutPlaceholders(text: string): string {
  const hole = placeholder.source;
  return text
    .replace(new RegExp(`,\\s*${hole}(?:\\s+${hole})*(?=\\s*[,.!?;:]|\\s*$)`, 'g'), '')
    .replace(new RegExp(`\\s*\\b(?:at|en|to|on|for|a|para)\\s+${hole}(?:\\s+${hole})*`, 'gi'), '')
    .replace(new RegExp(`\\s*${hole}(?:\\s+${hole})*(?:'s)?(?=\\s*[,.!?;:]|\\s*$)`, 'g'), '')
    .replace(new RegExp(`${hole}(?:'s)?\\s*`, 'g'), '')
    .replace(
      /([.!?])\s*,\s*(\p{L})/gu,
      (_whole, mark: string, letter: string) => `${mark} ${letter.toUpperCase()}`,
    )
    .replace(/^[\s,;:]+(\p{L})/u, (_whole, letter: string) => letter.toUpperCase())
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim();
}

/**
 * A text with its placeholders filled in. What is not known is taken out with the comma around it
 * ("Hi {first_name}, ..." becomes "Hi, ..."), so that no placeholder is ever left. A text without
 * placeholders comes back as it is.
 */
export function fillPlaceholders(text: string, identity: LeadIdentity): string {
  if (!placeholder.test(text)) return text;
  const filled = text.replace(everyPlaceholder, (whole, name: string) => valueOf(name, identity) ?? whole);
  return placeholder.test(filled) ? withoutPlaceholders(filled) : filled;
}
