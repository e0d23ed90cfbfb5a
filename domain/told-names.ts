import { everydayWords } from './everyday-words';

/** Words after which a name comes, however it is written. */
const surely =
  /\b(?:my name is|my name's|name is|me llamo|mi nombre es)\s+([\p{L}'-]+)(?:\s+([\p{L}'-]+))?/giu;
/** Words after which a name may come: it counts as one only with a capital. */
const perhaps =
  /\b(?:i'?m|i am|this is|call me|ask for|soy|habla|(?:my|our|mi|nuestr[oa])\s+(?:wife|husband|spouse|partner|fianc[eé]e?|girlfriend|boyfriend|mother|father|mom|dad|son|daughter|brother|sister|friend|agent|boss|lawyer|espos[oa]|marido|mujer|pareja|novi[oa]|mam[aá]|pap[aá]|madre|padre|hij[oa]|herman[oa]|amig[oa]|agente)|(?:spoke|spoken|talked|met)\s+(?:with|to)|hablé con)\s+([\p{L}'-]+)(?:\s+([\p{L}'-]+))?/giu;

const hasCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const isPlainWord = (word: string): boolean =>
  everydayWords.has(word.toLowerCase()) || /(?:ing|ed)$/i.test(word);

/**
 * Names of people that a message tells, in lower case: the lead's own where GHL knows none, and those
 * of others. A few other words may be among them; who keeps a text for others had better do without.
 */
export function toldNames(message: string): ReadonlySet<string> {
  const sure = [...message.matchAll(surely)].flatMap(([, first = '', last = '']) =>
    hasCapital(last) ? [first, last] : [first],
  );
  const likely = [...message.matchAll(perhaps)].flatMap(([, first = '', last = '']) => {
    if (!hasCapital(first) || isPlainWord(first)) return [];
    return hasCapital(last) && !isPlainWord(last) ? [first, last] : [first];
  });
  return new Set([...sure, ...likely].map(name => name.toLowerCase()));
}
