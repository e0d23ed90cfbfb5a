import type { ExtractedAnswer, SlotName } from './analysis';
import {
  buyerQuestions,
  sellerQuestions,
  type QualificationFlow,
  type QuestionName,
} from './qualification-flow';
import type { LeadType } from './vocabulary';

/** An answer counts from this confidence on. */
export const countsFrom = 0.7;
/** From here to `countsFrom` an answer of a seller counts half: of four questions none is lightly lost. */
export const countsHalfFrom = 0.5;

/** Questions that are answered by slots. */
export type AnswerableQuestion = Exclude<QuestionName, 'lead_type'>;

/** Which slots answer a question; the surest of them decides. */
const slotsOf: Readonly<Record<AnswerableQuestion, readonly SlotName[]>> = {
  budget: ['budget'],
  location: ['area'],
  timeline: ['timeline'],
  requirements: ['beds', 'baths', 'must_haves'],
  financing: ['financing'],
  motivation: ['motivation'],
  condition: ['condition'],
  price: ['price'],
};

/** The questions that matter for a lead of this type. Renters, and leads of unknown type, are asked as buyers. */
export function questionsFor(leadType: LeadType): readonly AnswerableQuestion[] {
  return leadType === 'seller' ? sellerQuestions : buyerQuestions;
}

/** The surest answer to a question, or null where there is none. */
export function answerTo(flow: QualificationFlow, question: AnswerableQuestion): ExtractedAnswer | null {
  const given = slotsOf[question].flatMap(slot => {
    const answer = flow.slots[slot];
    return answer !== undefined && answer.value !== null && answer.value.trim() !== '' ? [answer] : [];
  });
  return given.reduce<ExtractedAnswer | null>(
    (surest, answer) => (surest === null || answer.confidence > surest.confidence ? answer : surest),
    null,
  );
}

/** 1 where a question is answered, 0.5 where it is half answered (sellers only), else 0. */
export function shareOf(flow: QualificationFlow, question: AnswerableQuestion): 0 | 0.5 | 1 {
  const confidence = answerTo(flow, question)?.confidence ?? 0;
  if (confidence >= countsFrom) return 1;
  return flow.leadType === 'seller' && confidence >= countsHalfFrom ? 0.5 : 0;
}
