import { streetAddressPattern } from './contact-patterns';
import type { ConversationMessage } from './lead-message';
import { cleanMessage } from './message-text';
import { stableHash } from './stable-hash';
import type { LeadType } from './vocabulary';

const home =
  '(?:house|home|place|condo|townhouse|townhome|apartment|property|casa|casita|apartamento|departamento|propiedad)';
/**
 * Said right before an address: where the lead lives, or a home of theirs. Nothing else makes it their own:
 * "I'm looking at", "are you selling" and "my wife likes" speak of a listing.
 */
const own = new RegExp(
  [
    "\\b(?:i|we)(?:'m|'re|'ve| am| are| have)?(?: (?:now|still|currently|both|been))?\\s+(?:live|lived|living)(?: (?:now|still|currently))?(?:\\s+(?:at|on|in))?\\s+",
    '\\b(?:vivo|vivimos)(?:\\s+(?:en|por))?\\s+',
    `\\b(?:my|our|mi|nuestr[oa])(?:\\s+\\p{L}+){0,2}\\s+${home}\\b,?(?:\\s+(?:is|which|that|está|queda))*(?:\\s+(?:located|ubicad[oa]))?(?:\\s+(?:at|on|in|en))?\\s+`,
  ]
    .map(pattern => `${pattern}$`)
    .join('|'),
  'iu',
);

const shortForms: readonly (readonly [RegExp, string])[] = [
  [/\bstreet\b/g, 'st'],
  [/\bavenue\b/g, 'ave'],
  [/\broad\b/g, 'rd'],
  [/\bdrive\b/g, 'dr'],
  [/\blane\b/g, 'ln'],
  [/\bboulevard\b/g, 'blvd'],
  [/\bcourt\b/g, 'ct'],
  [/\bplace\b/g, 'pl'],
];

/** What every street is called by in the end: most messages hold none, and the search for addresses is slow. */
const streetWord =
  /\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|highway|hwy|terrace|pkwy|parkway|dr|cir|drive|court|ct|commons?|place|pl|way|circle|square|loop|trail|run|walk|row|plaza|park|point|view|crossing|alley|path|cove|bend|ridge|pass|glen|vista|real)\b/i;

function lastListingIn(text: string): string | null {
  if (!/\d/.test(text) || !streetWord.test(text)) return null;
  const clean = cleanMessage(text);
  const listings = [...clean.matchAll(streetAddressPattern)].filter(
    match => !own.test(clean.slice(0, match.index)),
  );
  return listings.at(-1)?.[0] ?? null;
}

/**
 * Which listing a conversation is about: the address that was named last, as a hash, since only
 * "another one" matters and no address shall stand in a key or a table. Null where none was named. The
 * lead's own address is no listing: sellers are asked the same whatever they sell.
 */
export function listingReference(
  messages: readonly ConversationMessage[],
  leadType: LeadType,
): string | null {
  for (const { author, text } of [...messages].reverse()) {
    if (leadType === 'seller' && author === 'lead') continue;
    const address = lastListingIn(text);
    if (address === null) continue;
    const lower = address.toLowerCase().replace(/[.,#]/g, ' ').replace(/\s+/g, ' ').trim();
    return stableHash(shortForms.reduce((known, [long, short]) => known.replace(long, short), lower));
  }
  return null;
}
