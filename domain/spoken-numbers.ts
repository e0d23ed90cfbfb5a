const english: Readonly<Record<string, number>> = Object.fromEntries(
  `one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen`
    .split(/\s+/)
    .map((word, index) => [word, index + 1]),
);
const englishTens: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, 10 * (index + 2)]),
);
const spanish: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    `uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho
    diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho
    veintinueve treinta`
      .split(/\s+/)
      .map((word, index) => [word, index + 1]),
  ),
  ...{ un: 1, una: 1, cuarenta: 40, cincuenta: 50, sesenta: 60, setenta: 70, ochenta: 80, noventa: 90 },
};
const spanishHundreds: Readonly<Record<string, number>> = {
  ...{ cien: 100, ciento: 100, doscientos: 200, trescientos: 300, cuatrocientos: 400, quinientos: 500 },
  ...{ seiscientos: 600, setecientos: 700, ochocientos: 800, novecientos: 900 },
};

const small: Readonly<Record<string, number>> = {
  ...english,
  ...englishTens,
  ...spanish,
  ...spanishHundreds,
};
const thousands: ReadonlySet<string> = new Set(['thousand', 'mil']);
const millions: ReadonlySet<string> = new Set(['million', 'millions', 'millón', 'millon', 'millones']);

const numeral = [...Object.keys(small), 'hundred', ...thousands, ...millions]
  .sort((one, other) => other.length - one.length)
  .join('|');
/** A number in several words: it has to begin with one that counts ("a hundred", "four", "medio"). */
const spoken = new RegExp(
  `(?<![\\p{L}\\d-])(?<!thanks\\s)(?:(?:half a|an?|medio)\\s+(?=hundred|thousand|mill)|(?=${numeral}))(?:${numeral})(?:(?:[\\s-]+(?:and\\s+|y\\s+)?|-)(?:${numeral}))*(?!\\p{L})`,
  'giu',
);

function valueOf(words: readonly string[]): number {
  let whole = 0;
  let part = 0;
  for (const word of words) {
    if (word === 'hundred') part = (part || 1) * 100;
    else if (thousands.has(word)) {
      whole += (part || 1) * 1_000;
      part = 0;
    } else if (millions.has(word)) {
      whole = (whole + part || 1) * 1_000_000;
      part = 0;
    } else part += small[word] ?? 0;
  }
  return whole + part;
}

/** "four fifty" is how people say 450 (and mean 450,000): a digit and a ten, with nothing between. */
function shorthand([first = '', second = '', third]: readonly string[]): number | null {
  const digit = english[first];
  const tens = englishTens[second];
  if (digit === undefined || digit > 9 || tens === undefined) return null;
  return digit * 100 + tens + (third === undefined ? 0 : (english[third] ?? 0));
}

/** Words that need a scale or a second word to be more than a count of rooms. */
const isLarge = (words: readonly string[]): boolean =>
  words.some(
    word => word === 'hundred' || thousands.has(word) || millions.has(word) || word in spanishHundreds,
  );

/**
 * A text with its large numbers in digits: "four hundred fifty thousand" is 450,000, "medio millón"
 * 500,000. Small counts ("three bedrooms") and a bare "mil" ("mil gracias") stay as they are.
 */
export function withSpokenNumbers(text: string): string {
  return text.replace(spoken, whole => {
    const lower = whole.toLowerCase();
    const isHalf = /^(?:half a|medio)\s/.test(lower);
    const words = lower.split(/[\s-]+/).filter(word => !/^(?:half|an?|medio|and|y)$/.test(word));
    if (!isLarge(words)) return String(shorthand(words) ?? whole);
    if (words.length === 1 && !isHalf && /^(?:mil|mill[oó]n|millones|millions?|thousand)$/.test(lower))
      return whole;
    const value = valueOf(words) * (isHalf ? 0.5 : 1);
    // With separators, or it would look like a ZIP code.
    return value < 10_000 ? String(value) : value.toLocaleString('en-US');
  });
}
