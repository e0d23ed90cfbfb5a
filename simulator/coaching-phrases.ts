import type { Objection } from '../domain/vocabulary';

/** What the simulated coach can say, in one language. No names, numbers or days: see the rules of the prompt. */
export interface CoachingPhrases {
  readonly lead: Readonly<Record<string, string>>;
  readonly stage: Readonly<Record<string, string>>;
  readonly knows: (count: 'nothing' | 'little' | 'much') => string;
  readonly angry: string;
  readonly objects: (objection: Objection) => string;
  readonly leaveAlone: string;
  readonly call: string;
  readonly meet: string;
  readonly takeOver: string;
  readonly answerYourself: string;
  readonly waited: string;
  readonly followUp: string;
  readonly wait: string;
  readonly ask: (question: string) => string;
  readonly close: string;
  readonly style: Readonly<Record<string, string>>;
  readonly followUpMessage: string;
  readonly warnings: {
    readonly angry: string;
    readonly objection: string;
    readonly trust: string;
    readonly waiting: string;
    readonly noContact: string;
    readonly dual: string;
  };
}

const objectionsInEnglish: Readonly<Record<Objection, string>> = {
  price: 'the price',
  timeline: 'the timing',
  location: 'the location',
  financing: 'the financing',
  features: 'the home itself',
  market_conditions: 'the market',
  trust: 'whether you can be trusted',
  competition: 'another agent',
  family_decision: 'the family, who decide too',
  other: 'something unsaid',
};

const objectionsInSpanish: Readonly<Record<Objection, string>> = {
  price: 'el precio',
  timeline: 'el plazo',
  location: 'la zona',
  financing: 'el financiamiento',
  features: 'la casa misma',
  market_conditions: 'el mercado',
  trust: 'si puede confiar en usted',
  competition: 'otro agente',
  family_decision: 'la familia, que también decide',
  other: 'algo que no dice',
};

export const englishCoaching: CoachingPhrases = {
  lead: {
    buyer: 'The lead wants to buy',
    seller: 'The lead wants to sell',
    renter: 'The lead wants to rent',
    unknown: 'The lead has not said whether to buy, sell or rent,',
  },
  stage: {
    cold: 'and is at the beginning',
    warm: 'and is getting serious',
    hot: 'and is close to a decision',
  },
  knows: count =>
    ({
      nothing: 'Nothing is known yet.',
      little: 'Some of what matters is known.',
      much: 'Most of what matters is known.',
    })[count],
  angry: 'They are upset.',
  objects: objection => `What holds them back: ${objectionsInEnglish[objection]}.`,
  leaveAlone: 'Leave the lead alone: they asked for no more messages. Write nothing and do not call.',
  call: 'Call the lead now: they asked for it, and every hour makes it less likely that they answer.',
  meet: 'Offer the lead a choice of times to see the home: they asked for a visit, and a choice is easier than an open question.',
  takeOver: 'Write to the lead yourself now: they asked for a person.',
  answerYourself: 'Answer the lead yourself: the assistant is silent here, so nobody else will.',
  waited: 'Call the lead today: they have waited for hours, and a message would come late.',
  followUp: 'Follow up with one short, friendly message: the lead has been silent for a day or more.',
  wait: 'Wait for the lead to answer; the assistant goes on from there.',
  ask: question => `Get the answer to this one: ${question}`,
  close: 'Propose the next step, a call or a visit: what matters is known.',
  style: {
    aggressive: 'Ask for a commitment in the same breath.',
    balanced: '',
    supportive: 'Take a moment for how they feel about it first.',
  },
  followUpMessage: 'Hi {first_name}, are you still looking? Happy to help when the time is right.',
  warnings: {
    angry: 'They are upset: one apology, no excuses.',
    objection: 'Do not argue with the objection; ask what would have to be different.',
    trust: 'They doubt who is writing: say plainly who you are.',
    waiting: 'The wait has been long; begin with that.',
    noContact: 'Any message now would break their opt-out.',
    dual: 'You act for both sides: disclose it before you advise either.',
  },
};

export const spanishCoaching: CoachingPhrases = {
  lead: {
    buyer: 'El cliente quiere comprar',
    seller: 'El cliente quiere vender',
    renter: 'El cliente quiere rentar',
    unknown: 'El cliente no ha dicho si compra, vende o renta,',
  },
  stage: { cold: 'y está al principio', warm: 'y va en serio', hot: 'y está cerca de decidir' },
  knows: count =>
    ({
      nothing: 'Aún no se sabe nada.',
      little: 'Se sabe parte de lo que importa.',
      much: 'Se sabe casi todo lo que importa.',
    })[count],
  angry: 'Está molesto.',
  objects: objection => `Lo que le frena: ${objectionsInSpanish[objection]}.`,
  leaveAlone: 'Deje tranquilo al cliente: pidió no recibir más mensajes. No escriba ni llame.',
  call: 'Llame ahora al cliente: lo pidió, y cada hora baja la probabilidad de que conteste.',
  meet: 'Ofrezca al cliente varios horarios para ver la casa: pidió una visita, y elegir es más fácil.',
  takeOver: 'Escriba usted mismo al cliente ahora: pidió hablar con una persona.',
  answerYourself: 'Conteste usted mismo: el asistente calla aquí, y nadie más lo hará.',
  waited: 'Llame hoy al cliente: lleva horas esperando, y un mensaje llegaría tarde.',
  followUp: 'Escriba un mensaje breve y amable: el cliente lleva un día o más sin contestar.',
  wait: 'Espere a que el cliente conteste; el asistente sigue desde ahí.',
  ask: question => `Consiga la respuesta a esta pregunta: ${question}`,
  close: 'Proponga el siguiente paso, una llamada o una visita: ya se sabe lo que importa.',
  style: {
    aggressive: 'Pida un compromiso en el mismo mensaje.',
    balanced: '',
    supportive: 'Antes, pregunte cómo se siente con ello.',
  },
  followUpMessage: 'Hola {first_name}, ¿sigue buscando? Con gusto le ayudo cuando sea buen momento.',
  warnings: {
    angry: 'Está molesto: una disculpa, sin excusas.',
    objection: 'No discuta la objeción; pregunte qué tendría que ser distinto.',
    trust: 'Duda de quién escribe: diga claramente quién es usted.',
    waiting: 'La espera ha sido larga; empiece por eso.',
    noContact: 'Cualquier mensaje ahora iría contra su baja.',
    dual: 'Usted representa a ambas partes: dígalo antes de aconsejar.',
  },
};
