import { detectLanguage } from '../language';
import { refusal, sentencesOf, type Refusal } from './refusal';

const names: Readonly<Record<string, string>> = { en: 'English', es: 'Spanish' };
/** Fewer words than these may be a place or a greeting: "El Paso, Los Altos." */
const tellingWords = 4;

/** Places that English keeps in Spanish: "Los Angeles", "San Antonio", "El Paso". */
const placeName = /(?<!\p{L})(?:[Ee]l|[Ll][ao]s?|[Ss]an(?:ta)?|[Dd]el)\s\p{Lu}\p{L}+/gu;

/** Words of a text by the language of the sentence they stand in; what does not tell counts for none. */
function wordsByLanguage(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sentence of sentencesOf(text.replace(/\{[a-z_]+\}/g, ' ').replace(placeName, ' '))) {
    const language = detectLanguage(sentence, 'unknown');
    counts.set(language, (counts.get(language) ?? 0) + (sentence.match(/[\p{L}']+/gu)?.length ?? 0));
  }
  return counts;
}

/**
 * A reply in English to who writes Spanish, or the other way round. Told by code where most of its
 * words are; a text that is too short to tell passes, and so does any other language.
 */
export function refusalOfLanguage(text: string, language: string | undefined): Refusal | null {
  const expected = names[language ?? ''];
  if (language === undefined || expected === undefined) return null;
  const counts = wordsByLanguage(text);
  const own = counts.get(language) ?? 0;
  const foreign = Math.max(
    0,
    ...[...counts].flatMap(([name, words]) => (name === language || name === 'unknown' ? [] : [words])),
  );
  if (foreign < tellingWords || foreign <= own) return null;
  return refusal('wrong_language', `The reply is not in the lead's language. Write it in ${expected}.`);
}
