import { cleanMessage } from './message-text';

/** Emoji that decorate and say nothing of their own. Any other one stays: it may be a no, or anger. */
const decoration =
  /[\u{1F600}-\u{1F606}\u{1F609}-\u{1F60B}\u{1F60D}\u{1F60E}\u{1F617}-\u{1F61A}\u{1F642}\u{1F643}\u{1F917}\u{1F929}\u{1F970}\u{1F973}\u{1F44B}\u{1F44C}\u{1F44D}\u{1F44F}\u{1F64F}\u{1F64C}\u{1F4AF}\u{1F389}\u{2728}\u{2B50}\u{1F31F}\u{2764}\u{1F495}\u{1F499}-\u{1F49C}\u{1F3E0}\u{1F3E1}\u{1F3D8}\u{263A}\u{1F60A}][\u{1F3FB}-\u{1F3FF}]?/gu;
const typedSmile = /(?<=^|\s)[:;]-?[)D](?=\s|$)/g;

const greetingWord =
  '(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|hola|buenos d[ií]as|buenas(?: (?:tardes|noches))?)';
/** Whom a greeting is for: nobody in particular, the lead's agent by name, or a placeholder. */
const greeted = '(?:\\s+(?:there|all|everyone|team|guys|folks|again))?';
const plainGreeting = new RegExp(`^${greetingWord}${greeted}(?:\\s*[,.!;:-]+\\s*|\\s+)(?=\\S)`, 'iu');
/**
 * A name counts as one only with a capital, a mark behind it, and then a sentence of its own: "Hi Sarah,
 * I want ..." but neither "Hi No, ..." nor "Hi Austin, Texas, 2 bed".
 */
const greetingByName =
  /^(?:[Hh]i|HI|[Hh]ello|[Hh]ey|[Dd]ear|[Hh]ola|[Gg]ood [Mm]orning|[Gg]ood [Aa]fternoon|[Gg]ood [Ee]vening)\s+(?!(?:Yes|No|Not|Never|Stop|Buy|Sell|Rent|Don't|Dont|Sure|Ok|Okay|Please|S[ií]|Claro|Nunca|Urgent|Sorry|Maybe)\b)\p{Lu}\p{L}{1,20}(?:\s+\p{Lu}\p{L}{1,20})?\s*[,!:;-]+\s*(?=(?:[Ii](?:'|\s|m\b)|[Ww]e\b|[Mm]y\b|[Tt]his\b|[Ii]s\b|[Aa]re\b|[Dd]o\b|[Cc]an\b|[Cc]ould\b|[Ww]ould\b|[Ww]hat\b|[Hh]ow\b|[Ww]hen\b|[Ll]ooking\b|[Tt]hank|[Qq]ui(?:ero|siera)\b|[Bb]usco\b|[Ee]stoy\b|[Tt]engo\b))/u;

/** Names that a greeting is for, as they are written: the one thing told that is no part of a comparable text. */
export const greetedNames = (text: string): readonly string[] =>
  greetingByName.exec(plainText(text))?.[0].match(/(?<=\s)(?!Morning|Afternoon|Evening)\p{Lu}\p{L}*/gu) ?? [];

const onlyGreeting = new RegExp(`^(${greetingWord})${greeted}$`, 'iu');

const thanksAtEnd =
  /^((?:\S+\s+){2,}\S*?[.,!?;])\s*(?:many )?(?:thanks|thank you|thx|ty|muchas gracias|gracias)(?: (?:so much|very much|a lot|again|in advance))?[\s.!]*$/iu;

/** People leave out these apostrophes, and no other word is meant by it. */
const contractions =
  /\b(?:(do|does|did|ca|wo|is|are|was|were|have|has|had|could|should|would)n't|(i)'m|(i|you|we|they)'ve|(it|that|what|there)'s)\b/g;

