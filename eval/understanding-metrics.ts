import { slotNames, type SlotName } from '../domain/analysis';
import { assess } from '../domain/qualification';
import { countsFrom } from '../domain/qualification-answers';
import { wishNames, type SlotLabel } from './labels';
import {
  addFindings,
  nothingFound,
  precisionAndRecall,
  shareRight,
  type Finding,
  type Metric,
} from './metric';
import type { PlayedMessage } from './playing';
import { meansOneOf } from './slot-values';

/** Something that was not as it should be, for whoever looks into a figure. */
export interface Mistake {
  readonly conversation: string;
  /** 1 for the lead's first message. */
  readonly message: number;
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

/** Figures, and the cases behind them that were wrong. */
export interface Judgement {
  readonly metrics: readonly Metric[];
  readonly mistakes: readonly Mistake[];
}

const mistake = (
  { conversation, number }: PlayedMessage,
  what: string,
  expected: string,
  got: string,
): Mistake => ({ ...{ conversation, message: number, what, expected, got } });

/**
 * Slot by slot after each message: what counts as known against what people say is told. A vague word
 * that counts is wrong; a value that differs is both wrong and missed.
 */
export function judgeSlots(played: readonly PlayedMessage[]): Judgement {
  const mistakes: Mistake[] = [];
  const findings = new Map<SlotName, Finding>();
  for (const one of played) {
    for (const slot of one.message.labelled) {
      const label = one.message.slots[slot];
      const answer = one.flow.slots[slot];
      const counts = (answer?.confidence ?? 0) >= countsFrom;
      const got = counts ? (answer?.value ?? null) : null;
      const finding = findingOf(slot, label, got);
      findings.set(slot, addFindings(findings.get(slot) ?? nothingFound, finding));
      if (finding.wrong + finding.missed > 0)
        mistakes.push(mistake(one, `slot ${slot}`, expectedText(label), got ?? 'nothing that counts'));
    }
  }
  const all = [...findings.values()].reduce(addFindings, nothingFound);
  const metrics = slotNames.flatMap(slot =>
    precisionAndRecall(`slots.${slot}`, findings.get(slot) ?? nothingFound),
  );
  return { metrics: [...precisionAndRecall('slots', all), ...metrics], mistakes };
}

/** @param got the value that counts, or null */
export function findingOf(slot: SlotName, label: SlotLabel | undefined, got: string | null): Finding {
  if (label === undefined || label.counts === false) return { ...nothingFound, wrong: got === null ? 0 : 1 };
  const isRight = got !== null && meansOneOf(slot, label.value, got);
  if (label.counts === 'either') return { ...nothingFound, wrong: got === null || isRight ? 0 : 1 };
  return { found: isRight ? 1 : 0, wrong: got === null || isRight ? 0 : 1, missed: isRight ? 0 : 1 };
}

function expectedText(label: SlotLabel | undefined): string {
  if (label === undefined) return 'nothing';
  return `${label.value.join(' | ')}${label.counts === false ? ' (too vague to count)' : ''}`;
}

/** One label of each message against what was made of it. Null: not labelled. */
interface Comparison {
  readonly name: string;
  readonly what: string;
  readonly compare: (
    played: PlayedMessage,
  ) => { readonly expected: readonly string[]; readonly got: string } | null;
}

const comparisons: readonly Comparison[] = [
  {
    name: 'intent.accuracy',
    what: 'intent',
    compare: ({ readBy, answer, message }) =>
      readBy !== 'claude' || !message.expect.intent
        ? null
        : { expected: message.expect.intent, got: answer?.semantic?.primary_intent ?? 'no answer' },
  },
  {
    name: 'sentiment.accuracy',
    what: 'sentiment',
    compare: ({ readBy, answer, message }) =>
      readBy !== 'claude' || !message.expect.sentiment
        ? null
        : { expected: message.expect.sentiment, got: answer?.semantic?.sentiment ?? 'no answer' },
  },
  {
    name: 'wishes.accuracy',
    what: 'wishes',
    compare: ({ readBy, answer, message }) => {
      if (readBy !== 'claude' || !message.expect.wishes) return null;
      const { wishes: expected } = message.expect;
      const wishes = answer?.semantic?.wishes;
      const listed = (is: (wish: (typeof wishNames)[number]) => boolean): string =>
        wishNames.filter(is).join(', ') || 'none';
      return {
        expected: [listed(wish => expected.includes(wish))],
        got: wishes ? listed(wish => wishes[wish]) : 'no answer',
      };
    },
  },
  {
    name: 'lead_type.accuracy',
    what: 'lead type',
    compare: ({ flow, message }) =>
      message.expect.lead_type ? { expected: message.expect.lead_type, got: flow.leadType } : null,
  },
  {
    name: 'temperature.agreement',
    what: 'temperature',
    compare: ({ flow, message }) =>
      message.expect.temperature
        ? { expected: [message.expect.temperature], got: assess(flow).temperature }
        : null,
  },
];

/** Intent, sentiment, wishes, kind of lead and temperature: right in what share of the labelled messages. */
export function judgeLabels(played: readonly PlayedMessage[]): Judgement {
  const mistakes: Mistake[] = [];
  const metrics = comparisons.map(({ name, what, compare }) => {
    const compared = played.flatMap(one => {
      const found = compare(one);
      return found === null ? [] : [{ one, ...found, isRight: found.expected.includes(found.got) }];
    });
    for (const { one, expected, got, isRight } of compared)
      if (!isRight) mistakes.push(mistake(one, what, expected.join(' | '), got));
    return shareRight(name, compared.filter(({ isRight }) => isRight).length, compared.length);
  });
  return { metrics, mistakes };
}

/** Who needs a person gets one, and who does not is answered. */
export function judgeHandOff(played: readonly PlayedMessage[]): Judgement {
  const labelled = played.flatMap(one => {
    const { hands_off: expected } = one.message.expect;
    return expected === undefined || one.readBy !== 'claude' ? [] : [{ one, expected }];
  });
  const finding = labelled.reduce<Finding>(
    (sum, { one: { handOff }, expected }) =>
      addFindings(sum, {
        found: expected && handOff !== null ? 1 : 0,
        wrong: !expected && handOff !== null ? 1 : 0,
        missed: expected && handOff === null ? 1 : 0,
      }),
    nothingFound,
  );
  const mistakes = labelled.flatMap(({ one, expected }) => {
    const got = one.handOff === null ? 'answered' : `handed off: ${one.handOff.reason}`;
    const isRight = expected === (one.handOff !== null);
    return isRight ? [] : [mistake(one, 'hand-off', expected ? 'handed off' : 'answered', got)];
  });
  return { metrics: precisionAndRecall('hand_off', finding), mistakes };
}

/** Each wish for itself: a person who is asked for and not noticed is the costliest mistake of all. */
export function judgeWishes(played: readonly PlayedMessage[]): Judgement {
  const metrics = wishNames.flatMap(wish => {
    const finding = played.reduce<Finding>((sum, { readBy, answer, message }) => {
      const { wishes: expected } = message.expect;
      if (readBy !== 'claude' || !expected) return sum;
      const isExpected = expected.includes(wish);
      const isFound = answer?.semantic?.wishes[wish] ?? false;
      return addFindings(sum, {
        found: isExpected && isFound ? 1 : 0,
        wrong: !isExpected && isFound ? 1 : 0,
        missed: isExpected && !isFound ? 1 : 0,
      });
    }, nothingFound);
    return precisionAndRecall(`wishes.${wish}`, finding);
  });
  return { metrics, mistakes: [] };
}
