import type { ExtractedAnswer, SlotName } from '../domain/analysis';
import { digitsOf, smallNumber } from './number-words';

/**
 * Simple rules that read one slot out of one message each. `asked` is true when the message answers
 * a question about that slot, so that a bare "3" or "yes" means something.
 */
export type SlotRule = (text: string, asked: boolean) => ExtractedAnswer | null;

const sure = (value: string): ExtractedAnswer => ({ value, confidence: 0.95 });
const likely = (value: string): ExtractedAnswer => ({ value, confidence: 0.85 });

const yes = /^\W*(yes|yeah|yep|yup|sure|correct|right|i am|i have|already|sí|si|claro|ya)\b/i;
const no = /^\W*(no|nope|not yet|nah|not really|todavía no|aún no)\b/i;
const unwilling = /^\W*(i )?(don'?t know|not sure|no idea|idk|no sé|any(thing|where)?|whatever)\W*$/i;

/** What a short answer says once the padding is off; null when it is no answer at all. */
function wholeAnswer(text: string, maxWords: number): string | null {
  const bare = text
    .replace(
      /^\W*((well|um+|ok(ay)?|so|maybe|probably|preferably|i think|i guess|it'?s|it is|bueno|pues|creo que)\b[\s,]*)+/i,
      '',
    )
    .replace(/[\s.!]+$/, '')
    .trim();
  const words = bare.split(/\s+/).length;
  const isAnswer = /\p{L}/u.test(bare) && words <= maxWords && !bare.includes('?');
  return isAnswer && !yes.test(bare) && !no.test(bare) && !unwilling.test(bare) ? bare : null;
}

function countRule(unit: string): SlotRule {
  const withUnit = new RegExp(`(?<![\\w$.,])(${smallNumber})[\\s-]*(?:\\+\\s*)?(?:${unit})`, 'i');
  // The first number of a short answer: "3", "maybe 3", "3 and 2".
  const bareNumber = new RegExp(`^\\D{0,25}?\\b(${smallNumber})(?![\\d,])\\b.{0,25}$`, 'i');
  return (text, asked) => {
    const named = withUnit.exec(text)?.[1];
    if (named !== undefined) return sure(digitsOf(named));
    const bare = asked ? bareNumber.exec(text)?.[1] : undefined;
    return bare === undefined ? null : likely(digitsOf(bare));
  };
}

const bedUnit =
  'bed\\s?-?\\s?rooms?\\b|beds?\\b|bd(?:rm)?s?\\b|br\\b|rooms?\\b|habitaci(?:ón|ones)|rec[aá]maras?|cuartos?|dormitorios?';
const bathUnit = '(?:full\\s)?(?:bath\\s?-?\\s?rooms?\\b|baths?\\b|ba\\b)|baños?';
const countBeds = countRule(bedUnit);
const countBaths = countRule(bathUnit);
/** "3/2", as agents write beds and baths. */
const bedsAndBaths = /(?<![\d/])([1-9])\s?\/\s?([1-9](?:\.5)?)(?![\d/])/;

export const bedsRule: SlotRule = (text, asked) => {
  if (/\bstudio\b|\bestudio\b/i.test(text)) return sure('studio');
  const pair = bedsAndBaths.exec(text)?.[1];
  // A number of baths alone is no number of beds, also after "how many bedrooms and bathrooms?".
  const onlyBaths = countBaths(text, false) !== null && countBeds(text, false) === null;
  if (onlyBaths) return null;
  return pair === undefined ? countBeds(text, asked) : sure(pair);
};

export const bathsRule: SlotRule = (text, asked) => {
  const pair = bedsAndBaths.exec(text)?.[2];
  const second = asked
    ? new RegExp(`\\b${smallNumber}\\b\\s*(?:,|and|y|&)\\s*(${smallNumber})\\W*$`, 'i').exec(text)?.[1]
    : undefined;
  const named = pair ?? (countBaths(text, false) === null ? second : undefined);
  return named === undefined ? countBaths(text, false) : sure(digitsOf(named));
};

const wishes: readonly (readonly [string, RegExp])[] = [
  ['pets allowed', /\bpets?\b|\bdogs?\b|\bcats?\b|\bpup(py|pies)?\b|mascotas?|perr[oa]s?|gat[oa]s?/i],
  ['garage', /\bgarage\b|garaje|cochera/i],
  ['pool', /\bpool\b|piscina|alberca/i],
  ['yard', /\b(back)?yard\b|\bgarden\b|\bpatio\b|jardín|jardin/i],
  ['parking', /\bparking\b|estacionamiento/i],
  ['furnished', /(?<!un)furnished\b|amueblad[oa]/i],
  ['unfurnished', /\bunfurnished\b|sin muebles/i],
  ['laundry', /\blaundry\b|\bwasher\b|lavandería/i],
  ['balcony', /\bbalcony\b|balcón/i],
  ['office', /\b(home )?office\b|oficina/i],
  ['good schools', /\bschools?\b|escuelas?/i],
  ['single story', /single[- ]stor(y|ey)|one[- ]stor(y|ey)|una planta/i],
];
/** "Do they allow pets?" asks about a home; it is not a demand. */
const questionAboutHome =
  /^\W*(and |but |ok(ay)?,? |great,? |perfect,? )*(do they|does it|does the|does this|is it|is the|is this|is that|are there|are the|are they|are pets|is there|can i (bring|have)|will they|what|how|tell me|let me know|i('d| would)? ?(also )?(like|need|want) to know)\b/i;
const declined =
  /\b(no need for|don'?t (need|want|care about|have)|without|not need|no)\s+(an?\s|any\s|the\s)?(\w+\s)?$/i;

export const mustHavesRule: SlotRule = text => {
  const demands = text
    .split(/(?<=[.!?])\s+|\s+(?:and|but)\s+(?=(?:is|are|do|does)\b)/)
    .filter(sentence => !questionAboutHome.test(sentence));
  const wanted = wishes.flatMap(([name, pattern]) =>
    demands.some(sentence => {
      const match = pattern.exec(sentence);
      return match !== null && !declined.test(sentence.slice(0, match.index));
    })
      ? [name]
      : [],
  );
  return wanted.length === 0 ? null : { value: wanted.join(', '), confidence: 0.9 };
};

const months =
  'january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre';
const span =
  '(?:\\d+(?:\\s?(?:-|to|or|a|o)\\s?\\d+)?|an?|one|two|three|four|five|six|a couple(?: of)?|a few|couple(?: of)?|un|una|dos|tres|cuatro|seis|unos|unas)\\s?(?:days?|weeks?|months?|years?|d[ií]as?|semanas?|mes(?:es)?|años?)';
const timelinePatterns: readonly RegExp[] = [
  /\b(asap|as soon as (possible|we can|i can)|right away|immediately|lo antes posible|de inmediato|cuanto antes|urgente)\b/i,
  new RegExp(
    `\\b(?:in|within|over|around|about|en|dentro de)\\s(?:the\\s)?(?:next\\s|los próximos\\s|about\\s|around\\s)?${span}(?:\\s(?:or so|from now))?`,
    'i',
  ),
  /(?<!(?:\bof|\d(?:st|nd|rd|th)?) )\b(next|this|coming) (week|month|year|spring|summer|fall|autumn|winter|quarter)\b/i,
  /\b(la próxima semana|el próximo (mes|año)|próximo mes|este (mes|año|verano)|la semana que viene|el mes que viene|el año que viene)\b/i,
  new RegExp(
    `\\b(?:by|before|until|end of|middle of|early|late|para|antes de|a fines de|a finales de)\\s(?:the\\s)?(?:end of\\s)?(?:${months}|spring|summer|fall|winter|the year|year|the month|month|school starts|the holidays|fin de año)\\b`,
    'i',
  ),
  /\b(no (rush|hurry)|not in (a|any) (rush|hurry)|whenever|sin prisa|no tengo prisa)\b/i,
];
const askedTimelinePatterns: readonly RegExp[] = [
  new RegExp(`\\b${span}(?:\\s(?:or so|from now))?`, 'i'),
  new RegExp(`\\b(?:in |en )?(?:early |mid |late )?(?:${months})\\b`, 'i'),
  /\b(today|now|tomorrow|soon|hoy|ahora|ya|pronto|mañana)\b/i,
];
/** The day of a viewing is no time to move. */
const aboutViewing =
  /\b(visit|tour|showing|viewing|see (it|the)|appointment|schedule|calendar|reminder|cita|visitar)\b/i;

export const timelineRule: SlotRule = (text, asked) => {
  if (aboutViewing.test(text) && !asked) return null;
  const found = timelinePatterns.map(pattern => pattern.exec(text)?.[0]).find(match => match !== undefined);
  if (found !== undefined) return sure(found);
  if (!asked) return /\bmov(e|ing) soon\b/i.test(text) ? { value: 'soon', confidence: 0.6 } : null;
  const loose = askedTimelinePatterns
    .map(pattern => pattern.exec(text)?.[0])
    .find(match => match !== undefined);
  if (loose !== undefined) return likely(loose);
  // "Would selling within 30 to 45 days work?"
  if (yes.test(text) || /\bworks?\b|\bfine\b|funciona/i.test(text))
    return { value: '30-45 days works', confidence: 0.8 };
  return null;
};

const financingPatterns: readonly (readonly [string, RegExp])[] = [
  [
    'not pre-approved yet',
    /\b(not|n't|haven'?t|isn'?t|need to get)\b[^.?!]{0,30}\b(pre-?\s?approv|pre-?\s?qualif|lender|approved)|need a lender|no (tengo|estoy) (preaprob|crédito)/i,
  ],
  ['pre-approved', /pre-?\s?approv|pre-?\s?qualif|preaprobad|precalificad/i],
  ['cash', /\b(all[- ])?cash\b|efectivo|de contado|al contado/i],
  ['VA loan', /\bVA\b(?: loan)?/],
  ['FHA loan', /\bFHA\b/i],
  ['mortgage', /\bmortgage\b|\bconventional\b|\bloan\b|\bfinanc(e|ing|ed)\b|hipoteca|préstamo|crédito/i],
  ['proof of income ready', /proof of income|pay ?stubs?|deposit( is)? ready|comprobante/i],
];

export const financingRule: SlotRule = (text, asked) => {
  const found = financingPatterns.find(([, pattern]) => pattern.test(text))?.[0];
  if (found !== undefined && !(text.includes('?') && !asked)) return sure(found);
  if (!asked) return null;
  if (yes.test(text)) return { value: 'yes, arranged', confidence: 0.8 };
  return no.test(text) ? { value: 'not arranged yet', confidence: 0.8 } : null;
};

const motivationPatterns: readonly RegExp[] = [
  /\b(?:because|since we|since i|porque|ya que)\s+([^.?!]{3,120})/i,
  /\b(relocat(?:e|ing|ion)[^.?!,]{0,60}|mov(?:e|ing) for (?:work|a job|school|family)|job transfer|(?:got |have |starting )?a? ?new job(?: in [^.?!,]{2,40})?|growing family|(?:having|expecting) a baby|baby on the way|getting married|divorc(?:e|ed|ing)|downsiz(?:e|ing)|upsiz(?:e|ing)|retir(?:e|ing|ement)|as an investment|investment property|first[- ](?:time )?(?:home|house)(?: ?buyers?)?|inherited[^.?!,]{0,40}|lease (?:is ending|ends|is up)[^.?!,]{0,30}|tired of renting|(?:need|want|wanted) (?:more|a bigger|bigger) (?:space|place|house|home|yard)|outgrown?[^.?!,]{0,40}|clos(?:e|er) to (?:work|family|school|my \w+|our \w+)|empty nest(?:ers)?|cambio de trabajo|nuevo trabajo|trabajo nuevo|nos mudamos[^.?!,]{0,40}|divorcio|jubil\w+|familia está creciendo|más espacio)/i,
];

export const motivationRule: SlotRule = (text, asked) => {
  const found = motivationPatterns.map(pattern => pattern.exec(text)?.[1]).find(match => match !== undefined);
  if (found !== undefined) return sure(found.trim());
  const whole = asked ? wholeAnswer(text, 25) : null;
  return whole !== null && whole.split(/\s+/).length > 1 ? likely(whole) : null;
};

const conditionPattern =
  /\b(move[- ]in[- ]ready|turn[- ]?key|needs? (?:some |a lot of |a little |lots of |minor |major )?(?:work|repairs?|tlc|updat(?:ing|es)|a new (?:roof|kitchen))|(?:a )?fixer(?:[- ]upper)?|(?:fully |newly |recently )?(?:renovated|remodel(?:l)?ed|updated)|no (?:repairs?|work)(?: needed)?|(?:in )?(?:good|great|excellent|perfect|decent|fair|rough|bad|poor|mint) (?:condition|shape)|new (?:roof|kitchen)|as[- ]is|some work is (?:fine|ok(?:ay)?)|lista para (?:mudarse|habitar)|necesita (?:arreglos|reparaciones|trabajo)|(?:en )?(?:buen|mal|excelente|perfecto) estado|remodelad[ao])/i;

export const conditionRule: SlotRule = (text, asked) => {
  const found = conditionPattern.exec(text)?.[0];
  if (found !== undefined) return sure(found);
  const furnished = /\b(un)?furnished\b/i.exec(text)?.[0];
  if (furnished !== undefined && asked) return likely(furnished);
  const whole = asked ? wholeAnswer(text, 20) : null;
  return whole === null ? null : likely(whole);
};

const areaPadding =
  /^\W*((yes|yeah|sure|ok(ay)?|please|i'?d|i|we|would|want|like|love|prefer|looking|look|need|find|it|should|be|to|live|something|somewhere|anywhere|a place|an apartment|apartment|house|home|in|near|around|at|on|for|the|area|city|of|en|cerca|de|por|la zona|me gustaría|quiero|busco)\b[\s,]*)+/i;

const pleasantry =
  /\b(thanks?|thank|you|good|great|nice|perfect|fine|sounds?|correct|corrr?ect|right|got|that|this|property|gracias|bien|none|nothing)\b/i;

/** A place that no list knows, given as the answer to "where?". */
export function namedPlace(text: string): ExtractedAnswer | null {
  const bare =
    wholeAnswer(text, 9)
      ?.replace(areaPadding, '')
      .replace(/\s+(area|please|city)\W*$/i, '')
      .trim() ?? '';
  const words = bare.split(/\s+/).length;
  const isPlace = /^\p{L}[\p{L}\s.'’-]*$/u.test(bare) && words <= 4 && !pleasantry.test(bare);
  return isPlace ? likely(bare) : null;
}

/** Rules by slot; budget, price and area are read with more context (see qualification-rules). */
export const slotRules: Readonly<Partial<Record<SlotName, SlotRule>>> = {
  beds: bedsRule,
  baths: bathsRule,
  must_haves: mustHavesRule,
  timeline: timelineRule,
  financing: financingRule,
  motivation: motivationRule,
  condition: conditionRule,
};
