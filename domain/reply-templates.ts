import type { QuestionName } from './qualification-flow';
import { questionText } from './question-texts';
import type { LeadType } from './vocabulary';

export type TemplatePurpose =
  | 'fallback'
  | 'acknowledged'
  | 'noted'
  | 'offer_visit'
  | 'handed_over'
  | 'opt_out_confirmation'
  | 'opt_in_confirmation'
  | 'help';

export interface TemplateInput {
  readonly purpose: TemplatePurpose;
  /** Asked at the end of a `fallback`, of what was `acknowledged` or `noted`; null asks nothing. */
  readonly question: QuestionName | null;
  readonly leadType: LeadType;
  /** ISO 639-1; English where there are no words for it. */
  readonly language: string;
  readonly tenantName: string;
}

/** A long name must not push the words that carriers require out of one message. */
const shortName = (name: string): string =>
  name
    .replace(/[{}<>]/g, '')
    .trim()
    .slice(0, 60)
    .trim() || 'We';

const english: Readonly<Record<TemplatePurpose, (name: string, question: string) => string>> = {
  fallback: (_name, question) =>
    question === ''
      ? 'Thanks for your message! One of us will get back to you shortly.'
      : `Thanks for your message! ${question}`,
  acknowledged: (_name, question) => (question === '' ? 'Great, talk soon!' : `Great! ${question}`),
  noted: (_name, question) =>
    question === '' ? 'Thanks, noted! One of us will be in touch.' : `Thanks, noted! ${question}`,
  offer_visit: () => 'Thanks, noted! Shall I have one of our team set up a visit for you?',
  handed_over: () =>
    'Thanks for your message! I am passing this on; one of our team will get back to you personally.',
  opt_out_confirmation: name =>
    `${name}: You are unsubscribed and will get no more messages from us. Reply START to resume.`,
  opt_in_confirmation: name =>
    `${name}: You are subscribed again. Reply HELP for help, STOP to end messages.`,
  help: name =>
    `${name}: We help people buy, sell and rent homes. Reply here with your question, or STOP to end messages. Msg & data rates may apply.`,
};

const spanish: typeof english = {
  fallback: (_name, question) =>
    question === ''
      ? '¡Gracias por su mensaje! Alguien de nuestro equipo le responderá pronto.'
      : `¡Gracias por su mensaje! ${question}`,
  acknowledged: (_name, question) =>
    question === '' ? '¡Perfecto, hablamos pronto!' : `¡Perfecto! ${question}`,
  noted: (_name, question) =>
    question === ''
      ? '¡Gracias, anotado! Alguien de nuestro equipo le escribirá.'
      : `¡Gracias, anotado! ${question}`,
  offer_visit: () => '¡Gracias, anotado! ¿Quiere que alguien de nuestro equipo le organice una visita?',
  handed_over: () =>
    '¡Gracias por su mensaje! Lo paso a nuestro equipo; alguien le responderá personalmente.',
  opt_out_confirmation: name =>
    `${name}: Su suscripción terminó y no recibirá más mensajes. Responda START para reanudar.`,
  opt_in_confirmation: name =>
    `${name}: Está suscrito de nuevo. Responda AYUDA para ayuda, STOP para terminar.`,
  help: name =>
    `${name}: Ayudamos a comprar, vender y rentar casas. Responda con su pregunta, o STOP para terminar. Pueden aplicarse tarifas de mensajes y datos.`,
};

/**
 * A reply from a rule: where a rule is enough, where Claude cannot be asked or its answer may not go out, and for the
 * messages that carriers require after STOP, START and HELP (CTIA). Holds nothing personal.
 */
export function templateReply({ purpose, question, leadType, language, tenantName }: TemplateInput): string {
  const templates = language === 'es' ? spanish : english;
  const asked = question === null ? '' : questionText(question, leadType, language);
  return templates[purpose](shortName(tenantName), asked);
}
