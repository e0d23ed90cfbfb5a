import { streetAddressPattern } from './contact-patterns';
import type { ConversationMessage } from './lead-message';
import { cleanMessage } from './message-text';
import { stableHash } from './stable-hash';
import type { LeadType } from './vocabulary';

/** Spoken of as where the lead lives or what they own: identity, not a listing. */
const own =
  /(?:\b(?:my|our|mi|nuestr[oa])\b[^.!?]{0,40}|\b(?:live|living|vivo|vivimos|located|i'?m|i am|estoy)\b[^.!?]{0,12}|\b(?:sell|selling|vender|vendo)\b[^.!?]{0,40})$/iu;

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
