/** What a question is about, as far as it decides how a short answer is read. */
export type Topic =
  | 'budget'
  | 'area'
  | 'beds'
  | 'baths'
  | 'must_haves'
  | 'timeline'
  | 'financing'
  | 'motivation'
  | 'condition'
  | 'price'
  | 'lead_type'
  /** A day to see a home, which is no time to move. */
  | 'viewing';

const topicPatterns: readonly (readonly [Topic, RegExp])[] = [
  ['viewing', /\b(visit(ing)?|tour|showing|viewing|schedul\w*|appointment|book(ed|ing)?|cita)\b/i],
  [
    'lead_type',
    /\b(buy(ing)?|sell(ing)?|rent(ing)?)\b.*\b(or|o)\b.*\b(buy(ing)?|sell(ing)?|rent(ing)?)\b|comprar.*\bo\b/i,
  ],
  [
    'financing',
    /pre-?\s?approv|financ|lender|mortgage|paying cash|cash or|hipoteca|contado|preaprobad|deposit|proof of income|depósito|banco/i,
  ],
  [
    'price',
    /price.*(in mind|hoping|expect|asking)|how much.*(hoping|want).*(for it|to get|to sell)|what price|precio.*(espera|mente)|qué precio/i,
  ],
  [
    'budget',
    /budget|price range|how much.*(spend|afford|rent|pay)|presupuesto|rango de precio|monthly rent|rent are you|renta mensual/i,
  ],
  [
    'beds',
    /bed\s?-?rooms?|how many rooms|number of rooms|\bbeds?\b|habitaciones|recámaras|cuartos|dormitorios/i,
  ],
  ['baths', /bath\s?-?rooms?|\bbaths?\b|baños/i],
  [
    'condition',
    /condition|move-in ready|shape is|needs? (any )?(work|repairs)|fixer|estado|reparaciones|furnished|amueblad|arreglos/i,
  ],
  [
    'motivation',
    /\bwhy\b|reason|motivat|what'?s (got|making|prompting)|what brings|por qué|motivo|has you thinking|hace pensar/i,
  ],
  [
    'area',
    /which (area|city|part|neighbou?rhood)|what (area|city|neighbou?rhood|location)|\bwhere\b|\barea\b|\bcity\b|location|zona|dónde|ciudad/i,
  ],
  [
    'timeline',
    /when (do|are|would|were).*(mov|buy|sell|rent|look|plan|hop)|how soon|timeline|time ?frame|cuándo|plazo|within the next|próximos 30|para cuándo/i,
  ],
  ['must_haves', /must-?haves?|anything else.*(need|want)|requirements|pets|amenities|indispensable/i],
];

/** What an agent's message asks for, by its questions alone: "Good to know on the financing" asks nothing. */
export function topicsOf(text: string): Topic[] {
  const questions = text
    .split(/(?<=[.!?])\s+/)
    .filter(sentence => /\?|please confirm/i.test(sentence))
    .join(' ');
  return topicPatterns.filter(([, pattern]) => pattern.test(questions)).map(([topic]) => topic);
}

/** Leadwire's names of questions, as topics. */
const topicsOfQuestion: Readonly<Record<string, readonly Topic[]>> = {
  budget: ['budget'],
  location: ['area'],
  timeline: ['timeline'],
  requirements: ['beds', 'baths', 'must_haves'],
  financing: ['financing'],
  motivation: ['motivation'],
  condition: ['condition'],
  price: ['price'],
  lead_type: ['lead_type'],
};

export const topicsOfNamedQuestion = (name: string): readonly Topic[] => topicsOfQuestion[name] ?? [];
