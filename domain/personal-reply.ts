import { slotNames, type QualificationExtraction, type SemanticAnalysis } from './analysis';
import { tellsAppointment } from './appointment-words';
import { everydayWords } from './everyday-words';
import { numbersIn, wordsIn } from './repeatable-reply';
import type { Objection } from './vocabulary';

/** Why a reply is one lead's own, though its words would fit another. */
export type PersonalMatter =
  'quotes_someone' | 'price_agreed' | 'appointment' | 'objection' | 'complaint' | 'earlier_conversation';

export interface PersonalContext {
  readonly semantic: SemanticAnalysis;
  readonly extraction: QualificationExtraction;
  /** What the lead wrote and is answered. */
  readonly message: string;
  /** All that every lead with the same response key has in common: `sharedText`. */
  readonly shared: string;
  /** What was said before, which other leads with the same key did not say. */
  readonly earlier: readonly string[];
}

const relatives =
  /\b(?:your|su|tu)\s+(?:\w+\s+)?(?:wife|husband|spouse|partner|fianc[eé]e?|girlfriend|boyfriend|mother|father|mom|dad|parents?|son|daughter|kids?|children|baby|brother|sister|family|boss|lawyer|attorney|accountant|friend|landlord|tenants?|neighbou?rs?|espos[oa]|marido|mujer|pareja|novi[oa]|mam[aá]|pap[aá]|madre|padre|padres|hij[oa]s?|herman[oa]s?|familia|jef[ea]|abogad[oa]|amig[oa]|inquilinos?|vecin[oa]s?)\b/iu;
const quotation = /["“«][^"”»]*\s[^"”»]*["”»]/u;
const reportedSpeech =
  /\b(?:you|he|she|they)\s+(?:just\s+)?(?:said|told|wrote)\b|\b(?:as|like)\s+you\s+(?:said|put it|wrote)\b|\b(?:usted|él|ella)\s+(?:dijo|escribió)\b|\bcomo (?:dijo|escribió)\b/iu;

const agreement =
  /\b(?:agree[ds]?|agreement|deal|accept(?:s|ed)?|settled|final price|lock(?:ed)? (?:it )?in|counter ?offer|shake on|trato|acordad[oa]|acordamos|acept(?:o|amos|ad[oa])|de acuerdo)\b/iu;
const priceWord =
  /\b(?:price|offer|rent|commission|fee|amount|precio|oferta|renta|comisión)\b|[$€£]|\b\d{4,}\b|\d[.,]\d{3}\b|\d\s?k\b/iu;

/** "450k it is", "450k works": what answers an offer so has taken it. */
const namesOffer = /\b(?:offer(?:ing|ed)?|bid|ofert[ao]|ofrezco|ofrecemos)\b/iu;
const takesOffer =
  /\d\s?(?:k|m|mil|thousand|million)?\s+(?:it is|it'll be|works?|will (?:do|work)|sounds (?:good|great|fair)|is (?:fine|good|great|fair|ok|okay|yours|perfect)|está bien|me parece|queda)\b|\b(?:done|sold|yours|hecho|vendid[oa])\b/iu;

/** Objections that are told in words of one's own life. */
const personalObjections: ReadonlySet<Objection> = new Set<Objection>([
  'family_decision',
  'trust',
  'competition',
  'other',
]);
/** "That's way too expensive for me right now" is said by many; more words are one's own. */
const wordsOfStockObjection = 12;

function isPersonalObjection({ semantic, message }: PersonalContext): boolean {
  if (semantic.objections.length === 0) return false;
  const inOwnWords = wordsIn(message).length > wordsOfStockObjection;
  return inOwnWords || semantic.objections.some(objection => personalObjections.has(objection));
}

function agreesOnPrice(reply: string, { message }: PersonalContext): boolean {
  if (namesOffer.test(message) && takesOffer.test(reply)) return true;
  const isAgreed = agreement.test(reply) || agreement.test(message);
  return isAgreed && priceWord.test(reply);
}

/** Four letters and more, as singular as can be told simply, so that "dogs" is "dog". */
const tellingWords = (text: string): string[] =>
  wordsIn(text)
    .filter(word => word.length >= 4 && !everydayWords.has(word))
    .map(word => word.replace(/(?:'s|s)$/, ''));

/** Takes up a word or number that was said earlier, and that the key knows nothing of. */
function takesUpEarlier(text: string, { shared, earlier }: PersonalContext): boolean {
  const before = earlier.join('\n');
  if (before === '') return false;
  const known = new Set([...tellingWords(shared), ...numbersIn(shared)]);
  const said = new Set([...tellingWords(before), ...numbersIn(before)]);
  return [...tellingWords(text), ...numbersIn(text)].some(word => said.has(word) && !known.has(word));
}

/**
 * Why a reply must not be given to another lead although their message and state are the same: it
 * quotes somebody, settles a price or an appointment, answers an objection or a complaint in the lead's
 * own words, or takes up what only this lead said earlier (in the reply or in what was understood).
 * Null where none of it shows.
 * @param reply what it says by itself: `wordsOfItsOwn`
 */
export function personalMatterOf(reply: string, context: PersonalContext): PersonalMatter | null {
  const { semantic, extraction } = context;
  if (relatives.test(reply) || quotation.test(reply) || reportedSpeech.test(reply)) return 'quotes_someone';
  if (agreesOnPrice(reply, context)) return 'price_agreed';
  if (tellsAppointment(reply)) return 'appointment';
  if (isPersonalObjection(context)) return 'objection';
  if (semantic.sentiment === 'angry' || semantic.sentiment === 'very_negative') return 'complaint';
  const understood = slotNames.map(slot => extraction.slots[slot].value ?? '');
  return [reply, ...understood].some(text => takesUpEarlier(text, context)) ? 'earlier_conversation' : null;
}
