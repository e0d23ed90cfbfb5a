import type { LeadType } from '../domain/vocabulary';
import { largestAmountIn } from './money-rules';
import type { Topic } from './question-topics';

const notAWish =
  /\b(tired of|stop|done|instead of|sick of|not|no more|quit|currently|been|while) (?:we are |i am |we're |i'm )?(renting|buying|selling)\b/gi;
const selling =
  /\b(sell(?:ing)?|list(?:ing)? (?:my|our) (?:house|home|place|condo|property)|(?:my|our) (?:house|home|condo|property) (?:is|needs)|home valu(?:e|ation)|what(?:'s| is) my (?:house|home) worth|vender|vendo|venta de mi casa)\b/i;
const renting =
  /\b(rent(?:al|als|ing)?|lease|leasing|apartments?|alquilar|alquiler|rentar|renta|arrendar|apartamentos?|departamentos?|per month|a month|\/mo|monthly|al mes)\b/i;
const buying =
  /\b(buy(?:ing)?|purchas(?:e|ing)|house|home|condo|townhouse|townhome|pre-?approved|mortgage|down payment|own(?:er|ing)?|invest(?:or|ing|ment)?|comprar|compro|casa|hipoteca)\b/i;

/** A rent is below and a price above these, in dollars. */
const rentBelow = 20_000;
const priceFrom = 50_000;

/** What kind of lead the texts come from; `unknown` rather than a guess. */
export function leadTypeOf(leadTexts: readonly string[]): LeadType {
  const text = leadTexts.join(' \n ').replace(notAWish, ' ');
  if (selling.test(text)) return 'seller';
  if (/\b(buy|buying|purchase|comprar)\b/i.test(text)) return 'buyer';
  if (renting.test(text)) return 'renter';
  if (buying.test(text)) return 'buyer';
  const amount = largestAmountIn(text);
  if (amount === null) return 'unknown';
  if (amount >= priceFrom) return 'buyer';
  return amount < rentBelow && amount >= 500 ? 'renter' : 'unknown';
}

const answers: readonly (readonly [LeadType, RegExp])[] = [
  ['seller', /\bsell|vend/i],
  ['renter', /\brent|lease|alquil/i],
  ['buyer', /\bbuy|purchas|own\b|compr/i],
];

/** The answer to "buy, sell or rent?". */
export function answeredLeadType(text: string, topics: readonly Topic[]): LeadType | null {
  if (!topics.includes('lead_type')) return null;
  return answers.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
