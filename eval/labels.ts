import { z } from 'zod';
import { slotNames, type SlotName } from '../domain/analysis';
import { buyerQuestions, sellerQuestions } from '../domain/qualification-flow';
import { channels, leadTypes, primaryIntents, sentiments, temperatures } from '../domain/vocabulary';
import { forbiddenNames } from './forbidden';

/** The wishes that a semantic analysis tells. */
export const wishNames = ['human', 'appointment', 'call'] as const;
export type WishName = (typeof wishNames)[number];

const questionNames = [...new Set(['lead_type', ...buyerQuestions, ...sellerQuestions] as const)];

/**
 * One slot as people read it. `value` lists the ways to say it; any of them is right. `counts` says
 * whether the answer must be sure enough to count (`true`), must not be (`false`: vague words), or may
 * be either way (`"either"`: two people would not agree).
 */
const slotLabel = z.strictObject({
  value: z.array(z.string().min(1)).min(1),
  counts: z.union([z.boolean(), z.literal('either')]),
});
export type SlotLabel = z.infer<typeof slotLabel>;
export type SlotLabels = Readonly<Partial<Record<SlotName, SlotLabel>>>;

/** What the lead's message is to be understood as. What is left out is not judged. */
const expectation = z.strictObject({
  lead_type: z.array(z.enum(leadTypes)).min(1).optional(),
  /** What this message tells anew; null takes back what was told before. */
  told: z.partialRecord(z.enum(slotNames), slotLabel.nullable()).default({}),
  intent: z.array(z.enum(primaryIntents)).min(1).optional(),
  sentiment: z.array(z.enum(sentiments)).min(1).optional(),
  /** Those that are wished for; none of the others is. */
  wishes: z.array(z.enum(wishNames)).optional(),
  temperature: z.enum(temperatures).optional(),
  score: z.number().int().min(0).max(100).optional(),
  /** Whether a person has to go on instead of the assistant. */
  hands_off: z.boolean().optional(),
  /** Where it is not the conversation's own. ISO 639-1. */
  language: z.string().length(2).optional(),
  /** What code must take it for, before anything is paid; left out: nothing of the kind. */
  reads_as: z.enum(['opt_out', 'opt_in', 'help']).optional(),
  reply: z
    .strictObject({
      must_not: z.array(z.enum(forbiddenNames)).default([]),
      /** Words that no reply to this message may hold; case and accents do not matter. */
      must_not_say: z.array(z.string().min(1)).default([]),
    })
    .default({ must_not: [], must_not_say: [] }),
});

const leadTurn = z.strictObject({
  speaker: z.literal('lead'),
  text: z.string().min(1),
  /** The lead was away for a day or more before this. */
  returning: z.boolean().default(false),
  expect: expectation,
});

const agentTurn = z.strictObject({
  speaker: z.literal('agent'),
  text: z.string().min(1),
  asks: z.enum(questionNames).nullable(),
});

export const ownConversationSchema = z.strictObject({
  id: z.string().min(1),
  kind: z.string().min(1),
  language: z.string().length(2),
  channel: z.enum(channels),
  lead: z
    .strictObject({
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      phone: z.string().optional(),
      email: z.string().optional(),
    })
    .default({}),
  turns: z.array(z.discriminatedUnion('speaker', [leadTurn, agentTurn])).min(1),
});

export type Expectation = z.infer<typeof expectation>;

/** A lead's message with all that is known to be right about it. */
export interface LabelledMessage {
  readonly speaker: 'lead';
  readonly text: string;
  readonly returning: boolean;
  /** ISO 639-1. */
  readonly language: string;
  readonly expect: Omit<Expectation, 'told'>;
  /** All that was told up to here. */
  readonly slots: SlotLabels;
  /** The slots that people looked for. A find in any other is neither right nor wrong. */
  readonly labelled: readonly SlotName[];
}

export type LabelledTurn = LabelledMessage | z.infer<typeof agentTurn>;

/** A conversation whose lead's messages are labelled one by one. */
export interface LabelledConversation {
  readonly id: string;
  readonly kind: string;
  readonly channel: z.infer<typeof ownConversationSchema>['channel'];
  readonly lead: z.infer<typeof ownConversationSchema>['lead'];
  readonly turns: readonly LabelledTurn[];
}
