/**
 * Characters a reader does not see, used to hide text or to tell equal texts apart: controls
 * (line breaks and tabs are white space and stay), soft hyphen, zero-width and bidirectional marks,
 * variation selectors, byte order mark, tag characters.
 */
const invisible =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

const straight: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u2032': "'",
  '\u02bc': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
};

/** Curly quotes and primes made straight, so that "don’t" and "don't" are one. */
export function straightQuotes(text: string): string {
  return text.replace(/[\u2018-\u201f\u2032\u2033\u02bc]/g, mark => straight[mark] ?? mark);
}

/** A text without what cannot be seen. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

/**
 * What Claude is given: the words as they were written, compatibility forms and quotes unified,
 * nothing invisible, white space collapsed to single spaces. Case and punctuation stay.
 */
export function cleanMessage(text: string): string {
  return withoutInvisible(straightQuotes(text.normalize('NFKC')))
    .replace(/\s+/g, ' ')
    .trim();
}

const closingPunctuation: ReadonlySet<string> = new Set(' .!,;:?~*_"\'-');

/**
 * What a message means to a cache key: `cleanMessage`, in lower case and without closing
 * punctuation but a question mark. Digits, places, dates and negations stay, for they change the
 * answer. A message of punctuation only stays as it is.
 */
export function normaliseMessage(text: string): string {
  const clean = cleanMessage(text).toLowerCase();
  let end = clean.length;
  while (end > 0 && closingPunctuation.has(clean.charAt(end - 1))) end -= 1;
  if (end === 0) return clean;
  const words = clean.slice(0, end);
  return clean.includes('?', end) ? `${words}?` : words;
}
