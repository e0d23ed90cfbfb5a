import { tellsTime } from './appointment-words';
import { emailPattern, phonePattern, streetAddressPattern } from './contact-patterns';
import type { LeadIdentity } from './lead-message';
import { numbersIn } from './numbers-in-text';
import type { TenantConfiguration } from './tenant';
import { saysName } from './told-names';

export { numbersIn } from './numbers-in-text';

/** Changes with the rules of this page and of those it rests on: what earlier ones let through is not given any more. */
export const repeatabilityVersion = 'repeatable-2';

export interface RepeatabilityContext {
  /** All that another lead with the same key has in common with this one: `sharedText`. */
  readonly shared: string;
  /** Names that this lead's messages tell: `toldNames`. Another one who writes the same would read them as theirs. */
  readonly names: ReadonlySet<string>;
  readonly identity: LeadIdentity;
  /** Whose facts and links a reply shares with those to all its leads. */
  readonly tenant?: TenantConfiguration;
}

/** Words that open a sentence and are no name, though a comma follows. */
const openers: ReadonlySet<string> = new Set(
  `hi hello hey thanks thank great sure perfect awesome absolutely yes no ok okay wonderful excellent definitely
  understood nice sounds congrats congratulations welcome sorry also and so well oh
  hola gracias claro perfecto genial sí si bueno bien excelente entendido entiendo disculpe felicidades bienvenido`.split(
    /\s+/,
  ),
);

/** Words that are written with a capital anywhere. */
const properWords: ReadonlySet<string> = new Set(
  "i i'm i'll i've i'd sms ok hoa fha va mls tv usa us ac diy english spanish español".split(' '),
);

/** Small numbers in words say the same as digits: "two bedrooms" is "2 bedrooms". */
const digitWords: Readonly<Record<string, string>> = {
  ...{
    one: '1',
    two: '2',
    three: '3',
    four: '4',
    five: '5',
    six: '6',
    seven: '7',
    eight: '8',
    nine: '9',
    ten: '10',
  },
  ...{
    dos: '2',
    tres: '3',
    cuatro: '4',
    cinco: '5',
    seis: '6',
    siete: '7',
    ocho: '8',
    nueve: '9',
    diez: '10',
  },
};
/** Larger ones are prices, counts and years. */
const largeNumberWord =
  /^(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|once|doce|quince|veinte|treinta|cuarenta|cincuenta|cien|cientos|quinientos|millón)$/;

/** In lower case. */
export const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}']+/gu) ?? [];

/** What a reply says by itself: links and facts of the tenant are the same for each of its leads. */
export function wordsOfItsOwn(text: string, tenant: TenantConfiguration | undefined): string {
  const known = tenant ? [...tenant.voice.links, ...tenant.voice.facts] : [];
  return known
    .sort((one, other) => other.length - one.length)
    .reduce((rest, ownText) => rest.replaceAll(ownText, ' '), text.replace(/\{[a-z_]+\}/g, 'you'));
}

/** The lead's own name, even one that is also an everyday word. */
export function holdsNameOf({ firstName, lastName }: LeadIdentity, text: string): boolean {
  const words = new Set(text.match(/[\p{L}'-]+/gu) ?? []);
  const names = [firstName, lastName].flatMap(name => name?.match(/[\p{L}'-]+/gu) ?? []);
  return names.some(name => words.has(name));
}

const matches = (text: string, pattern: RegExp): boolean => text.search(pattern) >= 0;

/** A word with a capital, what opens its sentence before it, and a comma behind. */
const capitalisedWord = /([.!?:\n"¿¡(]\s*)?(?<![\p{L}'])(\p{Lu}[\p{L}']*)(\s*,)?/gu;

function holdsForeignName(text: string, shared: string): boolean {
  const known = new Set(wordsIn(shared));
  return [...text.trim().matchAll(capitalisedWord)].some(match => {
    const [, opening, word = '', comma] = match;
    const lower = word.toLowerCase();
    if (known.has(lower) || known.has(lower.replace(/'s$/, '')) || properWords.has(lower)) return false;
    const opensSentence = opening !== undefined || match.index === 0;
    return opensSentence ? comma !== undefined && !openers.has(lower) : true;
  });
}

/**
 * Whether a reply may be given to another lead whose response key is the same. It may not where it
 * says more than the key holds: a number of its own, an appointment, contact details, a name or
 * place that neither the lead, the known answers nor the tenant named. When in doubt it is not kept:
 * a reply that is written once more costs cents, one that tells a stranger's affairs does not.
 */
export function isRepeatable(text: string, context: RepeatabilityContext): boolean {
  const { shared, names, identity, tenant } = context;
  const own = wordsOfItsOwn(text, tenant);
  if (holdsNameOf(identity, text) || saysName(own, names) || tellsTime(own)) return false;
  if ([emailPattern, phonePattern, streetAddressPattern].some(pattern => matches(own, pattern))) return false;
  const sharedWords = wordsIn(shared);
  const known = new Set([...numbersIn(shared), ...sharedWords.flatMap(word => digitWords[word] ?? [])]);
  if (numbersIn(own).some(number => !known.has(number))) return false;
  const said = new Set(wordsIn(own));
  if ([...said].some(word => largeNumberWord.test(word) && !sharedWords.includes(word))) return false;
  return !holdsForeignName(own, shared);
}
