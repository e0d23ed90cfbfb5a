import { greetedNames } from './comparable-text';
import { everydayWords } from './everyday-words';
import { cleanMessage } from './message-text';

/** Words after which a name comes, however it is written. */
const surely =
  /\b(?:my name is|my name's|name is|me llamo|mi nombre es)\s+([\p{L}'-]+)(?:\s+([\p{L}'-]+))?/giu;

const relative =
  '(?:wife|husband|spouse|partner|fianc[eé]e?|girlfriend|boyfriend|mother|father|mom|dad|son|daughter|brother|sister|friend|agent|realtor|broker|boss|lawyer|espos[oa]|marido|mujer|pareja|novi[oa]|mam[aá]|pap[aá]|madre|padre|hij[oa]|herman[oa]|amig[oa]|agente)';
/** Words after which a name may come: it counts as one only with a capital. */
const perhaps = new RegExp(
  `\\b(?:i'?m|i am|this is|call me|ask for|soy|habla|${relative}|(?:my|our|mi|nuestr[oa])\\s+\\p{L}+|(?:spoke|spoken|talked|met)\\s+(?:with|to)|hablé con)\\s+([\\p{L}'-]+)(?:\\s+([\\p{L}'-]+))?`,
  'giu',
);

/** "this is pedro gomez, looking for": two words that mean nothing else, at the end of what is said of oneself. */
const inSmallLetters =
  /\b(?:i'?m|i am|this is|soy|habla)\s+([\p{L}'-]+)\s+([\p{L}'-]+)(?=\s*(?:[.,;!-]|$|(?:and|from|here|looking|calling|texting|writing|with|y|busco|quiero)\b))/giu;
/** "Dana here", "dana reed here": how a message begins. */
const nameHere = /(?:^|[.!?]\s+)([\p{L}'-]+)(?:\s+([\p{L}'-]+))?\s+here(?=\s*(?:[.,;!-]|$))/giu;

/** Words that stand where a name might, and that `everydayWords` leaves out for being short or not of the trade. */
const noNames: ReadonlySet<string> = new Set(
  `the and but for not now you your our his her its him who how why are was has had did any all one two few own off out
  too yet ago via per old new big bad low top yes hey pre self non first-time a an i in on at is it to of or as by if me
  my we he she so no up do be am us ok okay hi over right still already very quite pretty super really totally also
  only almost just free busy single married retired broke flexible selfemployed self-employed self-employed nobody
  someone anyone everyone honestly actually currently definitely probably ready serious curious sorry afraid aware
  urgent important awesome terrible ridiculous crazy insane unreal fake spam scam wrong true false correct more less
  about with from than then that there where when what which while y o de del la el los las un una en con por para que
  sin mi su sus tu muy más mas ya no sí si se le lo al es son está estoy first second third last next agent agents
  buyer seller owner owners landlord tenant investor realtor veteran teacher nurse student students
  dream parents family kids job jobs credit score loan cash down payment rent price budget number phone email`.split(
    /\s+/,
  ),
);

const bare = (word: string): string => word.toLowerCase().replace(/'s?$/, '');
const hasCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const isPlainWord = (word: string): boolean =>
  noNames.has(bare(word)) || everydayWords.has(word.toLowerCase()) || /\p{L}{3}(?:ing|ed)$/iu.test(word);

/**
 * Names of people that a text tells, in lower case and without a possessive: the lead's own where GHL
 * knows none, those of others, and whom a greeting is for. A few other words may be among them; who keeps
 * a text for others had better do without.
 */
export function toldNames(text: string): ReadonlySet<string> {
  const clean = cleanMessage(text);
  const sure = [...clean.matchAll(surely)].flatMap(([, first = '', last = '']) =>
    hasCapital(last) ? [first, last] : [first],
  );
  const likely = [...clean.matchAll(perhaps)].flatMap(([, first = '', last = '']) => {
    if (!hasCapital(first) || isPlainWord(first)) return [];
    return hasCapital(last) && !isPlainWord(last) ? [first, last] : [first];
  });
  const small = [...clean.matchAll(inSmallLetters), ...clean.matchAll(nameHere)].flatMap(
    ([, first = '', last = '']) => {
      const words = last === '' ? [first] : [first, last];
      return words.some(isPlainWord) ? [] : words;
    },
  );
  return new Set([...sure, ...likely, ...small, ...greetedNames(clean)].map(bare).filter(Boolean));
}

/** Whether a text says one of these names, however it writes it. */
export const saysName = (text: string, names: ReadonlySet<string>): boolean =>
  names.size > 0 && (cleanMessage(text).match(/[\p{L}'-]+/gu) ?? []).some(word => names.has(bare(word)));
