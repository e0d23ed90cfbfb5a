import type { ConversationContext } from '../lead-message';
import { conversationBlock, dataRule, type PromptRequest } from './prompt';

export const semanticPromptVersion = 'semantic-2';

/** How a message is to be understood; the same wherever that is asked for. */
export const semanticRules = `Rules of the analysis
- Judge the conversation as a whole; where it changes, the newest messages of the lead decide.
- primary_intent: researching (collects facts), actively_looking (compares homes now), ready_to_buy (wants to act: see, offer, apply; renters too), ready_to_sell (wants to list or sell), just_browsing (no plan), needs_nurturing (a plan for later than half a year), not_qualified (nothing to do with homes, or cannot act).
- urgency: immediate (days), high (within a month), medium (within three), low (later), unknown (not said).
- sentiment: neutral unless words show more; angry only for hostility or complaints in strong words.
- objections: only those the lead voiced. An empty list is the usual case.
- wishes: true only for what the lead asked for outright: human (a person instead of a bot), appointment (a visit or meeting), call (a phone call).
- language: of the lead's newest message, as an ISO 639-1 code.
- confidence: from 0 to 1, how sure you are of primary_intent. A bare "hi" is below 0.5.`;

const instructions = `You read conversations between real-estate leads and an agent's office, and say what the lead wants and how they feel.

${dataRule}

${semanticRules}

Examples
- "Hi, is the 3 bed on Oak still available? Need to move by the 1st" -> actively_looking, high, neutral, no objections, no wishes, en, 0.85
- "can someone call me, I want to list my house" -> ready_to_sell, unknown, neutral, no objections, wishes call, en, 0.9
- "Está muy caro, solo estoy viendo" -> just_browsing, low, neutral, objections price, no wishes, es, 0.8
- "This is the third time you people ignore me!!! Get me a real person" -> not clear what they look for, so researching 0.6; urgency unknown, angry, objections trust, wishes human, en
- "Love the second one! Could we come by on Saturday?" -> ready_to_buy, immediate, very_positive, no objections, wishes appointment, en, 0.9
- "We might sell next year once the kids are out of school" -> needs_nurturing, low, neutral, no objections, no wishes, en, 0.85
- "I already have a realtor, thanks" -> not_qualified, unknown, neutral, objections competition, no wishes, en, 0.9
- "I need to run it by my wife first, and rates are crazy right now" -> researching, unknown, neutral, objections family_decision and financing, no wishes, en, 0.7
- agent: "When would you like to move?" lead: "asap, lease is up on the 30th" -> actively_looking, immediate, neutral, no objections, no wishes, en, 0.85
- "¿Me pueden llamar mañana? Quiero vender mi casa" -> ready_to_sell, high, neutral, no objections, wishes call, es, 0.9
- "wrong number" -> not_qualified, unknown, neutral, no objections, no wishes, en, 0.95
- "hi" -> researching, unknown, neutral, no objections, no wishes, en, 0.45`;

/** Asks what the lead wants and how they feel: the form of `semanticAnalysisSchema`. */
export function semanticPrompt(context: ConversationContext): PromptRequest {
  return {
    task: 'semantic',
    version: semanticPromptVersion,
    system: [{ text: instructions, cached: '1h' }],
    user: conversationBlock(context),
    maxTokens: 400,
  };
}
