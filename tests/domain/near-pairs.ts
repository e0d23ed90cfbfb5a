import type { SlotName } from '../../domain/analysis';
import type { QuestionName } from '../../domain/qualification-flow';
import type { Channel, LeadType } from '../../domain/vocabulary';

/** What a lead writes, and in which state. Whatever is not said is the same for both of a pair. */
export interface LeadSituation {
  readonly text: string;
  readonly before?: readonly (readonly [author: 'lead' | 'bot' | 'human', text: string])[];
  readonly lastQuestion?: QuestionName;
  readonly leadType?: LeadType;
  readonly known?: Readonly<Partial<Record<SlotName, string>>>;
  readonly channel?: Channel;
  readonly returning?: boolean;
}

export interface Pair {
  readonly kind: string;
  readonly one: LeadSituation;
  readonly other: LeadSituation;
}

const texts = (kind: string, ...pairs: readonly (readonly [string, string])[]): Pair[] =>
  pairs.map(([one, other]) => ({ kind, one: { text: one }, other: { text: other } }));

const states = (
  kind: string,
  text: string,
  ...pairs: readonly (readonly [Omit<LeadSituation, 'text'>, Omit<LeadSituation, 'text'>])[]
): Pair[] => pairs.map(([one, other]) => ({ kind, one: { text, ...one }, other: { text, ...other } }));

const asked = (question: string) => [['bot', question]] as const;
const person = (question: string) => [['human', question]] as const;

const askedFor = (lastQuestion: QuestionName, question: string) => ({
  lastQuestion,
  before: asked(question),
});

/** Two questions about the same slot, in words of their own: "yes" to one is no answer to the other. */
const sameSlot = [
  [
    askedFor('condition', 'Would you take on a home that needs some work?'),
    askedFor('condition', 'Do you need it move-in ready?'),
  ],
  [askedFor('condition', 'Any repairs needed?'), askedFor('condition', 'Is it in good condition?')],
  [askedFor('financing', 'Would you pay cash?'), askedFor('financing', 'Are you pre-approved?')],
  [
    askedFor('financing', 'Have you spoken with a lender yet, or would you pay cash?'),
    askedFor('financing', 'Have you spoken with a lender yet, or would you pay cash? Shall I send you one?'),
  ],
  [askedFor('timeline', 'Would 30 days work?'), askedFor('timeline', 'Would 90 days work?')],
  [askedFor('location', 'Would Fremont be fine?'), askedFor('location', 'Would Oakland be fine?')],
  [askedFor('location', 'Is St. Louis fine?'), askedFor('location', 'Is Mt. Louis fine?')],
  [askedFor('budget', 'Is 400k your limit?'), askedFor('budget', 'Is 500k your limit?')],
  [askedFor('requirements', 'Are 2 beds enough?'), askedFor('requirements', 'Do you need 3 beds?')],
  [askedFor('motivation', 'Is it for your job?'), askedFor('motivation', 'Is it for your family?')],
  [askedFor('lead_type', 'Are you buying?'), askedFor('lead_type', 'Are you selling?')],
  [askedFor('price', 'Would 400k make you happy?'), askedFor('price', 'Is that price fixed?')],
] as const;

