import type { ExtractedAnswer, SlotName } from './analysis';
import type { ConversationStage, LeadTemperature, LeadType } from './vocabulary';

/** What is known of one lead. There is one flow for a contact, for life: it is continued, never begun anew. */
export interface QualificationFlow {
  readonly leadType: LeadType;
  readonly slots: Readonly<Partial<Record<SlotName, ExtractedAnswer>>>;
  /** The question last asked of the lead by us, or null. It tells what a bare "yes" answers. */
  readonly lastQuestion: QuestionName | null;
}

/** The questions of the field: seven for those who look, four for those who sell. */
export const buyerQuestions = [
  'budget',
  'location',
  'timeline',
  'requirements',
  'financing',
  'motivation',
  'condition',
] as const;
export const sellerQuestions = ['motivation', 'timeline', 'condition', 'price'] as const;
export type QuestionName = (typeof buyerQuestions)[number] | (typeof sellerQuestions)[number] | 'lead_type';

/** What pure code makes of a flow. */
export interface Assessment {
  /** 0–100. */
  readonly score: number;
  /** How many questions count as answered; halves occur for sellers. */
  readonly answered: number;
  readonly temperature: LeadTemperature;
  readonly stage: ConversationStage;
  /** True from a score of 80. */
  readonly complete: boolean;
  /** What to ask next, or null when nothing is open. */
  readonly nextQuestion: QuestionName | null;
}

export const emptyFlow: QualificationFlow = { leadType: 'unknown', slots: {}, lastQuestion: null };
