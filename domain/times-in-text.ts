/** A time of day on the 12-hour clock, as it was said. */
export interface ClockTime {
  /** 0–11; noon and midnight are 0. */
  readonly hour: number;
  readonly minute: number;
  /** Null where it was not said: "at 3". */
  readonly half: 'am' | 'pm' | null;
  readonly text: string;
}

const hourWords: Readonly<Record<string, number>> = {
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11 },
  ...{ twelve: 12, una: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9 },
  ...{ diez: 10, once: 11, doce: 12 },
};
const englishHour = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve';
const spanishHour = 'una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce';
const counted =
  '(?:beds?|bd|br|bedrooms?|baths?|ba|bathrooms?|rooms?|rec[aá]maras?|habitacion(?:es)?|cuartos?|baños?|days?|d[ií]as?|weeks?|semanas?|months?|meses|years?|años?|homes?|houses?|casas?|propiedades|properties|options?|opciones|listings?|places?|units?|apartments?|condos?|acres?|miles?|minutes?|mins?|hours?|horas?|stor(?:y|ies)|people|kids|k|m|mil|million|thousand|percent|bucks|dollars|grand|sq)';
const halfDay = '([ap])\\.?\\s?m(?!\\p{L})(?:(?<=\\.\\s?m)\\.)?';
const hour = '(\\d{1,2})(?:[:.]([0-5]\\d))?';

interface Rule {
  readonly pattern: RegExp;
  readonly read: (groups: readonly (string | undefined)[]) => readonly Omit<ClockTime, 'text'>[];
}

const clock = (
  hours: string | undefined,
  minutes: string | undefined,
  half: string | null | undefined,
): Omit<ClockTime, 'text'>[] => {
  const given = hourWords[hours?.toLowerCase() ?? ''] ?? Number(hours);
  if (!(given <= 24)) return [];
  const ofDay = half ? (half.toLowerCase() === 'a' ? ('am' as const) : ('pm' as const)) : null;
  const later = given > 12 && given < 24 ? ('pm' as const) : null;
  return [{ hour: given % 12, minute: Number(minutes ?? 0), half: ofDay ?? later }];
};

/** "de la mañana" is a.m., "de la tarde" and "de la noche" are p.m. */
const spanishHalf = (part: string | undefined): string | null =>
  part === undefined ? null : /mañana|madrugada/i.test(part) ? 'a' : 'p';