/** Pairs of first messages: the words alone tell them apart. */
export const nearTexts: readonly Pair[] = [
  ...texts(
    'negation',
    ['I do want to sell', 'I do not want to sell'],
    ['I want to sell my house', "I don't want to sell my house"],
    ['I want to sell my house', 'I never want to sell my house'],
    ['I am looking for a condo', 'I am no longer looking for a condo'],
    ['We can move in May', "We can't move in May"],
    ['I have a lender', 'I have no lender'],
    ['pets are a must', 'pets are not a must'],
    ['no, sell it', 'no sell it'],
    ["No. I'd like to rent", "I'd like to rent"],
    ['Quiero vender mi casa', 'No quiero vender mi casa'],
    ['yes', 'no'],
    ['not yet', 'yet'],
    ['I would like a house with a pool', 'I would like a house without a pool'],
  ),
  ...texts(
    'number',
    ['2 bed', '3 bed'],
    ['I need a 2 bedroom apartment', 'I need a 3 bedroom apartment'],
    ['two bedrooms please', 'three bedrooms please'],
    ['2 bed', '2 bath'],
    ['2 bed 3 bath in Fremont', '3 bed 2 bath in Fremont'],
    ['1.5 baths', '15 baths'],
    ['around $400k', 'around $500k'],
    ['around $400k', 'around $400'],
    ['my budget is 450,000', 'my budget is 45,000'],
    ['under 800k', 'over 800k'],
    ['up to $2,500 a month', 'up to $2,500 a year'],
    ['$1.2m', '$12m'],
    ['at least 3 bedrooms', 'at most 3 bedrooms'],
    ['2-3 bedrooms', '23 bedrooms'],
    ['two or three bedrooms', 'two to three bedrooms'],
    ['1200 square feet', '1200 square meters'],
    ['600 to 700', '700 to 600k'],
    ['$500', '€500'],
    ['~500k', '500k'],
    ['my budget is ~$500k', 'my budget is $500k'],
    ['2 - 3 bed in Fremont', '2 3 bed in Fremont'],
    ['$500k - $600k', '$500k $600k'],
    ['my budget is 1500 max St Louis', 'my budget is 2500 max St Louis'],
    ['my family needs 4 rooms St Louis', 'my family needs 2 rooms St Louis'],
    ['we have 1500 monthly St Pete', 'we have 2500 monthly St Pete'],
    ['we can do 1500 in total st paul', 'we can do 2500 in total st paul'],
  ),
  ...texts(
    'place',
    ['a house in Austin', 'a house in Dallas'],
    ['Hi, I am looking for a 2 bedroom in Fremont', 'Hi, I am looking for a 2 bedroom in Oakland'],
    ['north Austin', 'south Austin'],
    ['near downtown', 'not near downtown'],
    ['San Jose', 'San Francisco'],
    ['moving from Boston to Miami', 'moving from Miami to Boston'],
    ['in Fremont or Oakland', 'in Fremont not Oakland'],
    ['Paris, Texas', 'Paris'],
    ['Hi Austin, Texas, 2 bed', 'Hi Dallas, Texas, 2 bed'],
    ['Hello Fremont, 2 bedroom', 'Hello Oakland, 2 bedroom'],
  ),
  ...texts(
    'date',
    ['by May 5', 'by June 5'],
    ['by May 5', 'by May 15'],
    ['before March', 'after March'],
    ['this month', 'next month'],
    ['in 3 weeks', 'in 3 months'],
    ['can I see it tomorrow', 'can I see it today'],
    ['5/6', '6/5'],
    ['at 5 pm', 'at 5 am'],
  ),
  ...texts(
    'intent',
    ['I want to buy a house', 'I want to sell a house'],
    ['I want to buy an apartment', 'I want to rent an apartment'],
    ['looking to rent my house', 'looking to rent a house'],
    ['I want to rent', 'I want to rent out'],
    ['I want to sell and buy', 'I want to sell'],
    ['I sold my house', 'I will sell my house'],
    ['cash', 'mortgage'],
    ['pre-approved', 'not pre-approved'],
    ['I want a house', 'my wife wants a house'],
    ['move-in ready', 'fixer upper'],
    ['furnished', 'unfurnished'],
  ),
  ...texts(
    'question or statement',
    ['is it available', 'is it available?'],
    ['you have 2 bedrooms', 'you have 2 bedrooms?'],
    ['pets allowed', 'pets allowed?'],
    ['why', 'why not'],
    ['Do you have any 3 bedroom homes?', 'Do you have no 3 bedroom homes?'],
  ),
  ...texts(
    'language',
    ['I want to sell my house', 'Quiero vender mi casa'],
    ['2 bedrooms in Fremont', '2 recámaras en Fremont'],
    ['Looking for a house', 'Je cherche une maison'],
  ),
  ...texts(
    'another listing',
    ['Is 12 Oak Street still available?', 'Is 14 Oak Street still available?'],
    ['Is 12 Oak Street still available?', 'Is 12 Elm Street still available?'],
    ['How much is the home at 400 Main St?', 'How much is the home at 400 Main Ave?'],
    ['Is Amber Court still available?', 'Is Alborada still available?'],
    ["I'm looking at 12 Oak Street", "I'm looking at 98 Elm Avenue"],
    ['Are you selling 12 Oak Street?', 'Are you selling 98 Elm Avenue?'],
    ['My wife likes 12 Oak Street', 'My wife likes 98 Elm Avenue'],
    ['The home located at 12 Oak Street', 'The home located at 98 Elm Avenue'],
    ['Does anyone live at 12 Oak Street?', 'Does anyone live at 98 Elm Avenue?'],
  ),
  ...texts(
    'mood',
    ['sounds great', 'sounds great \u{1F644}'],
    ['ok', 'ok \u{1F44E}'],
    ['\u{1F44D}', '\u{1F44E}'],
    ['interested', 'not that interested'],
    ['call me', "don't call me"],
    ['I am fine with texts', 'I am done with texts'],
    ['maybe later', 'maybe'],
    ['no thanks', 'thanks'],
    ['Can I talk to a person?', 'Can I talk to a person about the price?'],
  ),
];

