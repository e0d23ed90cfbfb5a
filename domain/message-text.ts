/**
 * Characters a reader does not see, used to hide text or to tell equal texts apart: controls
 * (line breaks and tabs are white space and stay), all that Unicode calls ignorable (soft hyphen,
 * zero-width and bidirectional marks, fillers, variation selectors, byte order mark, tag characters),
 * marks that only a layout engine reads, the empty Braille cell, and code points that are no
 * characters or half of one.
 */
const invisible =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u2800\ufff9-\ufffb\u{13430}-\u{1343f}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Surrogate}]/gu;

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

/** Combining marks on one letter; no script stacks more, and dozens of them only hide what is below. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * What Claude is given: the words as they were written, compatibility forms and quotes unified,
 * nothing invisible, white space collapsed to single spaces. Case and punctuation stay. Invisible
 * characters go first, so that none keeps a letter and its accent apart.
 */
export function cleanMessage(text: string): string {
  return withoutInvisible(straightQuotes(withoutInvisible(text).normalize('NFKC')))
    .replace(stackedMarks, '$1')
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
