/** A day of the calendar; the month is null where only "the 5th" was said. */
export interface CalendarDate {
  /** 1–12. */
  readonly month: number | null;
  readonly day: number;
  /** Written as "3/9", which is March 9 in English and 3 de septiembre in Spanish. */
  readonly isEither: boolean;
  readonly text: string;
}

/** Days named from today on, which a text shares with another only in these words. */
export type RelativeDay = 'today' | 'tomorrow' | 'day_after_tomorrow' | 'weekend';

const weekdayPatterns: readonly RegExp[] = [
  /sundays?|domingos?/,
  /mondays?|lunes/,
  /tuesdays?|martes/,
  /wednesdays?|mi[eé]rcoles/,
  /thursdays?|jueves/,
  /fridays?|viernes/,
  /saturdays?|s[aá]bados?/,
].map(pattern => new RegExp(`(?<![\\p{L}\\d])(?<!Santo\\s)(?:${pattern.source})(?!\\p{L})`, 'iu'));
/** Read as days only where that is what stands around them: "Sun City" and "sat down" are none. */
const abbreviationsWith = (flags: string): readonly RegExp[] =>
  ['Sun', 'Mon', 'Tues?', 'Wed', 'Thu(?:rs?)?', 'Fri', 'Sat'].map(
    short =>
      new RegExp(
        `(?<![\\p{L}\\d])${short}(?!\\p{L})(?=\\.?,?\\s*(?:at\\b|@|\\d|[-–,]|morning|afternoon|evening|or\\b|and\\b|to\\b|thru\\b|$))`,
        flags,
      ),
  );
const abbreviations = abbreviationsWith('u');
const anyCaseAbbreviations = abbreviationsWith('iu');
const indexes = [0, 1, 2, 3, 4, 5, 6];

const daysIn = (text: string, short: readonly RegExp[]): number[] =>
  indexes.filter(index => weekdayPatterns[index]?.test(text) || short[index]?.test(text));

/** Weekdays that a text names; 0 is Sunday. */
export const weekdaysIn = (text: string): number[] => daysIn(text, abbreviations);

const dayName =
  '(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:days?)?|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bados?|domingos?';
const span = new RegExp(
  `(?<!\\p{L})(${dayName})\\.?\\s?(?:-|–|to|through|thru|until|a|al)\\s?(${dayName})(?!\\p{L})`,
  'giu',
);