/** Times that are said as such, whatever stands around them. The first rule that reads a place counts. */
const plainRules: readonly Rule[] = [
  {
    pattern: new RegExp(
      `(?<![\\d:.$])${hour}\\s?(?:${halfDay})?\\s?(?:-|–|to|and|or|a|y|o)\\s?${hour}\\s?${halfDay}`,
      'giu',
    ),
    read: ([, from, fromMinute, fromHalf, to, toMinute, toHalf]) => [
      ...clock(from, fromMinute, fromHalf),
      ...clock(to, toMinute, toHalf),
    ],
  },
  {
    pattern: new RegExp(`(?<![\\d:.$])${hour}\\s?${halfDay}`, 'giu'),
    read: ([, hours, minutes, half]) => clock(hours, minutes, half),
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${englishHour})(?:\\s(fifteen|thirty|forty-five))?\\s${halfDay}`, 'giu'),
    read: ([, hours, minutes, half]) => clock(hours, spokenMinutes(minutes), half),
  },
  {
    pattern:
      /(?<!\p{L})(?:a\s)?las?\s(\d{1,2})(?::([0-5]\d))?(?:\sde\sla\s(mañana|madrugada|tarde|noche))?/giu,
    read: ([, hours, minutes, part]) => clock(hours, minutes, spanishHalf(part)),
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(?:a|desde|hasta)\\slas?\\s(${spanishHour})(?:\\sy\\s(media|cuarto))?(?:\\sde\\sla\\s(mañana|madrugada|tarde|noche))?(?!\\p{L}|\\s${counted})`,
      'giu',
    ),
    read: ([, hours, minutes, part]) => clock(hours, spokenMinutes(minutes), spanishHalf(part)),
  },
  {
    pattern: /(?<![\d:.$/])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])/gu,
    read: ([, hours, minutes]) => clock(hours, minutes, null),
  },
  {
    pattern: new RegExp(`(?<![\\p{L}\\d])(\\d{1,2}|${englishHour})\\s?o['’]?\\s?clock`, 'giu'),
    read: ([, hours]) => clock(hours, undefined, null),
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(half past|quarter past)\\s(\\d{1,2}|${englishHour})(?![\\p{L}\\d])`,
      'giu',
    ),
    read: ([, past, hours]) => clock(hours, past?.startsWith('half') ? '30' : '15', null),
  },
  { pattern: /(?<!\p{L})(?:noon|midday|mediod[ií]a)(?!\p{L})/giu, read: () => clock('12', undefined, 'p') },
  { pattern: /(?<!\p{L})(?:midnight|medianoche)(?!\p{L})/giu, read: () => clock('12', undefined, 'a') },
  {
    // "at 3 on Saturday", "at three works": what follows shows that it counts nothing.
    pattern: new RegExp(
      `(?<!look(?:ing|ed)?\\s)(?<!\\p{L})(?:at|@)\\s?(\\d{1,2}|${englishHour})(?=\\s*(?:[,!?;)]|\\.(?!\\d)|$|\\s(?:on|tomorrow|today|tonight|this|for|if|works?|then|sharp|in the|and (?:i|we|you)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\\p{L})))`,
      'giu',
    ),
    read: ([, hours]) => clock(hours, undefined, null),
  },
];

/** How people answer when asked for a time: "between 3 and 5", "how about 4", "9-5", "2 works". */
const casualRules: readonly Rule[] = [
  {
    pattern: new RegExp(
      `(?<![\\d$€£.,:/#])(\\d{1,2})\\s?(?:-|–|to|till|until|and|or|a|y|o)\\s?(\\d{1,2})(?![\\d.,:/%]\\d|\\d|\\s?[-+]?\\s?(?:${counted}|%)(?!\\p{L}))`,
      'giu',
    ),
    read: ([, from, to]) => [...clock(from, undefined, null), ...clock(to, undefined, null)],
  },
  {
    pattern: new RegExp(
      `(?:^|(?<!\\p{L})(?:at|@|around|about|by|after|before|from|till|until|between|like|como|despu[eé]s de|antes de)\\s?(?:las?\\s)?)(\\d{1,2}|${englishHour})(?:ish)?(?![\\p{L}\\d$€£%/]|[.,:]\\d|\\s?[-+]?\\s?(?:${counted}|%)(?!\\p{L}))`,
      'giu',
    ),
    read: ([, hours]) => clock(hours, undefined, null),
  },
];

function spokenMinutes(words: string | undefined): string | undefined {
  if (words === undefined) return undefined;
  if (/^(?:thirty|media)$/i.test(words)) return '30';
  return /^(?:fifteen|cuarto)$/i.test(words) ? '15' : '45';
}

function read(text: string, rules: readonly Rule[]): ClockTime[] {
  const found: ClockTime[] = [];
  let rest = text;
  for (const rule of rules) {
    rest = rest.replace(rule.pattern, (...match: unknown[]) => {
      const groups = match.map(part => (typeof part === 'string' ? part : undefined));
      const whole = groups[0] ?? '';
      const times = rule.read(groups);
      found.push(...times.map(time => ({ ...time, text: whole.trim() })));
      return times.length === 0 ? whole : ' ; ';
    });
  }
  return found;
}

/** Times of day that a text names, in English and Spanish: "3pm", "15:00", "half past two", "a las tres". */
export const clockTimesIn = (text: string): ClockTime[] => read(text, plainRules);

/** The same, and numbers that are times if a time was spoken of: "how about 4", "9-5". */
export const possibleTimesIn = (text: string): ClockTime[] => read(text, [...plainRules, ...casualRules]);

/** "3pm" is "15:00" and may be what "at 3" meant; it is not "3am". */
export const isSameTime = (one: ClockTime, other: ClockTime): boolean =>
  one.hour === other.hour &&
  one.minute === other.minute &&
  (one.half === null || other.half === null || one.half === other.half);
