import { plainSentences } from './plain-words';

/** What only a licensed person may advise on. */
export type AdviceTopic = 'legal' | 'tax' | 'lending';

/** Nobody asks for advice in more, and every pattern reads all of it. */
const longestText = 4_000;

const parties =
  '(?:landlord|tenants?|renters?|roommate|hoa|seller|sellers|buyer|buyers|agent|realtor|broker|builder|bank|lender|city|county|neighbou?rs?|ex|ex (?:wife|husband)|wife|husband|spouse|brother|sister|siblings?|mother|father|owner|management|property manager|contractor|they)';
const loanWords =
  '(?:(?:30|15|20|10|thirty|fifteen) (?:year|yr)s?|fixed|adjustable|arms?|fha|va loan|usda|conventional|jumbo|mortgage|loan|heloc|home equity|reverse mortgage|interest only|points|pmi|refi|refinanc(?:e|ing)|rate lock|preapproval)';

const legal = [
  '\\bis (?:it|this|that) (?:even |actually |really )?(?:legal|illegal|lawful|against the law)(?: (?:to|if|for|that|when|in|or|here)\\b|$)',
  '\\b(?:can|could|am|are|is|do|does|may|would|should) (?:i|we|he|she|they|you|it|my \\w+|the \\w+) (?:even |be )?legally\\b|\\blegally (?:required|obligated|binding|allowed|entitled)\\b',
  `\\b(?:can|could|may|is|are|does|do|will) (?:my|the|our|a|her|his|this|these)? ?${parties} (?:even |just |legally |still |really |allowed to |able to )*(?:evict|sue|kick (?:me|us)|raise (?:my|our|the) rent|keep (?:my|our|the) (?:deposit|earnest)|enter|refuse to|force (?:me|us)|charge (?:me|us) for|withhold|back out|cancel (?:the|my|our) (?:contract|lease)|terminate|break (?:the|my|our) (?:lease|contract)|foreclose|take (?:my|our|the) (?:house|home|property)|stop (?:me|us|the sale)|contest)\\b`,
  '\\b(?:can|could|should|may|how (?:do|can|would|long does it take to)|do) (?:i |we )?(?:just |legally |even )?(?:evict|sue|withhold (?:my |the )?rent|break (?:my|the|our|a) (?:lease|contract)|back out of (?:the|my|a|our) (?:contract|deal|sale|offer|purchase)|get out of (?:my|the|our|a) (?:lease|contract)|contest (?:the|a|my)|take (?:him|her|them|my \\w+) to court)\\b',
  '\\bcan i get sued\\b|\\bcan i be (?:sued|evicted)\\b|\\b(?:am i|who is|would i be|are we|is (?:he|she|the seller|the buyer)) (?:legally )?liable\\b',
  '\\bwhat (?:are|is) (?:my|our|the) (?:legal )?(?:rights|recourse|options legally)\\b|\\bdo (?:i|we) have (?:the|a|any) (?:legal )?(?:rights?|recourse|case)\\b|\\bknow my rights\\b',
  '\\b(?:do|should|would) (?:i|we) (?:really |also )?(?:need|get|hire|talk to|use|have) (?:a|an) (?:\\w+ )?(?:lawyer|attorney)\\b|\\blegal (?:advice|question|questions|issue|opinion|implications?|consequences?)\\b',
  '\\b(?:can|could|how do|how can) (?:i|we) sell (?:(?:my|the|our|a|his|her) )?(?:\\w+ )?(?:house|home|property|condo|place) (?:while|during|before|without|in|with)\\b[^.]{0,20}\\b(?:probate|divorce|foreclosure|lien|bankruptcy|consent|signature|signing|permission|agreeing)\\b|\\bwho gets the house\\b|\\bhow does (?:probate|eviction|foreclosure|eminent domain|adverse possession) work\\b|\\bdo (?:i|we) have to (?:disclose|go through probate)\\b',
  '\\bis (?:the|my|this|that|our|a) (?:verbal |oral |signed )?(?:contract|lease|clause|agreement|will|deed|addendum) (?:still |legally |even )*(?:valid|binding|enforceable|legal)\\b',
  '\\b(?:es|seria|sera) (?:i?legal)(?: (?:que|si|no|en)\\b| \\w+(?:ar|er|ir)\\b|$)|\\blegalmente\\b',
  '\\b(?:me|nos) (?:puede|pueden|podria|podrian) (?:desalojar|demandar|echar|correr|sacar|subir la renta|quitar|cobrar por|obligar)\\b|\\bpuede(?:n)? (?:desalojar|demandar|echar)(?:me|nos)\\b',
  '\\b(?:puede|pueden) (?:mi|el|la|nuestro) (?:casero|arrendador|dueno|propietario|inquilino|banco|vecino|ex|vendedor|comprador)\\b',
  '\\b(?:puedo|podemos|debo|como puedo|se puede) (?:demandar|desalojar|sacar a mi inquilino|echar a mi inquilino|romper (?:el|mi) (?:contrato|lease)|cancelar (?:el|mi) contrato|retener la renta)\\b',
  '\\b(?:mis|nuestros) derechos\\b|\\b(?:necesito|debo (?:contratar|tener)|necesitamos) (?:a )?un abogado\\b|\\b(?:consejo|asesoria|duda|pregunta) legal\\b',
];

