import type { LeadType, Objection, PrimaryIntent, Sentiment, Urgency } from './vocabulary';

/** What the lead wants and how they feel, read from the whole conversation. */
export interface SemanticAnalysis {
  readonly primary_intent: PrimaryIntent;
  readonly urgency: Urgency;
  readonly sentiment: Sentiment;
  readonly objections: readonly Objection[];
  /** What the lead asked for outright. */
  readonly wishes: { readonly human: boolean; readonly appointment: boolean; readonly call: boolean };
  /** ISO 639-1, for example `en`. */
  readonly language: string;
  /** 0–1. */
  readonly confidence: number;
}

/** One thing the lead told us. `value: null` means: not said. */
export interface ExtractedAnswer {
  readonly value: string | null;
  /** 0–1. */
  readonly confidence: number;
}

/**
 * What the qualification call read out of the conversation. Every slot stands alone, so that
 * "3 beds" and a budget in one sentence are two answers with a confidence each.
 */
export const slotNames = [
  'budget',
  'area',
  'beds',
  'baths',
  'must_haves',
  'timeline',
  'financing',
  'motivation',
  'condition',
  'price',
] as const;
export type SlotName = (typeof slotNames)[number];

export interface QualificationExtraction {
  readonly lead_type: LeadType;
  readonly slots: Readonly<Record<SlotName, ExtractedAnswer>>;
}
