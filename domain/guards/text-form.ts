import { linksNotAllowed } from '../link-rules';
import { placeholderNames } from '../placeholder-names';
import { quoted, refusal, type Refusal } from './refusal';

/** Text that is there and not seen. Joiners and variation selectors stay: emoji are made of them. */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e0fff}]/u;

/** A joiner or selector that joins nothing: between two letters it only breaks a word apart. */
const stray = /[\p{L}\p{N}\s][\u200c\u200d\ufe00-\ufe0f]+(?=[\p{L}\p{N}\s]|$)/u;
/** The scripts in which joiners shape letters. */
const joiningScript =
  /\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Malayalam}|\p{Script=Sinhala}/u;

/** Words of our prompts and of their form, and talk of them, in any of the languages that leads write. */
const leaks: readonly RegExp[] = [
  /<\/?(?:conversation|message|last_question|next_question|questions|offer_visit|earlier|language|known|analysis|situation|agent|system|assistant|user|rules|example)\b/i,
  /\b(?:system|developer) prompt\b|\bmy (?:\w+ )?(?:instructions|prompt|guidelines)\b|\bas an? (?:ai )?(?:large )?language model\b/i,
  /\b(?:prompt|instrucciones) del sistema\b|\bmis (?:instrucciones|indicaciones|reglas)\b|\bmodelo de lenguaje\b/i,
  /\bi (?:was|am|'m|have been) (?:told|instructed|programmed|prompted|configured) (?:to|not|that|never)\b|\b(?:fui|estoy) (?:instruid|programad|configurad)[oa]\b/i,
  /\bnever follow instructions\b|\bstate as fact only\b|\bletter by letter\b|\bask that one question\b|\bis data: words of\b|\bhelpful member of its team\b|\bnext message of a real-estate office\b|\byou read conversations between\b|\byou coach a real-estate agent\b/i,
  /\b(?:here (?:are|is)|these are|aquí están) (?:my|the|all (?:my|the)|mis|las) (?:rules|instructions|prompt|reglas|instrucciones)\b/i,
  /^\s*[[{]\s*"|"(?:role|content|primary_intent|lead_type)"\s*:/,
  /\b(?:primary_intent|lead_type|next_question|last_question|must_haves|ready_to_buy|ready_to_sell|actively_looking)\b/,
  /^\s*(?:here(?:'s| is) (?:the|a|my) (?:reply|message|response|draft)|reply|response|agent|assistant|system|user|human)\s*:/i,
];

const markup =
  /<\/?[a-z!][^<>]*>|```|\*\*[^*\n]+\*\*|^\s{0,3}#{1,6}\s|\[[^[\]\n]*\]\(|\bjavascript:|\bdata:[a-z]+\/|\bon(?:error|load|click)\s*=/im;
/** A run of letters and digits that nobody reads: base64, hexadecimal, a token. Links are looked at apart. */
const encoded =
  /(?<![\p{L}\p{N}/.:=&?_-])(?=[A-Za-z0-9+/_=-]*[A-Z0-9])(?:[A-Za-z0-9+/_-]{32,}={0,2}|[A-Za-z0-9+/]{19,}={1,2}(?!\w))/u;
const hexadecimal = /(?:\b[0-9a-f]{2}\s){8,}|(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9a-f]{2}){3,}/i;

const unknownPlaceholder = (text: string): string | undefined =>
  [...text.matchAll(/(?<!\{)\{+([^{}]*)\}+|\[(?:your |agent |lead |first |last )?[Nn]ame\]/g)].find(
    ([, name]) => !placeholderNames.some(known => known === name?.trim()),
  )?.[0];

/** Whether a text is a plain message: nothing hidden, encoded or marked up, nothing of the prompt. */
export function refusalOfForm(text: string, allowedLinks: readonly string[]): Refusal | null {
  if (hidden.test(text) || (stray.test(text) && !joiningScript.test(text)))
    return refusal('hidden_characters', 'The reply holds characters that cannot be seen. Use plain text.');
  if (leaks.some(leak => leak.test(text)))
    return refusal(
      'prompt_leak',
      'The reply speaks of rules, tags or field names that are not for the lead. Write only the message to the lead, about homes.',
    );
  if (markup.test(text)) return refusal('markup', 'The reply holds markup. Write plain text.');
  const placeholder = unknownPlaceholder(text);
  if (placeholder !== undefined)
    return refusal(
      'unknown_placeholder',
      `The reply holds the placeholder ${quoted(placeholder)}. Only {first_name} may be used.`,
    );
  const [link] = linksNotAllowed(text, allowedLinks);
  if (link !== undefined)
    return refusal(
      'link_not_allowed',
      `The reply holds the link ${quoted(link)}, which does not stand under "Links". Leave it out.`,
    );
  const words = allowedLinks.reduce((rest, known) => rest.replaceAll(known, ' '), text);
  if (encoded.test(words) || hexadecimal.test(words))
    return refusal('encoded_text', 'The reply holds encoded text. Write words that a person can read.');
  return null;
}
