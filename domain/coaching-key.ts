import type { CoachingSituation } from './coaching';
import { comparableText } from './comparable-text';
import type { ContactId } from './ids';
import { coachingPromptVersion } from './prompts/coaching';
import { guardVersion } from './reply-guard';

/**
 * What decides an advice, as a plain object to be hashed: the whole situation that the prompt is
 * written from, its texts compared by what they mean, as those of replies are. The prompt holds nothing
 * else, so the key is never too coarse; and it holds no identity, for the situation is masked.
 */
export function coachingKeyParts(situation: CoachingSituation) {
  return {
    ...situation,
    task: 'coaching',
    versions: [coachingPromptVersion, guardVersion],
    known: situation.known.map(({ slot, value, sure }) => [slot, comparableText(value), sure] as const),
    exchange: situation.exchange.map(({ author, text }) => [author, comparableText(text)] as const),
  };
}

/**
 * The same, of one conversation: for advice that may be told nobody else. Hashed, it says nothing of the
 * contact.
 */
export const conversationKeyParts = (situation: CoachingSituation, contact: ContactId) => ({
  ...coachingKeyParts(situation),
  contact,
});