const tax = [
  '\\btax (?:implications?|consequences?|advice|deductions?|deductible|write offs?|liability|bracket|question|questions|hit|strategy|advantages?)\\b|\\bwhat are the taxes (?:on|if|when) (?:i|we|selling|a sale)\\b',
  '\\b(?:avoid|owe|pay|paying|have to pay|much|calculate|reduce|defer|exempt from|about|exclude|have|is|are|be) (?:\\w+ ){0,3}capital gains?\\b|\\bcapital gains? (?:tax )?(?:if|when|on|apply|work|exclusion|exemption|be)\\b',
  '\\b(?:can|should|could|how (?:do|does|would)|do|would) (?:i|we|a|it) (?:\\w+ )?(?:do |qualify for |need )?(?:a )?1031\\b|\\bhow (?:do|does) (?:a |the )?1031\\b',
  '\\b(?:can|could|may|should|do|how (?:do|can|much can)) (?:i|we) (?:also |still |even )?(?:deduct|write off|depreciate|claim (?:the|my|our|it|a|this) (?:\\w+ )?(?:deduction|on my taxes|on taxes|credit|interest))\\b',
  '\\b(?:do|will|would|should|how much|when) (?:i|we|you|do i|will i|would i|do we|will we) (?:have to |need to |still |also )*(?:pay|owe|be paying) (?:\\w+ ){0,3}(?:(?:income|capital|gift|estate|inheritance|gains) tax(?:es)?|tax(?:es)? (?:if|when|on (?:the|my|our|a) (?:sale|profit|gains?|inheritance|money)|after (?:i|we|selling)))\\b',
  '\\b(?:affect|impact|lower|reduce|help with|save on|do to) (?:my|our) (?:income )?taxes\\b|\\b(?:gift|inheritance|estate) tax(?:es)?\\b|\\bis (?:it|that|this|the \\w+|mortgage interest|my \\w+) (?:tax )?deductible\\b',
  '\\b(?:implicaciones|consecuencias|asesoria|consejo|ventajas|duda) (?:fiscal(?:es)?|de impuestos|tributarias?)\\b|\\bganancias? de capital\\b|\\bplusvalia\\b',
  '\\b(?:tengo|tendre|tendria|tenemos|hay|debo|deberia) (?:que )?pagar (?:\\w+ ){0,2}impuestos? (?:por|al|si|cuando|sobre|de)\\b|\\bcuanto (?:pagaria|pagare|tengo que pagar|pago) de impuestos (?:por|al|si) (?:vend|hered|la venta)\\w*\\b',
  '\\b(?:puedo|podemos|se puede) deducir\\b|\\b(?:es|son) deducibles?\\b',
];

const choices =
  '(?:fixed|adjustable|variable|conventional|fha|va|arm|15 year|30 year)(?: rate| loan| mortgage)?';

