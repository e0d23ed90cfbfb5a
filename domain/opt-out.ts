import { optOutRequests } from './opt-out-requests';
import { courtesyWords, helpWords, optInWords, optOutWords } from './opt-out-words';
import { plainSentences, plainWords } from './plain-words';

/** What a lead asks of the messages as such. Null: nothing, the message is about something else. */
export type OptOutReading = 'opt_out' | 'opt_in' | 'help' | null;

/** Nobody hides a request behind more; it bounds the work on a text of a megabyte. */
const readCharacters = 2_000;

function withoutCourtesy(words: string): string {
  const kept = words.split(' ');
  while (kept.length > 1 && courtesyWords.has(kept[0] ?? '')) kept.shift();
  while (kept.length > 1 && courtesyWords.has(kept.at(-1) ?? '')) kept.pop();
  return kept.join(' ');
}

/** "S T O P" is STOP; "I a" stays what it is. */
const joinedLetters = (words: string): string =>
  /^(?:\p{L} ){3,}\p{L}$/u.test(words) ? words.replaceAll(' ', '') : words;

/** "stop stop STOP" is STOP. */
function withoutRepetition(words: string): string {
  const distinct = new Set(words.split(' '));
  return distinct.size === 1 ? [...distinct].join('') : words;
}

const keywordOf = (words: string): string => withoutRepetition(withoutCourtesy(joinedLetters(words)));

/** A sentence of its own, of the words that have no other sense by themselves: "I bought. Stop!" */
const standsAlone = (sentence: string): boolean =>
  ['stop', 'stopall', 'stop all', 'unsubscribe', 'optout', 'opt out'].includes(keywordOf(sentence));

/** "Not interested, stop": what follows the last comma, alone. */
const lastPiece = (text: string): string => plainWords(text.slice(text.lastIndexOf(',') + 1));

/**
 * Reads whether a lead wants the messages to end, to go on again, or to know who writes.
 *
 * Keywords count as the whole message or as a sentence of their own, never inside one: "weekend"
 * holds END and "I know" holds NO. Sentences count where they clearly ask us to stop writing. When
 * in doubt between a request and talk about homes, it is talk: people say "stop by the house".
 */
export function readOptOut(text: string): OptOutReading {
  const read = text.slice(0, readCharacters);
  const words = plainWords(read);
  const keyword = keywordOf(words);
  if (optOutWords.has(keyword)) return 'opt_out';
  if (optInWords.has(keyword)) return 'opt_in';
  if (helpWords.has(words)) return 'help';
  const sentences = plainSentences(read);
  if (sentences.some(standsAlone) || standsAlone(lastPiece(read))) return 'opt_out';
  return sentences.some(sentence => optOutRequests.some(request => request.test(sentence)))
    ? 'opt_out'
    : null;
}
