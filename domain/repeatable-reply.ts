import { emailPattern, phonePattern, streetAddressPattern } from './contact-patterns';
import type { LeadIdentity } from './lead-message';
import { cleanMessage } from './message-text';
import { maskIdentity } from './placeholders';
import type { QualificationFlow, QuestionName } from './qualification-flow';
import { questionText } from './question-texts';
import type { TenantConfiguration } from './tenant';

export interface RepeatabilityContext {
  /** The lead's message; what it tells of their identity is masked here, as in the response key. */
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
  /\b\d{1,2}(?::\d{2})\b|\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?!\p{L})|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|tonight|this (?:morning|afternoon|evening|weekend)|noon)\b|\b(?:lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|mañana|esta (?:tarde|noche))\b|\b(?:jan|febr)uary\b|\b(?:march|april|may|june|july|august|(?:sept|nov|dec)ember|october)\s+\d/iu;

/** Words that open a sentence and are no name, though a comma follows. */
const openers: ReadonlySet<string> = new Set(
  `hi hello hey thanks thank great sure perfect awesome absolutely yes no ok okay wonderful excellent definitely
  understood nice sounds congrats congratulations welcome sorry also and so well oh
  hola gracias claro perfecto genial sí si bueno bien excelente entendido disculpe felicidades bienvenido`.split(
    /\s+/,
  ),
);

/** Words that are written with a capital anywhere. */
const properWords: ReadonlySet<string> = new Set(
  "i i'm i'll i've i'd sms ok hoa fha va mls tv usa us ac diy english spanish español".split(' '),
);

/** "$500k", "500,000" and "500000" are one number. */
function numbersIn(text: string): string[] {
  return [
    ...text.toLowerCase().matchAll(/(\d[\d,]*(?:\.\d+)?)\s?(k|m|mil|thousand|million)?(?!\p{L})/gu),
  ].map(([, digits = '', scale = '']) => {
    const value = Number(digits.replace(/,/g, ''));
    const factor = /^(?:k|mil|thousand)$/.test(scale) ? 1e3 : /^(?:m|million)$/.test(scale) ? 1e6 : 1;
    return String(value * factor);
  });
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}']+/gu) ?? [];

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
  if (holdsNameOf(context.identity, text) || appointment.test(own)) return false;
  if ([emailPattern, phonePattern, streetAddressPattern].some(pattern => matches(own, pattern))) return false;
  const known = new Set(numbersIn(shared));
  if (numbersIn(own).some(number => !known.has(number))) return false;
  return !holdsForeignName(own, shared);
}
