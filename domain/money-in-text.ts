import { phonePattern, streetAddressPattern } from './contact-patterns';
import { withSpokenNumbers } from './spoken-numbers';

/** A number of a text that may be a sum of money. */
export interface Amount {
  /** In dollars, with its scale: "400k" is 400000. */
  readonly value: number;
  /** It says by itself or by the words before it that it is money; else it may be any number. */
  readonly isMoney: boolean;
  /** It stands without any scale or sign, so that "400" may mean 400 thousand. */
  readonly isBare: boolean;
}

const scale = '(?:k|mm|m|thousand|grand|mill?|million|millones|millón|millon)';
const digits = '\\d{1,3}(?:[,.]\\d{3})+(?:\\.\\d{1,2})?|\\d+(?:\\.\\d+)?';
const amount = new RegExp(
  `(?<![\\p{L}\\d.,/#])((?:US\\s?|USD\\s?)?[$€£]\\s?|USD\\s)?(${digits})(?:\\s?(${scale})(?![\\p{L}\\d²]))?(\\s?(?:de\\s)?(?:dollars?|usd|bucks|dólares|dolares|euros?|pesos)(?!\\p{L}))?`,
  'giu',
);
/** "400-450k": the scale of the second number counts for the first. */
const rangeStart = new RegExp(
  `(?<![\\p{L}\\d.,/#])(\\d{1,3}(?:\\.\\d+)?)(?=\\s?(?:-|–|to|and|or|a|y|o)\\s?[$€£]?\\s?\\d[\\d.]*\\s?(${scale})(?![\\p{L}\\d²]))`,
  'giu',
);

/** What a number is of when it is no money: rooms, sizes, times, places in a row, counts. */
const otherUnit =
  /^\s?(?:%|[-+]?\s?(?:\d{1,2}\s)?(?:beds?|bd|br|bdrms?|bedrooms?|baths?|ba|bathrooms?|rooms?|rec[aá]maras?|habitacion(?:es)?|cuartos?|dormitorios?|baños?|sq|sqft|sf|square|feet|ft|pies|met(?:er|re|ro)s?|m2|m²|acres?|miles?|mi|kil[oó]met(?:er|re|ro)s|km|minut(?:e|o)s?|mins?|hours?|horas?|days?|d[ií]as?|weeks?|semanas?|months?|mes(?:es)?|years?|años?|yrs?|am|pm|a\.m|p\.m|percent|por ciento|th|st|nd|rd|homes?|houses?|casas?|listings?|properties|propiedades|options?|opciones|units?|apartments?|apartamentos?|condos?|people|personas|families|familias|clients?|clientes|stor(?:y|ies)|cars?|blocks?|others?|questions?|times|reviews?|characters|thanks|gracias)(?!\p{L}))/iu;
const moneyWord =
  /(?<!\p{L})(?:prices?d?|accepts?|(?:would|will|might) take|(?:they|he|she)'d take|go(?:es|ing)? for|rents?|asking|budgets?|costs?|offers?|pay(?:s|ing)?|deposits?|fees?|commissions?|worth|valued|listed|sells?|sold|payments?|taxes|hoa|precios?|rentas?|cuestan?|valen?|presupuestos?|ofertas?|depósitos?|pagar?|comisi[oó]n)(?:[^\p{L}\d.!?]+(?:is|are|of|at|for|to|there|here|about|around|only|just|would|be|was|were|up|under|over|it|them|up to|es|son|de|a|en|por|unos|solo|hasta|around)){0,4}[^\p{L}\d.!?]*$/iu;
const perMonth =
  /^\s?(?:\/|a|per|al|por|cada)\s?(?:month|mo|mes|year|yr|año)(?!\p{L})|^\s(?:monthly|mensual(?:es)?)/iu;
const year = /^(?:19|20)\d\d$/;

const factors: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, grand: 1e3, mil: 1e3 };
const factorOf = (unit: string | undefined): number =>
  unit === undefined ? 1 : (factors[unit.toLowerCase()] ?? 1e6);

/** "450,000" and, as Spanish writes it, "450.000"; but "1.125 million" has a decimal point. */
function numberOf(text: string, hasScale: boolean): number {
  const isGrouped = /^\d{1,3}(?:\.\d{3})+$/.test(text) && !hasScale;
  return Number(isGrouped ? text.replaceAll('.', '') : text.replaceAll(',', ''));
}

interface Found {
  readonly figure: string;
  readonly value: number;
  /** With a scale, a sign or the name of a currency. */
  readonly marked: boolean;
  readonly before: string;
  readonly after: string;
}

function isMoney({ figure, value, marked, before, after }: Found): boolean {
  if (marked || value >= 100_000) return true;
  if (year.test(figure) && !/(?:is|at|for|to|es|a)\s$/i.test(before) && !perMonth.test(after)) return false;
  // A thousands separator: "1,500" is hardly ever anything else once units are out of the way.
  if (/[,.]\d{3}/.test(figure)) return true;
  if (value < 100) return false;
  return (
    moneyWord.test(before) || perMonth.test(after) || (value >= 10_000 && /\b(?:for|at)\s$/.test(before))
  );
}

/**
 * The numbers of a text that are, or may be, sums of money, in English and Spanish: "$400k",
 * "400,000", "400 thousand", "cuatrocientos mil". Phone numbers, street addresses and numbers with
 * another unit ("3 beds", "1,500 sq ft", "20 %") are none.
 */
export function amountsIn(text: string): Amount[] {
  const plain = withSpokenNumbers(text)
    .replace(phonePattern, ' ; ')
    .replace(streetAddressPattern, ' ; ')
    .replace(rangeStart, '$1$2');
  return [...plain.matchAll(amount)].flatMap(match => {
    const [whole, sign, figure = '', unit, currency] = match;
    const hasSign = sign !== undefined || currency !== undefined;
    const after = plain.slice(match.index + whole.length, match.index + whole.length + 24);
    if (!hasSign && otherUnit.test(after)) return [];
    const marked = hasSign || unit !== undefined;
    const value = numberOf(figure, unit !== undefined) * factorOf(unit);
    const before = plain.slice(Math.max(0, match.index - 60), match.index);
    const found = { figure, value, marked, before, after };
    return [{ value, isMoney: isMoney(found), isBare: !marked && value < 2_000 }];
  });
}

/** Percentages of a text as numbers: rates, commissions, discounts. */
export function percentagesIn(text: string): number[] {
  const found = text.matchAll(
    /(?<![\d.,])(\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|percent\b|per cent\b|por ciento\b)/giu,
  );
  return [...found].map(([, figure = '']) => Number(figure.replace(',', '.')));
}

/** In thousands, as people leave it out: "around 400" for a home is 400,000; "1.2" is 1.2 million. */
export const inFull = (value: number): number => (value < 10 ? value * 1e6 : value * 1e3);

export const inDollars = (value: number): string =>
  `$${value.toLocaleString('en-US', { maximumFractionDigits: 2 })}`;
