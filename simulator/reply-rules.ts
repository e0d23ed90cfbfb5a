import type { ExtractedAnswer, SlotName } from '../domain/analysis';
import { newestLeadMessages, type OfferedQuestion, type ReadPrompt } from './prompt-reading';
import { answeredMessages, qualify, slotsIn } from './qualification-rules';
import { analyseMeaning } from './semantic-rules';
import { leadTypeOf } from './lead-type-rules';
import { digitsOf, smallNumber } from './number-words';

/** Longest reply; an SMS of two segments carries it with a name filled in. */
const maxCharacters = 300;

interface Phrases {
  readonly hello: string;
  readonly welcomeBack: string;
  readonly home: (beds: string | null, baths: string | null, area: string | null) => string;
  readonly human: string;
  readonly assistant: string;
  readonly appointment: string;
  readonly call: string;
  readonly sorry: string;
  readonly price: string;
  readonly objection: string;
  readonly question: string;
  readonly budget: string;
  readonly timeline: string;
  readonly financing: string;
  readonly noted: string;
  readonly thanks: string;
  readonly reachingOut: string;
  readonly searching: string;
  readonly ok: string;
  readonly visit: string;
  readonly closing: string;
}

const english: Phrases = {
  hello: 'Hi {first_name}!',
  welcomeBack: 'Welcome back, {first_name}!',
  home: (beds, baths, area) => {
    const size = [beds && `${beds}-bedroom`, baths && `${baths}-bath`].filter(Boolean).join(', ');
    if (size === '') return `Got it, ${area ?? ''}.`;
    return `${/^(8|eight)/i.test(size) ? 'An' : 'A'} ${size} home${area ? ` in ${area}` : ''}, got it.`;
  },
  assistant: "I am the office's digital assistant; a person from our team can take over any time.",
  human: 'Of course, a person from our team will get back to you shortly.',
  appointment: 'Happy to set that up for you; our team will confirm the time.',
  call: 'Sure, someone from our team will call you.',
  sorry: 'I am sorry about that, and thank you for telling me.',
  price: 'I understand, the numbers have to work for you.',
  objection: 'I understand, thanks for being open about that.',
  question: 'Good question, our team will check that for you.',
  budget: 'Thanks, that helps.',
  timeline: 'That timing works.',
  financing: 'Good to know on the financing.',
  noted: 'Thanks, noted.',
  thanks: "You're welcome!",
  reachingOut: 'Thanks for reaching out.',
  searching: 'Sure, we will keep looking for you.',
  ok: 'Got it, thanks.',
  visit: 'Shall I have someone from our team set up a visit for you?',
  closing: 'Our team will follow up with the next steps.',
};

const spanish: Phrases = {
  hello: '¡Hola {first_name}!',
  welcomeBack: '¡Gracias por volver, {first_name}!',
  home: (beds, baths, area) => {
    const size = [
      beds && `${beds} recámaras`,
      baths && `${baths} ${/^(1|un|uno)$/.test(baths) ? 'baño' : 'baños'}`,
    ]
      .filter(Boolean)
      .join(' y ');
    if (size === '') return `Entendido, ${area ?? ''}.`;
    return `Entendido, ${size}${area ? ` en ${area}` : ''}.`;
  },
  assistant: 'Soy el asistente digital de la oficina; una persona puede continuar cuando quiera.',
  human: 'Claro, una persona de nuestro equipo le escribirá en breve.',
  appointment: 'Con gusto; nuestro equipo le confirma la hora.',
  call: 'Claro, alguien de nuestro equipo le llamará.',
  sorry: 'Disculpe las molestias, y gracias por decirlo.',
  price: 'Entiendo, los números tienen que cuadrar.',
  objection: 'Entiendo, gracias por contarlo.',
  question: 'Buena pregunta, nuestro equipo lo revisa.',
  budget: 'Gracias, eso ayuda.',
  timeline: 'Ese plazo funciona.',
  financing: 'Gracias por el dato del financiamiento.',
  noted: 'Gracias, anotado.',
  thanks: '¡Con gusto!',
  reachingOut: 'Gracias por escribirnos.',
  searching: 'Claro, seguimos buscando.',
  ok: 'Entendido, gracias.',
  visit: '¿Quiere que alguien de nuestro equipo le organice una visita?',
  closing: 'Nuestro equipo le escribirá con los siguientes pasos.',
};

/** A reply, and the question that it asks. */
export interface WrittenReply {
  readonly reply: string;
  readonly asks: string | null;
}

/** A short reply: takes up what was just said, then asks the first question that is still open. */
export function writeReply(prompt: ReadPrompt): WrittenReply {
  const phrases = (prompt.language ?? analyseMeaning(prompt).language) === 'es' ? spanish : english;
  const greeting = isFirstContact(prompt) ? phrases.hello : prompt.returning ? phrases.welcomeBack : '';
  const question = prompt.offersVisit ? null : openQuestion(prompt);
  const ending =
    question?.text ?? prompt.nextQuestion ?? (prompt.offersVisit ? phrases.visit : phrases.closing);
  const whole = [greeting, acknowledgement(prompt, phrases), ending].filter(part => part !== '').join(' ');
  const reply =
    whole.length <= maxCharacters ? whole : [greeting, ending].filter(part => part !== '').join(' ');
  return { reply, asks: question?.name ?? null };
}

