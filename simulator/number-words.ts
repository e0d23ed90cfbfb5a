const words: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  a: 1,
  an: 1,
  single: 1,
  couple: 2,
  un: 1,
  una: 1,
  uno: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
};

/** For use inside a larger pattern: a small number, in digits or words, perhaps a range or with a half. */
export const smallNumber =
  '(?:\\d{1,2}(?:\\.\\d)?(?:\\s?(?:-|to|or|o|a)\\s?\\d{1,2})?\\+?|one|two|three|four|five|six|seven|eight|un|una|dos|tres|cuatro|cinco|seis)';

/** Digits for a small number in digits or words; a range stays one. */
export function digitsOf(text: string): string {
  const lower = text.trim().toLowerCase();
  const known = words[lower];
  return known === undefined ? lower.replace(/\s?(?:to|or|o|a)\s?/, '-') : String(known);
}
