/** Words that tell a language apart; a word that two of them share stands in neither. */
const wordsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    `the and is are was were i i'm im you your yours we want wants need looking for to of my with have has had do does
    don't dont what when where how much many can could would will it's its this that yes yeah yep house home homes
    bedroom bedrooms bed beds bath baths buy sell selling buying rent renting please thanks thank hello hi hey good
    morning asap about still available price budget or not in at on by be been interested sure tomorrow today`.split(
      /\s+/,
    ),
  ),
  es: new Set(
    `el los las un una que son estoy esta está quiero quisiera busco buscamos necesito casa casas apartamento
    habitaciones recamaras recámaras baños cuartos cuanto cuánto cuando cuándo donde dónde como cómo mi su para por con
    hola gracias buenos buenas días dias tardes sí si soy tengo tiene puedo puede vender comprar rentar alquilar venta
    precio presupuesto mañana favor muy más mas pero del ustedes usted nosotros estamos claro mil meses mes semana
    interesado interesada ver disponible todavía hasta`.split(/\s+/),
  ),
  pt: new Set(
    `não nao você voce vocês quero gostaria preciso procuro estou uma um das dos obrigado obrigada olá ola bom
    quartos quarto banheiros aluguel imóvel comprar vender sim meu minha são isso também orçamento`.split(
      /\s+/,
    ),
  ),
  fr: new Set(
    `le les une des je j'ai vous nous est suis cherche voudrais veux maison appartement avec pour bonjour merci oui
    chambres chambre acheter vendre louer combien quand où mon ma mes votre dans c'est prix salle`.split(
      /\s+/,
    ),
  ),
};

/** Marks that only one of these languages writes; each weighs as much as two words. */
const marksOf: Readonly<Record<string, RegExp>> = {
  es: /[¿¡ñ]/gu,
  pt: /[ãõ]/gu,
  fr: /[œèêûù]|\b[ldjcnq]'\p{L}/gu,
};

function evidence(language: string, text: string, words: readonly string[]): number {
  const known = wordsOf[language];
  const marks = marksOf[language];
  const found = words.filter(word => known?.has(word)).length;
  return found + 2 * (marks ? (text.match(marks)?.length ?? 0) : 0);
}

/**
 * The language of a short message as an ISO 639-1 code: `en`, `es`, `pt` or `fr`.
 *
 * @param fallback what is returned when the words do not tell ("ok", "3", a name): the language of
 * the conversation so far, or the tenant's first
 */
export function detectLanguage(text: string, fallback: string): string {
  const lower = text
    .slice(0, 2_000)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'");
  const words = lower.match(/[\p{L}']+/gu) ?? [];
  const ranked = Object.keys(wordsOf)
    .map(language => ({ language, points: evidence(language, lower, words) }))
    .sort((one, other) => other.points - one.points);
  const [first, second] = ranked;
  if (!first || first.points === 0 || first.points === second?.points) return fallback;
  return first.language;
}
