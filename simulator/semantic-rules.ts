import type { SemanticAnalysis } from '../domain/analysis';
import type { Objection, PrimaryIntent, Sentiment, Urgency } from '../domain/vocabulary';
import { languageOf, tellsLanguage } from './language-rules';
import { leadTypeOf } from './lead-type-rules';
import { newestLeadMessages, type ReadPrompt } from './prompt-reading';

type Rules<Name> = readonly (readonly [Name, RegExp])[];

const intents: Rules<PrimaryIntent> = [
  [
    'not_qualified',
    /wrong number|not interested|already (bought|sold|found|have a place)|no longer (looking|interested)|número equivocado|no me interesa/i,
  ],
  [
    'just_browsing',
    /just (looking|browsing|curious)|only (looking|browsing)|solo (estoy )?(mirando|viendo)/i,
  ],
  [
    'ready_to_sell',
    /ready to (sell|list)|(need|want) to sell|sell (my|our) (house|home|place|condo)|list (my|our)|vender mi casa|quiero vender/i,
  ],
  [
    'ready_to_buy',
    /ready to (buy|purchase|make an offer|move forward)|make an offer|(?<!\b(?:not|get|getting|n't|be) )pre-?approved|put in an offer|\bcash buyer|listos? para comprar|preaprobad/i,
  ],
  [
    'needs_nurturing',
    /not ready|not yet|maybe (next year|later|in)|in the future|down the road|next year|still deciding|más adelante|todavía no/i,
  ],
  [
    'researching',
    /how much (is|are|would)|what('s| is) (the market|my (home|house) worth)|home valu|thinking (about|of)|considering|information|more info|curious|averiguando|información|cuánto vale/i,
  ],
  [
    'actively_looking',
    /look(ing)? (for|to|in)|search|find|\bneed\b|want|interested|schedule|visit|tour|apartment|house|home|bed ?room|busco|buscando|necesito|quiero|casa|apartamento/i,
  ],
];

const urgencyRules: Rules<Urgency> = [
  [
    'immediate',
    /\basap\b|as soon as possible|right away|immediately|urgent|\btoday\b|lo antes posible|urgente|\bhoy\b|cuanto antes/i,
  ],
  [
    'low',
    /no (rush|hurry)|next year|just (looking|browsing)|whenever|(6|six|8|eight|9|nine|12|twelve)( to \d+)? months|in a year|sin prisa|próximo año|solo mirando/i,
  ],
  [
    'high',
    /(this|next) (week|month|weekend)|\btomorrow\b|(in|within) (the next )?(a|one|two|2|1|30|14|couple of)\s?(weeks?|month|days)\b|\bsoon\b|lease (is ending|ends|is up)|próxima semana|próximo mes|este mes|esta semana|pronto/i,
  ],
  [
    'medium',
    /(in|within|next) (the next )?(2|3|4|two|three|four|60|90|a few|45)[\s-]*(to \d+ )?(months?|days|weeks)|this (spring|summer|fall|winter|year)|by (summer|spring|fall|winter|the end)|meses|este año/i,
  ],
];

const sentimentRules: Rules<Sentiment> = [
  [
    'angry',
    /\b(scam|ridiculous|furious|pissed|wtf|bullshit|damn|fuck|idiots?|sick of|stop (texting|messaging|calling)|leave me alone|estafa|harto|harta)\b/i,
  ],
  ['very_negative', /\b(terrible|horrible|awful|worst|hate|disgust\w*|pésimo)\b/i],
  [
    'negative',
    /\b(disappoint\w*|not happy|unhappy|frustrat\w*|too (expensive|far|small|much)|don'?t like|upset|annoy\w*|worried|problem|caro|molest\w*|preocupad\w*)\b/i,
  ],
  [
    'very_positive',
    /\b(perfect|love it|love that|amazing|awesome|fantastic|excellent|wonderful|can'?t wait|perfecto|excelente|me encanta|increíble)\b/i,
  ],
  [
    'positive',
    /\b(great|thanks?|thank you|nice|good|cool|happy|glad|appreciate|sounds good|gracias|bien|genial|bueno)\b/i,
  ],
];

const objectionRules: Rules<Objection> = [
  [
    'price',
    /too (expensive|much|high|pricey)|can'?t afford|over (my|our) budget|cheaper|out of (my|our) (price range|budget)|lower (price|rent)|muy caro|demasiado caro|más barat/i,
  ],
  ['timeline', /too soon|not ready yet|need more time|too (early|fast)|demasiado pronto|más tiempo/i],
  [
    'location',
    /too far|bad (area|neighbou?rhood)|don'?t like (the|that) (area|location|neighbou?rhood)|not (in )?that area|muy lejos/i,
  ],
  [
    'financing',
    /bad credit|can'?t get (approved|a loan)|interest rates?|(mortgage )?rates are|down payment|low credit|mal crédito|intereses|enganche/i,
  ],
  [
    'features',
    /too (small|big|old)|no (garage|yard|pool|parking)\b|doesn'?t have|don'?t like (the|that) (kitchen|layout|house|look)|muy pequeñ/i,
  ],
  [
    'market_conditions',
    /market (is|will|might|may)|wait(ing)? for (the market|prices|rates)|prices? (will|to) (drop|fall|come down)|crash|bajen los precios|el mercado/i,
  ],
  [
    'trust',
    /\bscam\b|are you (real|a bot|a robot|human|legit)|is this (real|legit|a bot|a robot)|how did you get my|don'?t trust|estafa|eres un (robot|bot)/i,
  ],
  [
    'competition',
    /(working with|have|got|hired) (already )?(another|an|a different|my own) (agent|realtor|broker)|already have (an agent|a realtor)|otro agente|ya tengo agente/i,
  ],
  [
    'family_decision',
    /(talk|speak|check|discuss|ask|run it by)( to| with| it with)? (my|our|the) (wife|husband|spouse|partner|family|parents|mom|dad)|mi (esposa|esposo|familia|pareja)/i,
  ],
];

const wantsHuman =
  /real (person|human|agent)|\bhuman\b|(talk|speak|chat)( to| with)? (a |an |some|the )?(one|real|person|agent|somebody|someone|human|realtor)|persona real|hablar con (alguien|una persona|un agente)|agente humano/i;
const wantsAppointment =
  /\bschedul(e|ing)\b|\b(visit|tour|showing|viewing|appointment|open house)\b|(can|could|like to|want to|need to|love to) (i |we )?(come )?see (it|the|that|this)|come by|stop by|\bcita\b|visitar|ver la casa/i;
const wantsCall =
  /\b(call me|give me a (call|ring)|phone call|can (you|someone|we) (call|talk)|call( me)? (today|tomorrow|back|at)|ll[aá]m(ame|eme|enme|ar)|una llamada)\b/i;
/** "What's their phone number?" is no wish to be called. */
const declinesVisit = /\b(no|not|don'?t)\b[^.!?]{0,25}\b(visit|schedul|tour|appointment|call)/i;

const firstOf = <Name>(rules: Rules<Name>, text: string): Name | undefined =>
  rules.find(([, pattern]) => pattern.test(text))?.[0];

/** Intent and urgency come from all that the lead wrote, mood and wishes from what they wrote last. */
export function analyseMeaning(prompt: ReadPrompt): SemanticAnalysis {
  const all = prompt.messages.flatMap(message => (message.from === 'lead' ? [message.text] : []));
  const whole = all.join('\n');
  const newest = newestLeadMessages(prompt);
  const now = (newest.length > 0 ? newest : all.slice(-1)).join('\n');
  const intent = intentOf(now, whole, all);
  return {
    primary_intent: intent ?? 'researching',
    urgency: firstOf(urgencyRules, now) ?? firstOf(urgencyRules, whole) ?? 'unknown',
    sentiment: firstOf(sentimentRules, now) ?? 'neutral',
    objections: objectionRules.filter(([, pattern]) => pattern.test(now)).map(([name]) => name),
    wishes: {
      human: wantsHuman.test(now),
      appointment: wantsAppointment.test(now) && !declinesVisit.test(now),
      call: wantsCall.test(now) && !declinesVisit.test(now),
    },
    language: languageOf(newest.some(tellsLanguage) ? newest : all),
    confidence: intent === undefined ? 0.6 : 0.9,
  };
}

function intentOf(now: string, whole: string, all: readonly string[]): PrimaryIntent | undefined {
  const intent = firstOf(intents, now) ?? firstOf(intents, whole);
  const strong = firstOf(intents, whole);
  const isSeller = leadTypeOf(all) === 'seller';
  // Someone who sells looks for nothing to move into, and readiness once said stays said.
  if (intent === 'actively_looking' && (strong === 'ready_to_buy' || strong === 'ready_to_sell'))
    return strong;
  return intent === 'actively_looking' && isSeller ? 'ready_to_sell' : intent;
}
