import {
  slotNames,
  type ExtractedAnswer,
  type QualificationExtraction,
  type SlotName,
} from '../domain/analysis';
import type { LeadType } from '../domain/vocabulary';
import { answeredLeadType, leadTypeOf } from './lead-type-rules';
import { moneyIn } from './money-rules';
import { placesIn } from './places';
import type { ReadPrompt } from './prompt-reading';
import { topicsOf, topicsOfNamedQuestion, type Topic } from './question-topics';
import { namedPlace, slotRules } from './slot-rules';

interface AnsweredMessage {
  readonly text: string;
  /** What the question before it was about. */
  readonly topics: readonly Topic[];
}

type Slots = Partial<Record<SlotName, ExtractedAnswer>>;

const notSaid: ExtractedAnswer = { value: null, confidence: 0 };

/** Reads all slots out of all that the lead wrote, newer answers over older ones. */
export function qualify(prompt: ReadPrompt): QualificationExtraction {
  const answered = answeredMessages(prompt);
  const leadType = typeOf(answered);
  const slots = answered.reduce<Slots>((known, message) => {
    const found = slotsIn(message, leadType);
    const allWishes = unionOf(known.must_haves, found.must_haves);
    return { ...known, ...found, ...(allWishes === undefined ? {} : { must_haves: allWishes }) };
  }, {});
  const complete = Object.fromEntries(slotNames.map(name => [name, slots[name] ?? notSaid]));
  return { lead_type: leadType, slots: complete as Record<SlotName, ExtractedAnswer> };
}

/** What one message tells; only the slots that it names. */
export function slotsIn({ text, topics }: AnsweredMessage, leadType: LeadType): Slots {
  const found: Slots = {};
  for (const name of slotNames) {
    const answer =
      slotRules[name]?.(
        text,
        topics.some(topic => topic === name),
      ) ?? null;
    if (answer) found[name] = answer;
  }
  // "When would you like to visit?" "Next week": nothing about when to move.
  if (topics.includes('viewing') && !topics.includes('timeline')) delete found.timeline;
  const area = areaIn(text, topics);
  if (area) found.area = area;
  const askedForMoney = topics.includes('budget') || topics.includes('price');
  const money = moneyIn(text, askedForMoney, leadType !== 'renter');
  if (money) found[isPrice(text, topics, leadType) ? 'price' : 'budget'] = money;
  return found;
}

/** Sellers name what they want for their home, all others what they would pay. */
const isPrice = (text: string, topics: readonly Topic[], leadType: LeadType): boolean =>
  leadType === 'seller' && !topics.includes('budget') && !/budget|presupuesto/i.test(text);

function areaIn(text: string, topics: readonly Topic[]): ExtractedAnswer | null {
  const places = placesIn(text);
  if (places.length > 0) {
    const isSure = places.every(place => place.sure);
    return { value: places.map(place => place.name).join(', '), confidence: isSure ? 0.95 : 0.8 };
  }
  return topics.includes('area') ? namedPlace(text) : null;
}

function unionOf(
  older: ExtractedAnswer | undefined,
  newer: ExtractedAnswer | undefined,
): ExtractedAnswer | undefined {
  if (!older || !newer) return newer ?? older;
  const names = new Set([older.value, newer.value].flatMap(value => value?.split(', ') ?? []));
  return { value: [...names].join(', '), confidence: newer.confidence };
}

function typeOf(answered: readonly AnsweredMessage[]): LeadType {
  const stated = answered.flatMap(({ text, topics }) => answeredLeadType(text, topics) ?? []).at(-1);
  if (stated) return stated;
  // Only someone who sells is asked for their price.
  if (answered.some(({ topics }) => topics.includes('price') && !topics.includes('budget'))) return 'seller';
  return leadTypeOf(answered.map(message => message.text));
}

/** The lead's messages, each with what it answers: the question named by the prompt counts for the newest. */
export function answeredMessages(prompt: ReadPrompt): AnsweredMessage[] {
  const newestAnswer = prompt.messages.findLastIndex(message => message.from === 'agent');
  let asked: readonly Topic[] = [];
  return prompt.messages.flatMap(({ from, text }, index) => {
    if (from === 'agent') {
      asked = topicsOf(text);
      return [];
    }
    const named =
      index > newestAnswer && prompt.lastQuestion ? topicsOfNamedQuestion(prompt.lastQuestion) : [];
    return [{ text, topics: [...new Set([...asked, ...named])] }];
  });
}
