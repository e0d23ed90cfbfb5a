import { quoted, refusal, type Refusal } from './refusal';

interface Rule {
  readonly pattern: RegExp;
  readonly advice: string;
}

/** Not "Can I set up ...?", which asks. */
const done =
  "(?<!\\b(?:can|could|may|shall|should|if|once|when|until) )(?:i(?:'ve| have)?|we(?:'ve| have)?)(?: (?:just|already|now|gone ahead and|went ahead and))*";

/** What only a person or the office's own rules may grant. */
const promises: readonly Rule[] = [
  {
    pattern: new RegExp(
      `\\b${done} (?:booked|scheduled|rescheduled|reserved|confirmed|cancell?ed|set up|moved)\\b(?! with)|\\byour (?:appointment|visit|viewing|tour|showing|meeting|call|reservation|slot|time)(?: \\w+){0,6} (?:is|has been|was|is now) (?:all )?(?:booked|scheduled|rescheduled|confirmed|reserved|set|cancell?ed|moved)\\b|\\byou(?:'re| are) (?:all )?(?:booked|scheduled|confirmed)\\b|\\bconsider (?:it|that|yourself) (?:done|booked|scheduled|confirmed|reserved)\\b|\\b(?:put|pencill?(?:ed)?) you (?:down|in) for\\b`,
      'iu',
    ),
    advice: 'Say that the team will confirm it.',
  },
  {
    pattern:
      /(?<!\p{L})(?:he|hemos|ya le|le) (?:agendad[oa]|agend[eé]|reservad[oa]|reserv[eé]|confirmad[oa]|confirm[eé]|programad[oa]|cancelad[oa])(?!\p{L})|(?<!\p{L})su (?:cita|visita|llamada|reserva)(?: \p{L}+){0,4} (?:est[aá]|queda|qued[oó]|ha sido|fue) (?:agendada|reservada|confirmada|programada|cancelada)(?!\p{L})/iu,
    advice: 'Say that the team will confirm it.',
  },
  {
    pattern: new RegExp(
      `\\b(?:discount(?:ed|s)?|rebate|coupon|promo code|waive[ds]?|waiving|free (?:rent|month|appraisal|closing)|refund(?:ed|s)?|cash ?back)\\b|\\b(?:lower|reduce|drop|cut|knock)(?:ed|ing)? (?:the |your |our |off the )?(?:price|rent|fee|fees|commission)\\b|\\b(?:no|zero) (?:commission|fees?|deposit)\\b|(?<!\\p{L})(?:descuentos?|reembolso|sin comisi[oó]n|gratis|cup[oó]n|rebaj(?:a|amos|o|ado))(?!\\p{L})`,
      'iu',
    ),
    advice: 'Offer no discount, waiver or refund; the agent decides on that.',
  },
  {
    pattern:
      /\bguarante(?:e[ds]?|eing)\b|\b(?:i|we) promise\b|\brisk[- ]free\b|\bwill (?:definitely|certainly|surely) (?:sell|rise|go up|appreciate|be approved|get|increase|double)\b|(?<!\p{L})(?:garantiz(?:o|a|amos|ad[oa])|le prometo|prometemos|sin riesgo)(?!\p{L})/iu,
    advice: 'Promise no result.',
  },
  {
    pattern:
      /\b(?:your|the) (?:offer|application|loan|lease|rental application|mortgage) (?:is|was|has been|is now) (?:accepted|approved|signed|submitted)\b|(?<!\b(?:that|since|if|as|because|glad|whether|once|when) )\b(?:you(?:'re| are)|you have been|you've been) (?:pre-?)?(?:approved|accepted|qualified)\b|\b(?:seller|owner|landlord)s? (?:has |have )?(?:accepted|agreed|agrees|accepts|will accept|will take)\b|\bdeal(?:'s| is) done\b|\bit(?:'s| is) a deal\b|\blegally binding\b|(?<!\p{L})(?:su (?:oferta|solicitud|pr[eé]stamo) (?:fue|ha sido|est[aá]) (?:aceptad|aprobad)[oa]|est[aá] (?:pre)?aprobad[oa]|trato hecho|el (?:dueño|vendedor) (?:acept[oó]|acepta))(?!\p{L})/iu,
    advice: 'Claim no approval and no agreement; the agent knows of those.',
  },
  {
    pattern: new RegExp(
      `\\b${done} (?:tagged|untagged|triggered|started the|launched|enrolled|deleted|erased|(?:added|removed|set|changed) (?:the |a |your |my )?(?:\\S+ )?tags?|exported|forwarded|emailed|transferred|changed your|updated your (?:tags?|record|status|score)|marked you|added (?:the|you to the)(?: \\S+)? ?(?:tag|workflow|vip|list))\\b|\\b(?:tag|workflow)s? (?:\\S+ )?(?:has been |have been |was |is |were )(?:added|removed|triggered|started|applied|set)\\b|\\byour (?:score|status|temperature) (?:is now|has been|was)\\b|(?<!\\p{L})(?:etiqueta|flujo de trabajo) (?:ha sido |fue )?(?:agregad|a[ñn]adid|activad|eliminad)[oa](?!\\p{L})`,
      'iu',
    ),
    advice: 'Claim no action that was not taken; answer the lead about homes.',
  },
];

const advices: readonly RegExp[] = [
  /\b(?:you can|you could|you may|you should|you have to|you must|you don'?t (?:have|need) to|he can|she can|they can|landlord can|landlord cannot|landlord can't) (?:legally |just |always |simply )*(?:evict|sue|withhold|deduct|write off|claim (?:it|the|that|this)|break (?:the|your|a) (?:lease|contract)|back out of (?:the|your) contract|refuse to pay|pay (?:no |any )?(?:capital gains|tax(?:es)?))\b/i,
  /\b(?:it(?:'s| is)|that(?:'s| is)|this is) (?:perfectly |totally |completely |not )?(?:legal|illegal|lawful|unlawful|against the law|tax[- ]deductible|tax[- ]free)\b|\b(?:is|are) (?:fully |completely |100 ?% )?(?:tax[- ]deductible|tax[- ]free|legally (?:required|allowed|obligated))\b|\byou(?:'ll| will)? (?:won'?t |will not |don'?t |do not )?owe (?:\w+ ){0,4}tax(?:es)?\b/i,
  /\byou should (?:definitely |really )?(?:get|take|choose|go (?:with|for)|pick|use|refinance|lock|consider) (?:an? |the |your |with )*(?:\d+[- ]year|fixed|adjustable|arm|fha|va|conventional|heloc|interest[- ]only|rate|mortgage|loan|lender)\b|\b(?:fha|va|conventional|fixed|adjustable|arm|interest[- ]only)(?: \w+){0,2} (?:is|would be) (?:the )?(?:best|better|cheaper)\b|\b(?:rates|prices|values) (?:will|are going to) (?:definitely |surely )?(?:drop|fall|rise|go (?:up|down)|double|crash)\b/i,
  /(?<!\p{L})(?:usted )?(?:puede|debe|no tiene que) (?:legalmente )?(?:desalojar|demandar|deducir|romper el contrato|pagar (?:los )?impuestos)(?!\p{L})|(?<!\p{L})(?:es|no es) (?:i?legal|deducible)(?!\p{L})|(?<!\p{L})(?:le conviene|deber[ií]a) (?:tomar|sacar|pedir|elegir|refinanciar) (?:un |una |el |la )*(?:pr[eé]stamo|hipoteca|cr[eé]dito|tasa)?/iu,
];

const otherLeads: readonly RegExp[] = [
  /\b(?:another|other|previous|last|our other|different) (?:lead|client|customer|buyer|seller|contact|tenant|renter|person)s?(?:'s)?\b[^.!?]{0,60}\b(?:named?|called|said|wrote|told|offered|offering|budget|phone|number|email|e-mail|address|lives|looking at|is paying|pays|asked for|credit)\b|\b(?:his|her) (?:\w+ )?(?:phone|cell|number|email|e-mail|address|budget|credit score|name|offer) (?:is|was)\b|\btheir (?:budget|credit score|offer) (?:is|was)\b/i,
  /(?<!\p{L})(?:otr[oa]s?|anterior|[uú]ltim[oa]) (?:cliente|comprador|vendedor|contacto|persona|interesad[oa])e?s?(?!\p{L})[^.!?]{0,60}(?<!\p{L})(?:llam[ae]|dijo|escribi[oó]|ofreci[oó]|ofrece|presupuesto|tel[eé]fono|n[uú]mero|correo|direcci[oó]n|vive|paga)(?!\p{L})/iu,
];

/** Who declines speaks of the same things: "I can't promise", "we can't give legal advice". */
const declines =
  /\b(?:i|we|our (?:agent|team|office)|the (?:agent|team|office)|(?:an? )?(?:digital )?assistant)(?:'m| am|'re| are|'d| would)? (?:(?:really|also|sadly|unfortunately|just) )?(?:can(?:'?t|not)|won't|don't|do not|didn't|haven't|not able|not allowed|unable|never|may not|must not)\b|\b(?:no one|nobody) can\b|\b(?:isn't|not) (?:possible|something)\b|\b(?:ask|check|find out|look into|whether|depends|talk to|speak (?:to|with)|(?:for|from|with) (?:an?|your) (?:attorney|lawyer|accountant|cpa|lender))\b|\bif (?:an?|any|there|that)\b|(?<!\p{L})(?:no (?:puedo|podemos|se puede|doy|damos|hemos|he)|preguntar|consultar|revisar|con un (?:abogado|contador)|depende|si (?:hay|es))(?!\p{L})/iu;

const clausesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+|\n+|;|,?\s(?:but|pero|however|so)\s/iu).filter(Boolean);

/**
 * What an assistant must not say on the office's behalf: that something was booked, granted, approved or
 * done in the office's systems, legal, tax or lending advice, and anything about another lead. What the
 * tenant states in its own facts may be said.
 */
export function refusalOfPromises(text: string, facts: readonly string[]): Refusal | null {
  const stated = facts.join('\n');
  for (const clause of clausesOf(text)) {
    for (const pattern of otherLeads) {
      if (pattern.test(clause) && !declines.test(clause))
        return refusal(
          'other_lead',
          'The reply speaks of another person. Speak only of this lead and the home.',
        );
    }
    if (declines.test(clause)) continue;
    for (const { pattern, advice } of promises) {
      const words = pattern.exec(clause)?.[0];
      if (words !== undefined && !pattern.test(stated))
        return refusal('promise_not_allowed', `The reply says ${quoted(words)}. ${advice}`);
    }
    const advised = advices.map(pattern => pattern.exec(clause)?.[0]).find(Boolean);
    if (advised !== undefined)
      return refusal(
        'advice_given',
        `The reply gives legal, tax or lending advice (${quoted(advised)}). Give none; a person will answer that.`,
      );
  }
  return null;
}
