import type { CoachingSituation } from '../coaching';
import { questionText } from '../question-texts';
import type { TenantConfiguration } from '../tenant';
import { conversationBlock, dataRule, escapeXml, type PromptRequest } from './prompt';
import { rulesAndVoice } from './reply';

/** Raise it with every change of the words below: it is in the key of each advice. */
export const coachingPromptVersion = 'coaching-2';

const instructions = `You coach a real-estate agent on one conversation with a lead. The office's assistant answers leads by itself; the agent reads along, takes over where a person is better, and asks you what to do now.

${dataRule}

You see the end of the conversation, what is known of the lead from all of it (<known>), and the facts in <situation>.

Rules
- summary: where the conversation stands and what the lead wants most, one or two sentences. No retelling.
- nextStep: the one thing that the agent should do now, concrete enough to be done within the hour. Say why in half a sentence. If the best is to wait and let the assistant go on, say so and for how long.
- suggestedReply: a message that the agent can send as it is, in the language of <language>, short (SMS: under 300 characters), asking at most one question: that of <next_question>, where it fits. null where no message should go out: where contact is "must_not_be_written_to", or where the office wrote last and the lead has had less than a day to answer.
- watchOut: up to three risks in this very conversation: an objection, a misunderstanding, a promise that cannot be kept, a wait that is too long, a legal trap. An empty list is fine.
- Everything but suggestedReply is written in the language of <advice_language>, to the agent ("you"), and calls the lead "the lead".
- Coach as <agent> wants it. style aggressive: press for the next commitment now; balanced: move on and keep the relationship; supportive: build trust first. intensity light_touch: only what matters, few words; moderate: plain advice; intensive: say how to do it, step by step in one or two sentences; critical: also say plainly what the office did badly.
- role: a seller_agent thinks of the listing, a buyer_agent of homes to show, a transaction_coordinator of dates and papers, a dual_agent of both sides and of disclosing it.
- Contact "bot_sleeps": the assistant is silent and only the agent can answer, so a lead who waits has to be answered by them. Contact "must_not_be_written_to": the lead asked for no more messages; never advise writing or calling, whatever else holds.
- silence says how long ago anybody wrote last. A lead who has waited hours for an answer is called, not written to.
- State as fact only what stands under "Facts" or in the conversation. Never invent listings, prices, rates or appointments.
- Write no names, phone numbers, e-mail or street addresses of anybody, and do not repeat an agreed price, date or time: say "the price you named", "the time that was agreed". Write no number, in digits or in words, that neither the lead nor <known> gave, and no weekday: "within the hour", "today", "in a day". In suggestedReply {first_name} may stand once.
- Fair-housing law holds for the agent too: nothing about who lives in an area, schools' quality, safety, religion, family status or origin, and a watchOut where the lead asks for it. No legal, tax or lending advice.
- Use only links that stand under "Links", letter by letter.

Example
lead (buyer, warm, knows: area, beds; next question budget; style balanced, intensity moderate): "That's way too expensive for us"
-> summary: The lead likes the area but thinks the homes there cost too much, and has not said what they can pay. nextStep: Ask for the monthly payment they are comfortable with rather than a price: it opens the talk about what is possible. suggestedReply: I hear you, {first_name}. What monthly payment would feel comfortable? I can look at what fits. watchOut: Do not defend the prices; it sounds like pressure.`;

/** Asks for an advice: the form of `coachingAdviceSchema`. Written from the situation and the office's voice alone. */
export function coachingPrompt(situation: CoachingSituation, tenant: TenantConfiguration): PromptRequest {
  return {
    task: 'coaching',
    version: coachingPromptVersion,
    system: rulesAndVoice(instructions, tenant),
    user: [
      conversationOf(situation),
      ...questionOf(situation),
      knownBlock(situation),
      situationBlock(situation),
      agentBlock(situation),
      `<language>${escapeXml(situation.language)}</language>`,
      `<advice_language>${escapeXml(situation.adviceLanguage)}</advice_language>`,
    ].join('\n'),
    maxTokens: 700,
  };
}

/** In the same form as everywhere; its texts are masked already. */
const conversationOf = ({ channel, returning, exchange }: CoachingSituation): string =>
  conversationBlock({
    channel,
    returning,
    identity: { firstName: null, lastName: null, phone: null, email: null },
    listing: null,
    messages: exchange.map(({ author, text }, index) => ({
      id: String(index),
      author: author === 'lead' ? 'lead' : 'human',
      text,
      dateAdded: '',
    })),
  });

function questionOf({ nextQuestion, leadType, language }: CoachingSituation): string[] {
  if (nextQuestion === null) return [];
  const text = escapeXml(questionText(nextQuestion, leadType, language));
  return [`<next_question name="${nextQuestion}">${text}</next_question>`];
}

function knownBlock({ known }: CoachingSituation): string {
  const lines = known.map(
    ({ slot, value, sure }) => `${slot}: ${escapeXml(value)}${sure ? '' : ' (not sure)'}`,
  );
  return `<known>\n${lines.join('\n')}\n</known>`;
}

function situationBlock(situation: CoachingSituation): string {
  return [
    '<situation>',
    `lead_type: ${situation.leadType}`,
    `stage: ${situation.stage}`,
    `temperature: ${situation.temperature}`,
    `last_question: ${situation.lastQuestion ?? 'none'}`,
    `contact: ${situation.state}`,
    `silence: ${situation.silence}`,
    '</situation>',
  ].join('\n');
}

const agentBlock = ({ agent }: CoachingSituation): string =>
  `<agent>\nrole: ${agent.role}\nstyle: ${agent.style}\nintensity: ${agent.intensity}\n</agent>`;
