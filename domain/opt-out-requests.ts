/**
 * Requests in a sentence, on `plainWords` of one sentence. Each is anchored or names who is to be
 * left alone, since "stop" and "cancel" are everyday words of people who look for a home.
 */
const us = '(?:me|us|this number|my (?:phone|number|cell|mobile)|here)';
const ending = '(?: (?:please|pls|plz|thanks|thank you|now|ever|again|anymore|any more|ok|okay))*$';
const sending =
  '(?:texting|messaging|contacting|calling|emailing|writing|bothering|spamming|harassing|pestering)';
const reaching = '(?:contact|text|txt|message|msg|write|bother|spam|disturb|call|email|phone)';
/** Who tells of somebody else asks nothing of us: "she won't stop calling me". */
const notReported =
  '(?<!\\b(?:wont|will not|doesnt|does not|didnt|did not|cant|cannot|dont|do not|couldnt|never|not|they|he|she|(?:needs|has|wants|him|her|them) to|(?:dont|do not|never) want you to) )';

const english = [
  `${notReported}\\b(?:stop|quit|cease) ${sending} (?:to )?${us}\\b`,
  `^(?:please |pls |just |can you |could you |you need to |i need you to |i want you to )*(?:stop|quit|cease) ${sending}${ending}`,
  `^(?:ok |okay |no |hey |now |just |please |pls )*stop${ending}`,
  `${notReported}\\b(?:stop|quit|cease) sending (?:(?:me|us|these|this|your|any|more|all|the|so many) )*(?:texts?|messages|msgs|emails|stuff|spam|junk)\\b`,
  `${notReported}\\b(?:stop|quit|cease) sending (?:me|us)${ending}`,
  `^(?:please |pls |just )*(?:stop|end|cancel|no more) (?:all )?(?:the |these |your |any )?(?:more )?(?:texts?|texting|messages|messaging|msgs|calls|emails|contact|communications?)${ending}`,
  `\\b(?:do not|dont|never|no longer) (?:ever )?${reaching} (?:to )?${us} (?:again|anymore|any more|ever)\\b`,
  `\\b(?:do not|dont|never) (?:ever )?(?:contact|text|txt|message|msg|bother|spam|disturb) (?:to )?${us}${ending}`,
  `^(?:please |pls )*(?:do not|dont) contact${ending}`,
  `\\b(?:do not|dont) (?:want|wish|care) to (?:be (?:contacted|texted|messaged|called)|(?:receive|get) (?:any |more |these |your |anymore )*(?:texts?|messages|calls|emails))\\b`,
  `\\b(?:do not|dont) want (?:any |more |these |your |anymore )*(?:texts|text messages|messages)${ending}`,
  `\\bno longer (?:want|wish|care) to (?:be (?:contacted|texted|messaged|called)|(?:receive|get|hear))\\b`,
  `\\b(?:take|remove|delete|drop|get|scrub) (?:${us}|my (?:name|info|information|contact|details)) (?:off|from|out of) (?:of )?(?:\\w+ ){0,3}(?:list|lists|database|system|campaign|contacts|texts|messages|records|file|files|thread|group)\\b`,
  `^(?:please |pls |just |can you |could you |and |so )*(?:remove|delete|lose) (?:me|my (?:phone |cell )?number|my (?:info|information|contact|details|data)|this number)${ending}`,
  `^(?:please |pls |just )*take me off${ending}`,
  `\\b(?:unsubscribe|unsub) (?:me|us|my number|this number)\\b`,
  `\\b(?:want|like|wish|need|trying|how (?:do|can) (?:i|we)) (?:to )?(?:unsubscribe|opt out)(?: (?:of|from) (?:this|these|your|the|all) (?:\\w+ ){0,2}(?:texts?|messages|emails|list|service))?${ending}`,
  `^(?:please |pls |just |i )*(?:unsubscribe|opt out|unsub)(?: from (?:this|these|your|the|all)(?: \\w+){0,3})?${ending}`,
  `\\bopt (?:me|us|this number) out\\b`,
  `^(?:please |pls |just )*leave (?:me|us) (?:the \\w+ )?alone${ending}`,
  `\\b(?:revoke|withdraw) (?:my )?consent\\b`,
];

const spanish = [
  '\\b(?:no|ya no|nunca) (?:me|nos) (?:escriba[ns]?|escribas|llame[ns]?|mande[ns]?|envie[ns]?|contacte[ns]?|moleste[ns]?|textee[ns]?)(?: (?:mensajes|textos))? (?:mas|nunca|nunca mas|otra vez|de nuevo)\\b',
  '\\bya no (?:me|nos) (?:escriba[ns]?|mande[ns]?|envie[ns]?|contacte[ns]?|moleste[ns]?)\\b',
  '\\bno (?:me|nos) (?:escriba[ns]?|contacte[ns]?|moleste[ns]?)(?: (?:por favor|gracias))*$',
  '\\b(?:deje[ns]?|dejen|dejar|pare[ns]?) de (?:escribir|llamar|mandar|enviar|molestar|contactar|textear)(?:me|nos)\\b',
  '^(?:por favor )?(?:deje[ns]?|dejen|pare[ns]?) de (?:escribir|mandar|enviar|molestar)(?: (?:mensajes|textos))?(?: por favor)?$',
  '\\b(?:quite|quiten|quiteme|quitenme|quitame|saque|saqueme|saquenme|sacame|elimine|elimineme|eliminenme|eliminame|borre|borreme|borrenme|borrame) (?:mi numero )?de (?:\\w+ ){0,2}listas?\\b',
  '^(?:por favor )?(?:elimine[n]?|borre[n]?|quite[n]?|borra|elimina) mi numero(?: por favor)?$',
  '\\b(?:deme|denme|dame|darme|quiero darme) de baja\\b',
  '\\bno quiero (?:recibir )?(?:mas )?(?:mensajes|textos)\\b',
  '^(?:por favor )?(?:dejeme|dejenme|dejame) en paz(?: por favor)?$',
];

const others = [
  '\\bne me (?:contactez|ecrivez|derangez|appelez) plus\\b',
  '\\barretez de (?:m |me )',
  '\\b(?:retirez|enlevez) moi de (?:votre|la) liste\\b',
  '\\b(?:nao|pare de) me (?:mande|mandar|envie|enviar|contate|contatar)(?: mais)? (?:mensagens|mensagem|mais)\\b',
  '\\bkeine (?:weiteren )?nachrichten mehr\\b',
];

/** Patterns that ask for the messages to end. To be tried on `plainWords` of single sentences. */
export const optOutRequests: readonly RegExp[] = [...english, ...spanish, ...others].map(
  source => new RegExp(source, 'u'),
);
