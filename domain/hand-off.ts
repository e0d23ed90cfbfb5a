import { adviceTopicOf, type AdviceTopic } from './advice-topics';
import type { ExtractedAnswer, QualificationExtraction, SemanticAnalysis } from './analysis';
import { amountsIn, inDollars, inFull } from './money-in-text';

/** Why a person goes on instead of the assistant. */
export type HandOffReason =
  | 'human_wanted'
  | 'angry'
  | 'unsure'
  | 'advice'
  | 'value_above_limit'
  | 'claude_unusable'
  | 'budget_exhausted';

export interface HandOff {
  readonly reason: HandOffReason;
  /** For the agent's task and the explanation of the run; holds nothing that the lead wrote. */
  readonly sentence: string;
}

export interface HandOffLimits {
  /** The analysis is not trusted below it. 0–1. */
  readonly confidenceBelow: number;
  /** A person takes over where a budget or price is higher. US dollars; null: never for that. */
  readonly valueAboveUsd: number | null;
}

/** A bare "hi" is read with 0.5 to 0.6, and the assistant asks what it is about. */
export const defaultHandOffLimits: HandOffLimits = { confidenceBelow: 0.35, valueAboveUsd: null };

export interface HandOffInput {
  /** Null where it could not be made. */
  readonly semantic: SemanticAnalysis | null;
  readonly extraction: QualificationExtraction | null;
  /** What the lead wrote since anybody answered. */
  readonly newestText: string;
  readonly limits: HandOffLimits;
}

/** Less sure an answer is no answer: as in qualification. */
const sureEnough = 0.7;

const professionOf: Readonly<Record<AdviceTopic, string>> = {
  legal: 'legal',
  tax: 'tax',
  lending: 'lending or financial',
};

/** The highest sum that an answer names, in dollars; of a home, "500" is 500,000. */
function dollarsOf(answer: ExtractedAnswer, isPurchase: boolean): number {
  if (answer.value === null || answer.confidence < sureEnough) return 0;
  const values = amountsIn(answer.value).map(({ value, isBare }) =>
    isPurchase && isBare ? inFull(value) : value,
  );
  return Math.max(0, ...values);
}

function highestValue({ lead_type: leadType, slots }: QualificationExtraction): number {
  return Math.max(dollarsOf(slots.budget, leadType !== 'renter'), dollarsOf(slots.price, true));
}

function wish(semantic: SemanticAnalysis): HandOff | null {
  if (semantic.wishes.human) return { reason: 'human_wanted', sentence: 'The lead asks for a person.' };
  if (semantic.wishes.call) return { reason: 'human_wanted', sentence: 'The lead asks for a call.' };
  return null;
}

function valueAbove(extraction: QualificationExtraction | null, limit: number | null): HandOff | null {
  if (extraction === null || limit === null || highestValue(extraction) <= limit) return null;
  return {
    reason: 'value_above_limit',
    sentence: `The lead speaks of a home above ${inDollars(limit)}, the limit set for the assistant.`,
  };
}

/**
 * Whether a person has to go on: the lead asks for one or for a call, is angry, asks for advice that only
 * a licensed person may give, speaks of more money than the tenant leaves to the assistant, or was not
 * understood. What the lead wants comes before what we make of it. Null: the assistant answers.
 */
export function decideHandOff({ semantic, extraction, newestText, limits }: HandOffInput): HandOff | null {
  const wished = semantic === null ? null : wish(semantic);
  if (wished !== null) return wished;
  if (semantic?.sentiment === 'angry')
    return { reason: 'angry', sentence: 'The lead is angry; a person should answer.' };
  const topic = adviceTopicOf(newestText);
  if (topic !== null)
    return {
      reason: 'advice',
      sentence: `The lead asks for ${professionOf[topic]} advice, which the assistant must not give.`,
    };
  const value = valueAbove(extraction, limits.valueAboveUsd);
  if (value !== null) return value;
  if (semantic !== null && semantic.confidence < limits.confidenceBelow)
    return { reason: 'unsure', sentence: 'The assistant is not sure what the lead wants.' };
  return null;
}

/** Hand-offs that are decided where Claude is called: no usable answer, or no money left to ask for one. */
export const handOffWithoutClaude: Readonly<Record<'claude_unusable' | 'budget_exhausted', HandOff>> = {
  claude_unusable: {
    reason: 'claude_unusable',
    sentence: 'Claude gave no answer that may be used; a person should answer.',
  },
  budget_exhausted: {
    reason: 'budget_exhausted',
    sentence: 'The budget for Claude is used up; a person should answer.',
  },
};
