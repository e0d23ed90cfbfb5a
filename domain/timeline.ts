import { cleanMessage } from './message-text';
import { plainWords } from './plain-words';

/** An acceptable timeline for a seller: a sale closes within 30–45 days. */
export const acceptableSaleDays = 45;

const numberWords: Readonly<Record<string, number>> = {
  ...{
    a: 1,
    an: 1,
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
  },
  ...{ eleven: 11, twelve: 12, thirty: 30, forty: 40, fortyfive: 45, sixty: 60, ninety: 90 },
  ...{ couple: 2, few: 3, several: 4, half: 0.5 },
  ...{
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
    nueve: 9,
    diez: 10,
  },
  ...{ unas: 3, unos: 3, par: 2, medio: 0.5, media: 0.5, treinta: 30 },
};

/** How a unit of time begins, after `withoutAccents`; days each. */
const unitDays: readonly (readonly [RegExp, number])[] = [
  [/^d/, 1],
  [/^(?:w|s)/, 7],
  [/^m/, 30],
  [/^(?:y|a)/, 365],
];
const units = '(?:d|days?|dias?|w|wks?|weeks?|semanas?|mos?|months?|mes|meses|y|yrs?|years?|anos?)';

/** "2 weeks", "30-45 days", "a couple of months", "un mes": an amount right before its unit. */
const spanPattern = new RegExp(
  `(?<![\\p{L}\\d.])(\\d{1,4}(?:\\.\\d{1,2})?|${Object.keys(numberWords).join('|')})(?: (?:of|de|or so|more|full))?[ +-]{0,3}(${units})(?!\\p{L})`,
  'gu',
);

/** Fixed ways to say when, tried in this order on the plain words. Days. */
const phrases: readonly (readonly [RegExp, number])[] = [
  [/\b(?:no (?:rush|hurry)|not in (?:a|any) (?:rush|hurry)|sin prisa|no tengo prisa)\b/, 365],
  [
    /\b(?:asap|as soon as possible|right away|immediately|right now|urgent(?:ly)?|ready now|lo antes posible|inmediatamente|de inmediato|ahora mismo|urgente)\b/,
    0,
  ],
  [/\b(?:today|tonight|hoy)\b/, 0],
  [/\b(?:day after tomorrow|pasado manana)\b/, 2],
  [/\b(?:tomorrow)\b/, 1],
  [/\b(?:this week|this weekend|end of (?:the|this) week|esta semana|este fin de semana)\b/, 7],
  [/\b(?:next week|next weekend|(?:la )?(?:proxima semana|semana que viene))\b/, 14],
  [/\b(?:this month|end of (?:the|this) month|este mes|fin de(?:l)? mes)\b/, 30],
  // Between 30 and 60 days, depending on the day it is said.
  [/\b(?:next month|(?:el )?(?:proximo mes|mes que viene))\b/, 45],
  [/\b(?:next year|(?:el )?(?:proximo ano|ano que viene))\b/, 365],
  [/^(?:now|ya|ahora)$/, 0],
];

const denied =
  /\b(?:not|no|nothing|never|isnt|arent|dont|wont|cant)\b(?: \w+){0,3} (?:asap|now|right away|immediately|today|tomorrow|this (?:week|month)|next (?:week|month))\b/;

const amountOf = (word: string): number => numberWords[word] ?? Number(word);

const daysOfUnit = (unit: string): number => unitDays.find(([pattern]) => pattern.test(unit))?.[1] ?? 1;

/** The longest span that is named with a unit: "1 to 2 months" is 60, "30-45 days" is 45. */
function spanOf(text: string): number | null {
  const words = cleanMessage(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/\bhalf an? /g, 'half ');
  const spans = [...words.matchAll(spanPattern)].map(
    ([, amount = '', unit = '']) => amountOf(amount) * daysOfUnit(unit),
  );
  return spans.length === 0 ? null : Math.round(Math.max(...spans));
}

/**
 * How many days from now a timeline in words reaches, or null where it does not say without a
 * calendar ("in June", "flexible"). Of a range the later end counts. English and Spanish.
 */
export function daysOf(text: string): number | null {
  const read = text.slice(0, 300);
  const named = spanOf(read);
  const words = plainWords(read);
  if (named !== null || denied.test(words)) return named;
  return phrases.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}