/** The same words in two states. */
export const nearStates: readonly Pair[] = [
  ...states(
    'what "yes" answers',
    'yes',
    [
      { lastQuestion: 'financing', before: asked('Would you pay cash?') },
      { lastQuestion: 'condition', before: asked('Would you take on repairs?') },
    ],
    [
      { lastQuestion: 'lead_type', before: asked('Are you looking to buy?') },
      { lastQuestion: 'timeline', before: asked('Would 30 days work?') },
    ],
    ...sameSlot,
    [{ before: person('Can you do 5 pm?') }, { before: person('Shall I cancel it?') }],
    [{ before: person('Is it yours?') }, { before: asked('Is it yours?'), lastQuestion: 'motivation' }],
    [{ before: asked('We open at 9.') }, { before: asked('We are closed on Sundays.') }],
    [{}, { before: asked('Would you pay cash?'), lastQuestion: 'financing' }],
  ),
  ...states(
    'what "3" answers',
    '3',
    [
      { lastQuestion: 'requirements', before: asked('How many bedrooms?') },
      { lastQuestion: 'timeline', before: asked('In how many months?') },
    ],
    [
      { before: [['lead', 'beds'], ...person('How many?')] },
      { before: [['lead', 'beds'], ...person('How many cars?')] },
    ],
  ),
  ...states('channel', 'I want to sell', [{ channel: 'SMS' }, { channel: 'Email' }]),
  ...states(
    'returning',
    'hello again',
    [
      { before: asked('Hi'), returning: true },
      { before: asked('Hi'), returning: false },
    ],
    [{}, { before: asked('Bye') }],
  ),
  ...states(
    'what is known',
    'anything new?',
    [{ known: { budget: '$400k' } }, { known: { budget: '$500k' } }],
    [{ known: { budget: '$400k' } }, {}],
    [{ known: { budget: '$400k' } }, { known: { price: '$400k' } }],
    [{ known: { area: 'Austin' } }, { known: { area: 'Dallas' } }],
    [{ known: { beds: '2' } }, { known: { beds: '3' } }],
    [{ known: { timeline: 'by May' } }, { known: { timeline: 'not by May' } }],
    [{ known: { financing: 'cash' } }, { known: { financing: 'mortgage' } }],
    [{ known: { budget: '$400k', area: 'Austin' } }, { known: { budget: '$400k' } }],
  ),
  ...states(
    'who asks',
    'what would you need from me?',
    [{ leadType: 'buyer' }, { leadType: 'seller' }],
    [{ leadType: 'renter' }, { leadType: 'buyer' }],
    [{ leadType: 'unknown' }, { leadType: 'seller' }],
  ),
  ...states('which listing was spoken of', 'is it still available?', [
    {
      before: [['lead', 'I saw 12 Oak Street'], ...asked('What budget do you have in mind?')],
      lastQuestion: 'budget',
    },
    {
      before: [['lead', 'I saw 98 Elm Avenue'], ...asked('What budget do you have in mind?')],
      lastQuestion: 'budget',
    },
  ]),
  ...states(
    'messages before it that nobody answered',
    'and a garage',
    [{ before: [['lead', '2 beds']] }, { before: [['lead', '3 beds']] }],
    [{ before: [['lead', 'no pool']] }, { before: [['lead', 'a pool']] }],
    [{}, { before: [['lead', 'a pool']] }],
  ),
];