const numberWords: Readonly<Record<string, string>> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
};
const count = `(\\d+(?:\\.\\d+)?|${Object.keys(numberWords).join('|')})[\\s-]*`;
const beds = new RegExp(
  `(?<![\\p{L}\\d])${count}(?:bed[\\s-]?rooms?|beds?|bdrms?|bds?|brs?)(?!\\p{L})`,
  'gu',
);
const baths = new RegExp(`(?<![\\p{L}\\d])${count}(?:bath[\\s-]?rooms?|baths?|ba)(?!\\p{L})`, 'gu');

/** After a no, a mark decides what is denied: "no, sell it" is not "no sell it". */
const denial = "(?:no|not|nope|nah|never|dont|don't|cant|can't|stop|nunca|jam[aá]s|tampoco)";
const markAfterDenial = new RegExp(`(?<=(?:^|[\\s.])${denial})\\s*(?:,|;|:| - |\\.)+\\s*`, 'gu');

const withoutGreeting = (text: string): string => text.replace(greetingByName, '').replace(plainGreeting, '');

const withOneNumber = (text: string): string =>
  text
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(
      /(?<![\p{L}\d.])(\d{1,5}(?:\.\d{1,2})?)(?:k| thousand)(?![\p{L}\d])/gu,
      (_whole, digits: string) => String(Math.round(Number(digits) * 1_000)),
    )
    .replace(/(?<=\$)(\d{1,3}(?:\.\d{1,3})?)\s?(?:m|million)(?![\p{L}\d])/gu, (_whole, digits: string) =>
      String(Math.round(Number(digits) * 1_000_000)),
    );

const digitsOf = (word: string): string => numberWords[word] ?? word;

const withOneUnit = (text: string): string =>
  text
    .replace(beds, (_whole, word: string) => `${digitsOf(word)} bed`)
    .replace(baths, (_whole, word: string) => `${digitsOf(word)} bath`);

const withOnePunctuation = (text: string): string =>
  text
    .replace(/[?!]*\?[?!]*/g, '? ')
    .replace(markAfterDenial, '. ')
    .replace(/["*_()[\]]|~(?!\s?[$€£]?\d)/g, ' ')
    .replace(/(?<=\d)\s?-\s?(?=[$€£]?\d)/g, '-')
    .replace(/(?<!\d)-(?![$€£]?\d)|(?<=\d)-(?=\p{L})|\s-\s/gu, ' ')
    .replace(/,(?!\d)|(?<!\d),|,(?=\s)/g, ' ')
    .replace(/[.!;:]+(?=\s|$)/g, '. ')
    .replace(/\s+/g, ' ')
    .replace(/\s+(?=[?.])/g, '')
    .replace(/(?:[.\s])+$/, '')
    .trim();

function withoutPlease(text: string): string {
  const rest = text
    .replace(/(?:^|\s)(?:please|pls|plz|por favor)(?=[\s?.]|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/\s+(?=[?.])/g, '')
    .trim();
  return rest.split(' ').length >= 3 ? rest : text;
}

function plainText(text: string): string {
  const oneDash = cleanMessage(text).replace(/[\u2010-\u2015]/g, '-');
  return oneDash.replace(decoration, ' ').replace(typedSmile, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * What a text means to the key of a reply: the same for two people who say the same thing, whatever
 * their case, spacing, quotes, greeting, thanks, smileys and spelling of numbers of rooms. Numbers,
 * units, places, dates, negations, questions and every other word stay, for they change the answer;
 * when in doubt two texts stay different, for a second reply costs cents and a wrong one a lead.
 */
export function comparableText(text: string): string {
  const clean = cleanMessage(text);
  const plain = plainText(clean);
  // Signs alone ("👍", "?!") mean just what they are.
  if (!/[\p{L}\p{N}]/u.test(plain)) return clean.toLowerCase();
  const bare = withoutGreeting(plain).replace(thanksAtEnd, '$1').trim();
  const lower = bare.toLowerCase().replace(contractions, whole => whole.replace("'", ''));
  const comparable = withoutPlease(withOnePunctuation(withOneUnit(withOneNumber(lower))));
  const greeting = onlyGreeting.exec(comparable)?.[1];
  if (greeting === undefined) return comparable === '' ? clean.toLowerCase() : comparable;
  return /^(?:hola|buen)/.test(greeting) ? 'hola' : 'hi';
}
