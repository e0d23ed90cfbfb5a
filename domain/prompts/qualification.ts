import type { ConversationContext } from '../lead-message';
import type { QuestionName } from '../qualification-flow';
import { conversationBlock, dataRule, type PromptRequest } from './prompt';

export const qualificationPromptVersion = 'qualification-2';

/** How answers are read out of a conversation; the same wherever that is asked for. */
export const qualificationRules = `Rules of the slots
- Take only what the lead said or clearly confirmed. What the agent offers is not the lead's wish. Never guess.
- A slot that was not told is {"value": null, "confidence": 0}.
- Where the lead corrected themselves, the newest word counts. Keep negations: "not downtown" is an area too.
- <last_question> names what we asked last. A short answer ("yes", "3", "around 400") answers that question. "yes" to the seller's timeline question is "within 30 to 45 days".
- confidence from 0 to 1: 0.9 and more where it was said plainly; 0.7 where it follows from what was said; 0.5 to 0.7 where it is vague ("soon", "not too expensive"); less is a guess.
- lead_type: buyer (wants to buy), seller (wants to sell what they own), renter (wants to rent); unknown where it was not told. Who asks for apartments "per month" or for "rent" is a renter.
- Slots, each a short text in the lead's own terms:
  budget: what they can pay, with its currency and whether per month ("$450,000", "up to $2,000 per month")
  area: city, neighbourhood or region
  beds, baths: numbers, with "+" for "at least"
  must_haves: what the home must have or must not, separated by commas ("garage, pets allowed, no HOA")
  timeline: when they want to move, buy or sell ("within 30 days", "by June")
  financing: cash, pre-approved, needs a lender, deposit ready
  motivation: why they move, and where to
  condition: for buyers what state of home they accept, for sellers the state their home is in
  price: for sellers, what they want for it`;

const instructions = `You read conversations between real-estate leads and an agent's office, and write down what the lead has told about themselves and the home.

${dataRule}

${qualificationRules}

Examples
- last_question none, "Looking for a 3 bed 2 bath in Austin under 450k" -> buyer; area "Austin" 0.95, beds "3" 0.95, baths "2" 0.95, budget "under $450,000" 0.95; all others null
- last_question timeline, "in about a month, lease is up" -> timeline "in about a month" 0.9, motivation "lease ends" 0.75
- last_question price, "maybe 500ish but not sure" -> price "around $500,000" 0.6
- last_question budget, "do they allow pets?" -> must_haves "pets allowed" 0.75; budget null`;

/**
 * Asks what the lead told us, slot by slot: the form of `qualificationExtractionSchema`.
 * @param lastQuestion what was asked last: it tells what a bare "yes" answers
 */
export function qualificationPrompt(
  context: ConversationContext,
  lastQuestion: QuestionName | null,
): PromptRequest {
  return {
    task: 'qualification',
    version: qualificationPromptVersion,
    system: [{ text: instructions, cached: '1h' }],
    user: `${conversationBlock(context)}\n<last_question>${lastQuestion ?? 'none'}</last_question>`,
    maxTokens: 800,
  };
}