/** The same state in other words: the second must get the first one's reply. */
export const farStates: readonly Pair[] = [
  ...states('our usual question, whatever comes before it', 'yes', [
    askedFor(
      'condition',
      'Great, Austin it is. Would you take on a home that needs some work, or should it be move-in ready?',
    ),
    askedFor(
      'condition',
      'Thanks! Would you take on a home that needs some work, or should it be move-in ready?',
    ),
  ]),
  ...states('one question, whatever comes before it', 'yes', [
    askedFor('financing', 'Sounds great! Would you pay cash?'),
    askedFor('financing', 'Would you pay cash?'),
  ]),
];

/** Two leads who say the same: the second must get the first one's reply. */
export const farTexts: readonly Pair[] = [
  ...texts(
    'case',
    ['I want to SELL', 'i want to sell'],
    ['Looking in FREMONT', 'looking in fremont'],
    ['QUIERO VENDER MI CASA', 'Quiero vender mi casa'],
  ),
  ...texts(
    'spaces and hidden characters',
    ['I want to sell', '  I  want\nto sell '],
    ['I want to sell', 'I want to\u200b sell'],
    ['2 bed in Fremont', '2\u00a0bed in Fremont'],
  ),
  ...texts(
    'punctuation',
    ['I want to sell.', 'I want to sell'],
    ['I want to sell!!!', 'I want to sell.'],
    ['is it available?', 'is it available???'],
    ['a 2 bed, in Fremont', 'a 2 bed in Fremont'],
    ['Yes!', 'yes'],
  ),
  ...texts(
    'quotes',
    ["I don't want to sell", 'I don\u2019t want to sell'],
    ["I'm looking for a house", 'Im looking for a house'],
  ),
  ...texts(
    'emoji',
    ['I want to sell my house', 'I want to sell my house \u{1F642}'],
    ['Looking for a home', '\u{1F3E0} Looking for a home'],
    ['I want to buy a condo', 'I want to buy a condo \u{1F64F}\u{1F3FD}'],
  ),
  ...texts(
    'greeting',
    ['Hi, I want to sell my house', 'I want to sell my house'],
    ['Hello! I want to sell my house', 'hey there, I want to sell my house'],
    ['Hi Sarah, I want to sell my house', 'Hi Tom, I want to sell my house'],
    ['Good morning. I want to sell my house', 'Hi - I want to sell my house'],
    ['Hola, quiero vender mi casa', 'Quiero vender mi casa'],
    ['Hi', 'hello!'],
  ),
  ...texts(
    'courtesy',
    ['Please call me back today', 'Call me back today'],
    ['I am looking for a 2 bedroom in Fremont. Thanks!', 'I am looking for a 2 bedroom in Fremont'],
  ),
  ...texts(
    'spelling of rooms and prices',
    ['I need 2 bedrooms', 'I need two bedrooms'],
    ['2-bedroom in Fremont', '2 bedroom in Fremont'],
    ['3br in Oakland', '3 bed in Oakland'],
    ['under $800k', 'under $800,000'],
    ['2 - 3 beds in Fremont', '2-3 bed in Fremont'],
  ),
];
