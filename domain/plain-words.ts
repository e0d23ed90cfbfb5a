import { cleanMessage } from './message-text';

/**
 * The bare words of a text, for comparing: lower case, no accents, no punctuation, no emoji, single
 * spaces. An apostrophe joins ("don't" becomes "dont").
 */
export function plainWords(text: string): string {
  return cleanMessage(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/['`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The sentences of a text, each as `plainWords`; empty ones are left out. */
export function plainSentences(text: string): string[] {
  return text
    .split(/[.!?;\n\r]+/)
    .map(plainWords)
    .filter(Boolean);
}
