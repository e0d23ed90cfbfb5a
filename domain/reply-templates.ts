import type { QuestionName } from './qualification-flow';
import { questionText } from './question-texts';
import type { LeadType } from './vocabulary';

export type TemplatePurpose = 'fallback' | 'opt_out_confirmation' | 'opt_in_confirmation' | 'help';

export interface TemplateInput {
  readonly purpose: TemplatePurpose;
  /** Asked at the end of a `fallback`; null asks nothing. */
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
  opt_out_confirmation: name =>
    `${name}: Su suscripción terminó y no recibirá más mensajes. Responda START para reanudar.`,
  opt_in_confirmation: name =>
    `${name}: Está suscrito de nuevo. Responda AYUDA para ayuda, STOP para terminar.`,
  help: name =>
    `${name}: Ayudamos a comprar, vender y rentar casas. Responda con su pregunta, o STOP para terminar. Pueden aplicarse tarifas de mensajes y datos.`,
};

/**
 * A reply from a rule: where Claude cannot be asked or its answer may not go out, and for the
 * messages that carriers require after STOP, START and HELP (CTIA). Holds nothing personal.
 */
export function templateReply({ purpose, question, leadType, language, tenantName }: TemplateInput): string {
  const templates = language === 'es' ? spanish : english;
  const asked = question === null ? '' : questionText(question, leadType, language);
  return templates[purpose](shortName(tenantName), asked);
}