/** From what it is read that a question is answered. */
const slotsOfQuestion: Readonly<Record<string, readonly SlotName[]>> = {
  budget: ['budget'],
  location: ['area'],
  timeline: ['timeline'],
  requirements: ['beds', 'baths', 'must_haves'],
  financing: ['financing'],
  motivation: ['motivation'],
  condition: ['condition'],
  price: ['price'],
};

function openQuestion(prompt: ReadPrompt): OfferedQuestion | null {
  const { lead_type: leadType, slots } = qualify(prompt);
  const kinds = [...prompt.questions.keys()];
  const offered = prompt.questions.get(leadType) ?? prompt.questions.get(kinds[0] ?? '') ?? [];
  // One question alone was chosen with the message in view.
  if (kinds.length === 1 && offered.length === 1) return offered[0] ?? null;
  const isAnswered = (name: string): boolean =>
    (name === 'lead_type' && leadType !== 'unknown') ||
    (slotsOfQuestion[name] ?? []).some(slot => slots[slot].value !== null && slots[slot].confidence >= 0.7);
  return offered.find(({ name }) => !isAnswered(name)) ?? null;
}

const isFirstContact = (prompt: ReadPrompt): boolean =>
  !prompt.messages.some(message => message.from === 'agent');

/**
 * Numbers and places are said in the lead's own words: a reply that holds another number than the
 * message it answers is not kept for other leads.
 */
function acknowledgement(prompt: ReadPrompt, phrases: Phrases): string {
  const text = newestLeadMessages(prompt).join(' ');
  const meaning = analyseMeaning(prompt);
  if (meaning.wishes.human) return phrases.human;
  if (asksWhoWrites.test(text)) return phrases.assistant;
  if (meaning.sentiment === 'angry' || meaning.sentiment === 'very_negative') return phrases.sorry;
  if (meaning.wishes.call) return phrases.call;
  if (meaning.wishes.appointment) return phrases.appointment;
  if (meaning.objections.includes('price')) return phrases.price;
  if (meaning.objections.length > 0) return phrases.objection;
  return whatWasTold(prompt, phrases, text) ?? smallTalk(phrases, text, isFirstContact(prompt));
}

function whatWasTold(prompt: ReadPrompt, phrases: Phrases, text: string): string | null {
  const newest = answeredMessages(prompt).slice(-newestLeadMessages(prompt).length || -1);
  const leadType = leadTypeOf(prompt.messages.flatMap(one => (one.from === 'lead' ? [one.text] : [])));
  const told = Object.assign({}, ...newest.map(message => slotsIn(message, leadType))) as ReturnType<
    typeof slotsIn
  >;
  const beds = said(text, told.beds, '(?:bed|bd|br|room|habitac|rec[aá]m|cuarto|dormit)');
  const baths = said(text, told.baths, '(?:full )?(?:bath|ba\\b|baño)');
  // Where a seller goes next is no search.
  const area = leadType === 'seller' ? null : (told.area?.value ?? null);
  if (beds !== null || baths !== null || area !== null) return phrases.home(beds, baths, area);
  if (told.budget || told.price) return phrases.budget;
  if (told.timeline) return phrases.timeline;
  if (told.financing) return phrases.financing;
  if (text.includes('?')) return asksForMore.test(text) ? phrases.searching : phrases.question;
  return told.motivation || told.condition || told.must_haves ? phrases.noted : null;
}

const asksWhoWrites = /are you (a |an )?(real|bot|robot|human|person|ai)\b|eres un (robot|bot)/i;
const asksForMore =
  /\b(any ?(thing|where)? (others?|else|different)|others?|another|more (options|choices)|continue|keep looking|something (else|different)|(search|look) for|otr[ao]s?)\b/i;

/** A count in the lead's own spelling: "two" stays "two". Null where it is not in the message. */
function said(text: string, answer: ExtractedAnswer | undefined, unit: string): string | null {
  const value = answer?.value ?? null;
  if (value === null) return null;
  const withUnit = new RegExp(`\\b(${smallNumber})[\\s-]*${unit}`, 'i').exec(text)?.[1];
  const alone = new RegExp(`\\b${smallNumber}\\b`, 'gi');
  return (withUnit ?? text.match(alone)?.find(word => digitsOf(word) === value))?.toLowerCase() ?? null;
}

function smallTalk(phrases: Phrases, text: string, isFirst: boolean): string {
  if (isFirst) return phrases.reachingOut;
  if (/\b(thanks?|thank you|gracias)\b/i.test(text)) return phrases.thanks;
  return /^\W*(hi|hello|hey|hola|good (morning|afternoon|evening)|buen[oa]s)\b/i.test(text) ? '' : phrases.ok;
}