/** The same in any case of letters, with all that lie between ("Mon-Fri") or are meant by "weekdays" and "every day". */
export function coveredWeekdaysIn(text: string): Set<number> {
  const days = new Set(daysIn(text, anyCaseAbbreviations));
  for (const [, from = '', to = ''] of text.matchAll(span)) {
    const [first, last] = [`${from},`, `${to},`].map(name => daysIn(name, anyCaseAbbreviations)[0]);
    if (first === undefined || last === undefined) continue;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  if (/\bweekdays?\b|entre semana/i.test(text)) [1, 2, 3, 4, 5].forEach(day => days.add(day));
  if (/\bweekends?\b|fin(?:es)? de semana/i.test(text)) [0, 6].forEach(day => days.add(day));
  if (/\bevery ?day\b|\bdaily\b|\bany ?day\b|7 days|todos los d[ií]as|cualquier d[ií]a/i.test(text))
    indexes.forEach(day => days.add(day));
  return days;
}

const relative: Readonly<Record<RelativeDay, RegExp>> = {
  today:
    /\b(?:today|tonight|this (?:morning|afternoon|evening))\b|(?<!\p{L})(?:hoy|esta (?:mañana|tarde|noche))(?!\p{L})/iu,
  // "por la mañana" is the morning.
  tomorrow: /\btomorrow\b|(?<!\p{L})(?<!\b(?:la|pasado|de|esta)\s)mañana(?!\p{L})/iu,
  day_after_tomorrow: /\bday after tomorrow\b|\bpasado mañana(?!\p{L})/iu,
  weekend: /\b(?:this|next|the) weekend\b|(?:este|próximo|el) fin de semana/iu,
};

export const relativeDaysIn = (text: string): RelativeDay[] =>
  (Object.keys(relative) as RelativeDay[]).filter(day => relative[day].test(text));

const months: readonly RegExp[] = [
  /jan(?:uary)?|enero/,
  /feb(?:ruary)?|febrero/,
  /mar(?:ch)?|marzo/,
  /apr(?:il)?|abril/,
  /may|mayo/,
  /june?|junio/,
  /july?|julio/,
  /aug(?:ust)?|agosto/,
  /sept?(?:ember)?|septiembre/,
  /oct(?:ober)?|octubre/,
  /nov(?:ember)?|noviembre/,
  /dec(?:ember)?|diciembre/,
];
const anyMonth = months.map(month => month.source).join('|');
const monthOf = (name: string): number =>
  1 + months.findIndex(month => new RegExp(`^(?:${month.source})$`, 'i').test(name));

const afterMonth = new RegExp(
  `(?<!\\p{L})(${anyMonth})\\.?\\s(?:the\\s)?(\\d{1,2})(?:st|nd|rd|th)?(?![\\d\\p{L}%:]|[.,]\\d|\\s?(?:beds?|baths?|[ap]\\.?m))`,
  'giu',
);
const beforeMonth = new RegExp(
  `(?<![\\d$.,:/])(\\d{1,2})(?:st|nd|rd|th)?\\s(?:of\\s|de\\s)?(${anyMonth})(?!\\p{L})`,
  'giu',
);
const inDigits =
  /(?<![\d/.$-])(\d{1,2})\/(\d{1,2})(?:\/(?:20)?\d\d)?(?![\d/%])(?!\s?(?:bed|bath|ba|br|bd|rent|off)\b)/giu;
const ofTheMonth =
  /\b(?:[Oo]n|[Bb]y|[Uu]ntil|[Tt]ill|[Bb]efore|[Aa]fter|[Ff]or|[Ff]rom) the (\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:floor|street|st|ave|avenue|bedroom|bath|home|house)|\s\p{Lu})|(?<!\p{L})(?:[Ee]l|[Pp]ara el) (?:d[ií]a )?(\d{1,2})(?![\d%:/]|[.,]\d|\s(?:de\s\p{L}|por ciento))/gu;
/** "to the 11th", "the 8th works": where days are spoken of, an ordinal is one. */
const anyOrdinal =
  /(?<![\d$.,:/])(\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:floor|street|st|ave|avenue|bedroom|bath|home|house)|\s\p{Lu})/gu;

const isDay = (day: number): boolean => day >= 1 && day <= 31;

/** Dates that a text names: "March 9th", "9 de marzo", "3/9", "on the 9th". */
export function datesIn(text: string): CalendarDate[] {
  const dates: CalendarDate[] = [];
  for (const [whole, month = '', day] of text.matchAll(afterMonth))
    dates.push({ month: monthOf(month), day: Number(day), isEither: false, text: whole });
  for (const [whole, day, month = ''] of text.matchAll(beforeMonth))
    dates.push({ month: monthOf(month), day: Number(day), isEither: false, text: whole });
  for (const [whole, first, second] of text.matchAll(inDigits)) {
    const [one, other] = [Number(first), Number(second)];
    // A half and round the clock; what has a year is a date all the same.
    const isFraction = /^(?:24\/7|50\/50|1\/[2348]|3\/4)$/.test(whole);
    if (!isFraction && one >= 1 && other >= 1 && Math.min(one, other) <= 12)
      dates.push({
        month: one <= 12 ? one : other,
        day: one <= 12 ? other : one,
        isEither: true,
        text: whole,
      });
  }
  for (const [whole, english, spanish] of text.matchAll(ofTheMonth))
    dates.push({ month: null, day: Number(english ?? spanish), isEither: false, text: whole });
  return dates.filter(({ day }) => isDay(day));
}

/** The same, and days of the month that nothing but their ordinal tells. */
export const possibleDatesIn = (text: string): CalendarDate[] => [
  ...datesIn(text),
  ...[...text.matchAll(anyOrdinal)]
    .map(([whole, day]) => ({ month: null, day: Number(day), isEither: false, text: whole }))
    .filter(({ day }) => isDay(day)),
];

/** "the 9th" is any month's; "3/9" is read both ways round. */
export function isSameDate(one: CalendarDate, other: CalendarDate): boolean {
  if (one.month === null || other.month === null) return one.day === other.day;
  if (one.month === other.month && one.day === other.day) return true;
  return (one.isEither || other.isEither) && one.month === other.day && one.day === other.month;
}
