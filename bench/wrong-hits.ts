import { z } from 'zod';
import { detectLanguage } from '../domain/language';
import { assess } from '../domain/qualification';
import type { QuestionName } from '../domain/qualification-flow';
import { qualificationFlowSchema } from '../domain/qualification-flow.schema';

/** What is looked at of a lead's flow after a run, as the operations API shows it. */
export const flowViewSchema = z.object({
  answers: qualificationFlowSchema.shape.slots,
  lastQuestion: qualificationFlowSchema.shape.lastQuestion,
  leadType: qualificationFlowSchema.shape.leadType,
});
export type FlowView = z.infer<typeof flowViewSchema>;

export interface CacheHit {
  readonly reply: string;
  /** Everything that this lead wrote so far. */
  readonly leadTexts: readonly string[];
  /** As it is after the reply. */
  readonly flow: FlowView;
  /** What we had asked before this message: it is not asked twice in a row. */
  readonly askedBefore: QuestionName | null;
  /** ISO 639-1. */
  readonly language: string;
}

const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** All numbers in digits; "500k" is also 500000. The word "one" is none: "one of our team". */
function numbersIn(text: string): string[] {
  const digits = [...text.toLowerCase().matchAll(/(\d[\d,]*(?:\.\d+)?)\s?(k\b)?/g)].flatMap(
    ([, number = '', thousands]) => {
      const value = Number(number.replace(/,/g, ''));
      return thousands === undefined ? [String(value)] : [String(value), String(value * 1_000)];
    },
  );
  const words = (text.toLowerCase().match(/[a-z]+/g) ?? []).map(word => numberWords.indexOf(word));
  return [...digits, ...words.filter(index => index > 1).map(String)];
}

/**
 * Why a reply from the cache was another lead's: it asks something else than what is open by the flow,
 * is in another language, or it or what was understood holds a number that this lead never wrote. Null
 * where nothing is wrong: a fresh reply may ask nothing, too, as after "no, thank you".
 */
export function wrongHitOf({ reply, leadTexts, flow, askedBefore, language }: CacheHit): string | null {
  const { leadType, answers: slots, lastQuestion } = flow;
  const { nextQuestion } = assess({ leadType, slots, lastQuestion: askedBefore });
  if (lastQuestion !== null && lastQuestion !== nextQuestion)
    return `it asks ${lastQuestion}, and ${nextQuestion ?? 'nothing'} is open`;
  const spoken = detectLanguage(reply, language);
  if (spoken !== language) return `it is in ${spoken}, and the lead writes ${language}`;
  // Our own questions name 30 to 45 days.
  const one = leadTexts.some(text => /\bone\b/i.test(text)) ? ['1'] : [];
  const told = new Set([...leadTexts.flatMap(numbersIn), ...one, '30', '45']);
  const understood = Object.values(flow.answers).map(answer => answer?.value ?? '');
  const foreign = [reply, ...understood].flatMap(numbersIn).find(number => !told.has(number));
  return foreign === undefined ? null : `it knows of ${foreign}, which this lead never wrote`;
}
