import { emailPattern, phonePattern, streetAddressPattern } from './contact-patterns';
import type { LeadIdentity } from './lead-message';
import { cleanMessage } from './message-text';
import { numbersIn } from './numbers-in-text';
import { maskIdentity } from './placeholders';
import type { QualificationFlow, QuestionName } from './qualification-flow';
import { questionText } from './question-texts';
import type { TenantConfiguration } from './tenant';
import { toldNames } from './told-names';

export { numbersIn } from './numbers-in-text';

export interface RepeatabilityContext {
  /** What the lead wrote and is answered; what it tells of their identity is masked here, as in the response key. */
  readonly message: string;
  readonly identity: LeadIdentity;
  /** What is known of the lead: the answers before the message, and those that it gave. */
  readonly flow: QualificationFlow;
  /** Whose facts and links a reply shares with those to all its leads. */
  readonly tenant?: TenantConfiguration;
  /** What the reply asks, and in which language: a question may hold numbers of its own. */
  readonly nextQuestion?: QuestionName | null;
  readonly language?: string;
}

const appointment =
  /\b\d{1,2}(?::\d{2})\b|\bo'?clock\b|\b(?:on|el|the)\s+\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?!\p{L})|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|tonight|this (?:morning|afternoon|evening|weekend)|noon)\b|\b(?:lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|mañana|esta (?:tarde|noche))\b|\b(?:jan|febr)uary\b|\b(?:march|april|may|june|july|august|(?:sept|nov|dec)ember|october)\s+\d/iu;

/** An hour or a week that is promised without a number or a day. */
const vagueAppointment =
  /\bo'?clock\b|\bhalf past\b|\b(?:in|within) (?:an?|the|half an|the next|a few) (?:hours?|minutes?)\b|\bnext (?:week|weekend)\b|\b(?:próxima semana|semana que viene|en una hora|mediod[ií]a)(?!\p{L})/iu;

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

/** How a lead says who they are, or who belongs to them, where GHL does not know the name. */
const introduced =
  /(?:\b(?:[Mm]y name is|[Mm]y name's|[Nn]ame is|[Cc]all me|[Mm]e llamo|[Mm]i nombre es)\s+(?<named>\p{L}+)(?:\s+(?<also>\p{Lu}\p{L}+))?|\b(?:[Tt]his is|[Ii]'m|[Ii] am|[Ss]oy|(?:[Mm]y|[Oo]ur|[Mm]i)\s+\p{L}+)\s+(?<capital>\p{Lu}\p{L}+)(?:\s+(?<last>\p{Lu}\p{L}+))?)/gu;

/** Names that the message itself gives, in lower case. */
export function introducedNames(message: string): string[] {
  return [...cleanMessage(message).matchAll(introduced)].flatMap(({ groups }) =>
    Object.values(groups ?? {}).flatMap((name: string | undefined) =>
      name === undefined ? [] : [name.toLowerCase()],
    ),
  );
}

/** In lower case. */
export const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}']+/gu) ?? [];

const ownTexts = (tenant: TenantConfiguration | undefined): readonly string[] =>
  tenant ? [...tenant.voice.links, ...tenant.voice.facts] : [];

/** All that another lead with the same key has in common with this one. */
function sharedText(context: RepeatabilityContext): string {
  const { message, identity, flow, tenant, nextQuestion = null, language = 'en' } = context;
  const answers = Object.values(flow.slots).map(answer => maskIdentity(answer?.value ?? '', identity));
  const question = nextQuestion === null ? '' : questionText(nextQuestion, flow.leadType, language);
  return [
    maskIdentity(cleanMessage(message), identity),
    ...answers,
    tenant?.name ?? '',
    ...ownTexts(tenant),
    question,
  ].join('\n');
}

/** Somebody whom the message names: other leads who write the same would read it as their own words. */
function holdsToldName(text: string, message: string): boolean {
  const told = toldNames(cleanMessage(message));
  const capitalised = text.match(/\p{Lu}[\p{L}'-]*/gu) ?? [];
  return capitalised.some(
    word => told.has(word.toLowerCase()) || told.has(word.toLowerCase().replace(/'s$/, '')),
  );
}

/** The lead's own name, even one that is also an everyday word. */
function holdsNameOf({ firstName, lastName }: LeadIdentity, text: string): boolean {
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
  const shared = sharedText(context);
  // Links and facts of the tenant are the same for each of its leads.
  const own = [...ownTexts(context.tenant)]
    .sort((one, other) => other.length - one.length)
    .reduce((rest, known) => rest.replaceAll(known, ' '), text.replace(/\{[a-z_]+\}/g, 'you'));
  if (holdsNameOf(context.identity, text) || holdsToldName(own, context.message)) return false;
  if (appointment.test(own) || vagueAppointment.test(own.replaceAll('\u2019', "'"))) return false;
  if ([emailPattern, phonePattern, streetAddressPattern].some(pattern => matches(own, pattern))) return false;
  const sharedWords = wordsIn(shared);
  const known = new Set([...numbersIn(shared), ...sharedWords.flatMap(word => digitWords[word] ?? [])]);
  if (numbersIn(own).some(number => !known.has(number))) return false;
  const said = new Set(wordsIn(own));
  if ([...said].some(word => largeNumberWord.test(word) && !sharedWords.includes(word))) return false;
  if (introducedNames(context.message).some(name => said.has(name))) return false;
  return !holdsForeignName(own, shared);
}