const lending = [
  `\\bshould (?:i|we) (?:just |really |try to |maybe |even )*(?:get|take|take out|choose|go with|go for|do|use|consider|apply for|pick|buy|pay|have|look at|wait to)(?: (?:a|an|the|my|for|out|off|with|down|more|less|and|or)){0,3} ${loanWords}\\b`,
  '\\bshould (?:i|we) (?:\\w+ )?(?:refinance|refi|lock (?:in )?(?:my|the|a|our|now)|put (?:down )?(?:\\d+|more|less|twenty|ten|five)(?: \\w+)? down|pay off (?:my|the|our) (?:mortgage|loan|debt|card|cards|credit)|consolidate|use my (?:401k|ira|retirement|savings)|(?:pull|take) (?:\\w+ )?(?:money|cash|equity) (?:out|from))\\b',
  '\\b(?:which|what|who) (?:is the best |are the best |s the best |kind of |type of |good )?(?:\\w+ )?(?:lenders?|banks?|mortgages?|loans?|mortgage (?:company|broker|type)|loan (?:type|program|officer)) (?:should|would|do you (?:recommend|suggest|think)|is (?:best|better|right|the best)|are (?:best|good)|has the best|makes|can you recommend)\\b|\\b(?:recommend|suggest|know|refer me to|know of) (?:me )?(?:a|any|some|an) (?:good |reliable |local )?(?:lenders?|mortgage (?:brokers?|company|lender)|loan officers?)\\b|\\bwhos (?:a|the best) (?:good )?lender\\b',
  `\\b(?:${choices}) (?:or|vs|versus) (?:a |an )?(?:${choices})\\b[^.]{0,40}\\b(?:better|best|cheaper|smarter|recommend|should i)\\b|\\b(?:which|better|best|cheaper|difference between|recommend)\\b[^.]{0,40}\\b(?:${choices}) (?:or|vs|versus|and) (?:a |an )?(?:${choices})\\b`,
  '\\bis (?:it|now|this) (?:a )?(?:good|better|smart|wise|bad|right) (?:time|idea|move)? ?to (?:refinance|refi|lock|get a (?:mortgage|loan|heloc)|buy points|take (?:out )?a|use (?:my )?(?:401k|ira)|borrow)\\b',
  '\\bhow much (?:house|home|mortgage|loan|of a (?:loan|mortgage)|money) (?:can|could|should|do|would|will) (?:i|we) (?:afford|qualify for|borrow|get approved for|spend|take)\\b',
  '\\bwhat (?:kind of |type of |sort of )?(?:interest |mortgage )?(?:rate|rates|apr) (?:can|could|would|will|should|do|might) (?:i|we) (?:get|qualify|expect|lock|pay|have)\\b',
  '\\b(?:do|will|would|can|could|how (?:do|can)) (?:i|we) (?:\\w+ )?(?:qualify for|get approved for|be approved for|get|get qualified for) (?:a|an|the|any|that) (?:\\w+ ){0,2}(?:loan|mortgage|heloc|first time (?:home ?)?buyer (?:program|loan|grant))\\b',
  '\\b(?:how (?:do|can) (?:i|we)|help me|ways to) (?:\\w+ )?(?:improve|raise|fix|boost|repair|build) (?:my|our) credit\\b|\\bwhat credit score (?:do|would|should|will) (?:i|we) need (?:to (?:buy|get|qualify)|for a (?:loan|mortgage|home|house))\\b|\\b(?:financial|mortgage|lending|loan|investment) advice\\b',
  '\\b(?:que|cual|cuales) (?:es el mejor )?(?:banco|prestamista|hipoteca|prestamo|tipo de (?:prestamo|credito|hipoteca)|credito)s?(?: \\w+){0,2} (?:me )?(?:recomienda|recomiendan|conviene|deberia|debo|es mejor|seria mejor|sugiere)\\b|\\b(?:recomienda|recomendar(?:me)?|conoce|conocen) (?:a )?(?:un|algun) (?:buen )?(?:banco|prestamista|agente de prestamos)\\b',
  '\\b(?:me|nos) conviene (?:mas )?(?:refinanciar|un prestamo|una hipoteca|la hipoteca|pedir|sacar|tasa|el fijo|fijo|un credito|fha|convencional|poner mas)\\b|\\b(?:deberia|deberiamos|debo) (?:refinanciar|pedir un prestamo|sacar (?:un|una) (?:prestamo|credito|hipoteca)|tomar (?:un|una) (?:prestamo|hipoteca|credito))\\b|\\btasa fija o\\b',
  '\\b(?:califico|calificaria|calificamos|califica) (?:para|a) (?:un|una|el|la) (?:\\w+ )?(?:prestamo|hipoteca|credito)\\b|\\bcuanto (?:me|nos) (?:presta|prestan|prestaria|prestarian)\\b|\\bcomo (?:puedo )?mejor(?:ar|o) mi credito\\b|\\bcuanta casa puedo (?:pagar|comprar)\\b',
];

const patterns: readonly (readonly [AdviceTopic, RegExp])[] = (
  [
    ['legal', legal],
    ['tax', tax],
    ['lending', lending],
  ] as const
).map(([topic, sources]) => [topic, new RegExp(sources.join('|'), 'u')]);

/**
 * What a lead asks advice on that needs a lawyer, an accountant or a lender, in English or Spanish; null
 * where they ask for none. Facts about the home ("what's the tax per year?"), what they have ("I have a
 * lender", "I'm in the middle of a divorce") and rules of a rental ("are dogs allowed?") are no advice.
 */
export function adviceTopicOf(text: string): AdviceTopic | null {
  const sentences = plainSentences(text.slice(0, longestText));
  return patterns.find(([, pattern]) => sentences.some(sentence => pattern.test(sentence)))?.[0] ?? null;
}
