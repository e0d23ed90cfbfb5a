import { slotNames, type ExtractedAnswer, type QualificationExtraction, type SlotName } from './analysis';
import type { ConversationContext } from './lead-message';
import { cleanMessage, normaliseMessage } from './message-text';
import { maskIdentity } from './placeholders';
import type { QualificationFlow } from './qualification-flow';
import type { TemplatePurpose } from './reply-templates';
import { unansweredMessages } from './response-situation';

/** A message of which a rule is as sure as Claude could be: it needs no call, and gets a reply from a rule. */
export interface SureMessage {
  readonly extraction: QualificationExtraction;
  readonly purpose: Extract<TemplatePurpose, 'acknowledged' | 'noted'>;
}

/** The surest a reading can be; the message says nothing else. */
const confidence = 0.95;

/**
 * Nothing but a nod. "Yes" is none: it answers something. "Ok" after a question that can be answered
 * with it is none either.
 */
const nods =
  /^(?:ok(?:ay)?|k|kk|got it|sounds good|great|perfect|cool|awesome|thanks?|thank you|thx|ty|ok thanks?|ok thank you|great thanks?|vale|listo|perfecto|gracias|muchas gracias|ok gracias|de acuerdo|genial)(?: so much| very much)?$/u;
const nodsOfEmoji =
  /^(?:[\u{1f44d}\u{1f44c}\u{1f64f}\u{1f60a}\u{1f642}\u{1f600}\u{2764}\u{2705}]\p{Emoji_Modifier}?\s*){1,3}$/u;

const yes =
  /^(?:yes|yes please|yes it would|yes that works|yeah|yep|yup|sure|that works|that would work|absolutely|definitely|si|sí|claro|claro que sí|sí claro|por supuesto)$/u;

const contactOnly = /^(?:(?:\{phone\}|\{email\})[\s,;/]*(?:(?:and|y|or|o)\s+)?){1,2}[.!]?$/u;

const amount =
  /^(?:(?:about|around|up to|under|max(?:imum)?|maybe|hasta|unos|como|alrededor de)\s+)?\$?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d{1,2})?)\s?(k|m|mil|million)?(?:\s?(?:dollars|usd|dólares|max|tops|per month|a month|\/month|\/mo|al mes))?$/u;

const bedsAndBaths =
  /^(\d{1,2})\s?(?:beds?|bedrooms?|br|bd|recámaras?|habitaciones|cuartos)?(?:\s?(?:[/,&x+]|and|y|with|con)?\s?(\d{1,2}(?:\.5)?)\s?(?:baths?|bathrooms?|ba|baños?)?)?$/u;

const nothingTold: ExtractedAnswer = { value: null, confidence: 0 };

function telling(slots: Partial<Record<SlotName, string>>): QualificationExtraction {
  const answers = slotNames.map(name => {
    const value = slots[name];
    return [name, value === undefined ? nothingTold : { value, confidence }] as const;
  });
  return { lead_type: 'unknown', slots: Object.fromEntries(answers) as QualificationExtraction['slots'] };
}

const factors: Readonly<Record<string, number>> = { k: 1e3, mil: 1e3, m: 1e6, million: 1e6 };

/** The dollars that a bare amount means, or null where they make no sense as such: "400" for a house may be 400,000. */
function dollarsOf(text: string, [least, most]: readonly [number, number]): number | null {
  const [, digits, unit] = amount.exec(text) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits.replace(/,/g, '')) * (unit === undefined ? 1 : (factors[unit] ?? 1));
  return value >= least && value <= most ? value : null;
}

const inDollars = (value: number): string => `$${value.toLocaleString('en-US')}`;
const priceOfAHome = [50_000, 50_000_000] as const;
const monthlyRent = [300, 25_000] as const;

/** What a bare answer to our last question tells, by that question. */
function answerToQuestion(
  text: string,
  { lastQuestion, leadType }: QualificationFlow,
): QualificationExtraction | null {
  switch (lastQuestion) {
    case 'timeline':
      // The seller's question is the one that "yes" answers: "Would selling within the next 30 to 45 days work?"
      return leadType === 'seller' && yes.test(text) ? telling({ timeline: 'within 30 to 45 days' }) : null;
    case 'requirements': {
      const [, beds, baths] = bedsAndBaths.exec(text) ?? [];
      if (beds === undefined || Number(beds) < 1 || Number(beds) > 12) return null;
      return telling({ beds, ...(baths === undefined ? {} : { baths }) });
    }
    case 'budget': {
      const value = dollarsOf(text, leadType === 'renter' ? monthlyRent : priceOfAHome);
      if (value === null || (leadType !== 'buyer' && leadType !== 'renter')) return null;
      return telling({ budget: leadType === 'renter' ? `${inDollars(value)} per month` : inDollars(value) });
    }
    case 'price': {
      const value = dollarsOf(text, priceOfAHome);
      return value === null ? null : telling({ price: inDollars(value) });
    }
    default:
      return null;
  }
}

/**
 * Reads a message without Claude where that is sure: a thumbs-up, a bare answer to our last question, a
 * phone number. Only one message, to a message of ours; anything more is Claude's to read.
 * @param flow as stored before the message
 */
export function readSurely(context: ConversationContext, flow: QualificationFlow): SureMessage | null {
  const [message, another] = unansweredMessages(context);
  const answered = context.messages.at(-2);
  if (!message || another || answered?.author !== 'bot' || context.returning) return null;
  const masked = maskIdentity(cleanMessage(message.text), context.identity);
  if (contactOnly.test(masked)) return { extraction: telling({}), purpose: 'noted' };
  const isAsked = flow.lastQuestion !== null && answered.text.includes('?');
  const text = normaliseMessage(message.text).replace(/,/g, mark => (/\d/.test(message.text) ? mark : ''));
  const told = isAsked ? answerToQuestion(text, flow) : null;
  if (told) return { extraction: told, purpose: 'noted' };
  const isNod = nods.test(text) || nodsOfEmoji.test(message.text.trim().replace(/\ufe0f/gu, ''));
  return isNod && !mayBeAYes(flow, answered.text)
    ? { extraction: telling({}), purpose: 'acknowledged' }
    : null;
}

/** Questions of ours to which "ok" may be the answer. */
function mayBeAYes({ lastQuestion, leadType }: QualificationFlow, asked: string): boolean {
  if (!asked.includes('?')) return false;
  const isYesOrNo =
    lastQuestion === null ||
    lastQuestion === 'financing' ||
    lastQuestion === 'condition' ||
    (lastQuestion === 'timeline' && leadType === 'seller');
  return isYesOrNo;
}
