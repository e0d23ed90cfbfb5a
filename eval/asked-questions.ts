import type { SlotName } from '../domain/analysis';
import type { QuestionName } from '../domain/qualification-flow';

/** What a question wants to know: a slot, or what kind of lead it is. */
export type AskedMatter = Exclude<SlotName, 'must_haves'> | 'lead_type';

/** The day of a visit is no time to move. */
const aboutVisit =
  /\b(?:visit|view(?:ing)?|tour|see (?:it|the|this|that)|show(?:ing)?|appointment|schedul\w*|come by|cita|visitar|ver la casa)\b/iu;

const patterns: readonly (readonly [AskedMatter, RegExp])[] = [
  [
    'lead_type',
    /\b(?:buy|sell|rent)(?:ing)?,? (?:or )?(?:to )?(?:buy|sell|rent)|\b(?:comprar|vender|rentar),? (?:o )?(?:comprar|vender|rentar)/iu,
  ],
  [
    'budget',
    /\bbudget\b|\bprice range\b|how much (?:can|could|would|do|are) you .*(?:spend|pay|afford)|monthly (?:rent|payment)|presupuesto|renta mensual|cu[aá]nto (?:puede|quiere|le gustar[ií]a) (?:gastar|pagar)/iu,
  ],
  ['price', /what price would|price .*(?:happy|in mind|hoping)|precio .*(?:contento|espera|en mente)/iu],
  [
    'area',
    /\b(?:which|what) (?:area|city|part|neighbou?rhood|location|town)|\b(?:area|city|location)s?\b[^.!]*\?|where (?:would|do|are|should) you|en qu[eé] (?:zona|ciudad|[aá]rea)|d[oó]nde le gustar[ií]a/iu,
  ],
  ['beds', /how many (?:bed|rooms)|number of bed|cu[aá]nt[oa]s (?:rec[aá]maras|habitaciones|cuartos)/iu],
  ['baths', /how many (?:bed ?rooms? and )?bath|number of bath|cu[aá]nt[oa]s (?:rec[aá]maras y )?ba[nñ]os/iu],
  [
    'timeline',
    /when (?:would|do|are|were|will) you .*(?:mov|buy|sell|need|plan)|how soon|time ?(?:line|frame)|30 (?:to|a) 45|para cu[aá]ndo/iu,
  ],
  [
    'financing',
    /lender|pre-?approv|pay cash|financing|deposit|proof of income|banco|de contado|dep[oó]sito|comprobante/iu,
  ],
  [
    'motivation',
    /has you (?:thinking|moving|looking|selling)|what(?:'s| is) (?:the reason|prompting|bringing)|why are you|hace pensar|por qu[eé]/iu,
  ],
  [
    'condition',
    /condition|move-in ready|repairs|needs? (?:some )?work|furnished|condici[oó]n|arreglos|amueblad/iu,
  ],
];

/** The sentences of a text that ask something. */
export const questionsIn = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+/u).filter(sentence => sentence.trimEnd().endsWith('?'));

/** What the questions of a text want to know about the lead. English and Spanish. */
export function mattersAsked(text: string): AskedMatter[] {
  const asking = questionsIn(text);
  return patterns.flatMap(([matter, pattern]) =>
    asking.some(sentence => pattern.test(sentence) && !(matter === 'timeline' && aboutVisit.test(sentence)))
      ? [matter]
      : [],
  );
}

/** The question by which each matter is asked for. */
export const questionOf: Readonly<Record<AskedMatter, QuestionName>> = {
  lead_type: 'lead_type',
  budget: 'budget',
  price: 'price',
  area: 'location',
  beds: 'requirements',
  baths: 'requirements',
  timeline: 'timeline',
  financing: 'financing',
  motivation: 'motivation',
  condition: 'condition',
};
