import type { ExtractedAnswer } from '../domain/analysis';

const multipliers: Readonly<Record<string, number>> = {
  k: 1_000,
  thousand: 1_000,
  grand: 1_000,
  mil: 1_000,
  m: 1_000_000,
  mm: 1_000_000,
  million: 1_000_000,
  millón: 1_000_000,
  millon: 1_000_000,
  millones: 1_000_000,
};

const unit = '(k|mm|m|thousand|grand|million|millones|millón|millon|mil)\\b';
/** Two sums with one unit between them: "400-450k". */
const range = new RegExp(
  `(?<![\\d\\w-])\\$?\\s?(\\d[\\d,]*(?:\\.\\d+)?)\\s?(?:${unit})?\\s?(?:-|–|to|and|a|y)\\s?\\$?\\s?(\\d[\\d,]*(?:\\.\\d+)?)(?:\\s?${unit})?(?![\\d-])`,
  'i',
);
const amount = new RegExp(
  // Not the tail of a longer number, a phone number or a word.
  `(?<![\\d\\w-])(\\$)?\\s?(\\d{1,3}(?:,\\d{3})+|\\d+(?:\\.\\d+)?)(?:\\s?${unit})?(?:\\s?(dollars|usd|dólares|dolares|bucks))?(?![\\d-]*\\d{3})`,
  'gi',
);
const ceiling =
  /\b(under|below|up to|max(?:imum)?(?: of)?|no more than|less than|at most|not over|menos de|hasta|máximo|maximo)\s*\$?\s*$/i;
const floor = /\b(over|above|at least|more than|minimum(?: of)?|from|más de|mas de|mínimo)\s*\$?\s*$/i;
const aboutMoney =
  /\b(budget|spend|afford|price|rent|pay|around|about|roughly|approximately|presupuesto|pagar|gastar|precio|alrededor de|unos)\b/i;
/** What a number is of when it is not money. */
const otherUnit =
  /^\s*-?\s*(bed|bd|br\b|bath|ba\b|room|bed\s?room|habitaci|recámara|recamara|cuarto|dormitorio|baño|days?|weeks?|months?|years?|días?|dias?|semanas?|meses|mes|años?|sq|square|acres?|am\b|pm\b|:|\/|%|th\b|st\b|nd\b|rd\b|minutes?|miles?|people|kids|dogs?|cats?|[A-Z][a-z]+ (?:St|Ave|Road|Rd|Drive|Lane|Way|Court|Street))/i;

const inDollars = (value: number): string => `$${Math.round(value).toLocaleString('en-US')}`;

interface Found {
  readonly value: number;
  readonly marked: boolean;
  readonly before: string;
}

function amountsIn(text: string): Found[] {
  return [...text.matchAll(amount)].flatMap(match => {
    const [whole, dollar, digits = '', scale, currency] = match;
    const before = text.slice(0, match.index);
    const after = text.slice(match.index + whole.length);
    const marked =
      dollar !== undefined || scale !== undefined || currency !== undefined || digits.includes(',');
    if (!marked && otherUnit.test(after)) return [];
    const value = toNumber(digits) * factorOf(scale);
    return [{ value, marked, before }];
  });
}

const toNumber = (digits: string): number => Number(digits.replaceAll(',', ''));
const factorOf = (scale: string | undefined): number => multipliers[scale?.toLowerCase() ?? ''] ?? 1;

function rangeIn(text: string, asked: boolean, purchase: boolean): ExtractedAnswer | null {
  const match = range.exec(text);
  if (!match) return null;
  const [whole, low = '', lowUnit, high = '', highUnit] = match;
  const plainlyMoney = whole.includes('$') || highUnit !== undefined || /,\d{3}/.test(whole);
  const after = text.slice(match.index + whole.length);
  if (!plainlyMoney && (!asked || otherUnit.test(after) || toNumber(high) < 100)) return null;
  const factor = highUnit === undefined && purchase && toNumber(high) < 2_000 ? 1_000 : factorOf(highUnit);
  const top = toNumber(high) * factor;
  // The unit of the second number counts for both, unless the first has its own.
  const bottom =
    toNumber(low) * (lowUnit === undefined && toNumber(low) * factor <= top ? factor : factorOf(lowUnit));
  return { value: `${inDollars(bottom)}-${inDollars(top)}`, confidence: 0.9 };
}

/**
 * A sum of money in a text. `asked` is true when the question was about money, so that a bare "500"
 * counts; for a purchase that means thousands.
 */
export function moneyIn(text: string, asked: boolean, purchase: boolean): ExtractedAnswer | null {
  const between = rangeIn(text, asked, purchase);
  if (between) return between;
  const found = amountsIn(text).find(
    ({ value, marked, before }) =>
      marked || asked || (value >= 500 && (ceiling.test(before) || aboutMoney.test(before))),
  );
  if (!found) return null;
  const dollars = inDollars(purchase && found.value < 2_000 ? found.value * 1_000 : found.value);
  const confidence = found.marked ? 0.95 : 0.85;
  if (ceiling.test(found.before)) return { value: `under ${dollars}`, confidence };
  if (floor.test(found.before)) return { value: `over ${dollars}`, confidence };
  return { value: dollars, confidence };
}

/** The largest sum in a text, in dollars; null when none is plainly money. */
export function largestAmountIn(text: string): number | null {
  const values = amountsIn(text).flatMap(found => (found.marked ? [found.value] : []));
  return values.length === 0 ? null : Math.max(...values);
}
