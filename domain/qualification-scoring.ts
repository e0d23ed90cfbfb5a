import type { QualificationFlow } from './qualification-flow';
import { answerTo, questionsFor, shareOf, type AnswerableQuestion } from './qualification-answers';
import { acceptableSaleDays, daysOf } from './timeline';
import type { LeadTemperature } from './vocabulary';

/** Buyers: the usual weights of the field. Financing and condition are asked, and add no points. */
export const buyerWeights: Readonly<Record<AnswerableQuestion, number>> = {
  budget: 30,
  timeline: 25,
  location: 20,
  requirements: 15,
  motivation: 10,
  financing: 0,
  condition: 0,
  price: 0,
};

/**
 * Sellers: what they would take decides whether there is a deal at all, as the budget does for
 * buyers; time and condition decide whether it is one now; the motive explains the other three.
 */
export const sellerWeights: Readonly<Record<AnswerableQuestion, number>> = {
  price: 30,
  timeline: 25,
  condition: 25,
  motivation: 20,
  budget: 0,
  location: 0,
  requirements: 0,
  financing: 0,
};

/** A seller's answers are of good quality from this mean confidence on. */
const goodQuality = 0.8;

const weightsFor = (flow: QualificationFlow): Readonly<Record<AnswerableQuestion, number>> =>
  flow.leadType === 'seller' ? sellerWeights : buyerWeights;

/** What a question is worth, in points of the score. */
export const weightOf = (flow: QualificationFlow, question: AnswerableQuestion): number =>
  weightsFor(flow)[question];

/** 0–100, a whole number: the weights of the questions that are answered. */
export function scoreOf(flow: QualificationFlow): number {
  const points = questionsFor(flow.leadType).map(
    question => weightOf(flow, question) * shareOf(flow, question),
  );
  return Math.round(points.reduce((sum, value) => sum + value, 0));
}

/** How many questions are answered; halves occur for sellers. */
export function answeredOf(flow: QualificationFlow): number {
  return questionsFor(flow.leadType).reduce((sum, question) => sum + shareOf(flow, question), 0);
}

/** The mean confidence of the answers that count, wholly or half; 0 where none does. */
function qualityOf(flow: QualificationFlow): number {
  const confidences = questionsFor(flow.leadType)
    .filter(question => shareOf(flow, question) > 0)
    .map(question => answerTo(flow, question)?.confidence ?? 0);
  return confidences.length === 0
    ? 0
    : confidences.reduce((sum, confidence) => sum + confidence, 0) / confidences.length;
}

function hasAcceptableTimeline(flow: QualificationFlow): boolean {
  const days = daysOf(answerTo(flow, 'timeline')?.value ?? '');
  return days !== null && days <= acceptableSaleDays;
}

function sellerTemperature(flow: QualificationFlow): LeadTemperature {
  const answered = answeredOf(flow);
  // A rounding error in the mean of four confidences must not decide.
  const isGoodQuality = qualityOf(flow) >= goodQuality - 1e-9;
  if (answered >= 3.5 && hasAcceptableTimeline(flow) && isGoodQuality) return 'hot';
  return answered >= 2.5 ? 'warm' : 'cold';
}

function buyerTemperature(flow: QualificationFlow): LeadTemperature {
  const answered = answeredOf(flow);
  if (answered >= 3) return 'hot';
  return answered >= 2 ? 'warm' : 'cold';
}

/** How near a lead is to a deal. */
export function temperatureOf(flow: QualificationFlow): LeadTemperature {
  return flow.leadType === 'seller' ? sellerTemperature(flow) : buyerTemperature(flow);
}
