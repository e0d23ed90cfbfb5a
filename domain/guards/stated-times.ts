import {
  coveredWeekdaysIn,
  datesIn,
  isSameDate,
  possibleDatesIn,
  relativeDaysIn,
  weekdaysIn,
  type RelativeDay,
} from '../days-in-text';
import { clockTimesIn, isSameTime, possibleTimesIn } from '../times-in-text';
import { quoted, refusal, sentencesOf, type Refusal } from './refusal';

const advice = 'Name none; say that the team will confirm it.';
const unknown = (what: string): Refusal =>
  refusal('time_not_in_sources', `The reply names ${what}, that stands in no source. ${advice}`);

/** A meeting of any kind, or a call: what makes "today" and "this weekend" a promise. */
const meeting =
  /\b(?:visit|viewing|view|tour|showing|show|see (?:it|you|the|this|that)|come by|stop by|meet|appointment|open house|call(?:ing)? you|calls? you)\b|(?<!\p{L})(?:visita|cita|ver(?:la|lo|emos)?|nos vemos|mostrar(?:le|la|lo)?|llamar(?:á|emos|le)?)(?!\p{L})/iu;

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const sayingOf: Readonly<Record<RelativeDay, string>> = {
  today: '"today"',
  tomorrow: '"tomorrow"',
  day_after_tomorrow: '"the day after tomorrow"',
  weekend: '"the weekend"',
};

const isQuestion = (sentence: string): boolean => sentence.trimEnd().endsWith('?');

/** "in 20 minutes", "within an hour", said of a call or a meeting. */
const soon =
  /(?<!\p{L})(?:in|within|en|dentro de) (?:the next )?(?:\d+|an?|half an|una?|media|five|ten|fifteen|twenty|thirty|cinco|diez|quince|veinte|treinta) ?(?:minutes?|mins?|hours?|hrs?|minutos?|horas?)(?!\p{L})/giu;

function unknownDay(text: string, sources: readonly string[]): string | undefined {
  const all = sources.join('\n');
  // Asking whether a day suits promises nothing.
  const statements = sentencesOf(text).filter(sentence => !isQuestion(sentence));
  const covered = coveredWeekdaysIn(all);
  const weekday = statements.flatMap(weekdaysIn).find(day => !covered.has(day));
  if (weekday !== undefined) return `a day, ${dayNames[weekday] ?? ''}`;
  const said = new Set(relativeDaysIn(all));
  const relative = statements
    .flatMap(sentence =>
      relativeDaysIn(sentence).filter(day => day.includes('tomorrow') || meeting.test(sentence)),
    )
    .find(day => !said.has(day));
  return relative === undefined ? undefined : `a day, ${sayingOf[relative]}`;
}

/**
 * Times and days at which something would happen: hours and dates wherever they stand, weekdays,
 * "tomorrow" and "this weekend" where they are stated and not asked about. Compared by value: "3pm" is
 * "15:00", "martes" is "Tuesday", and "Mon-Fri" in a source covers Wednesday.
 */
export function refusalOfTimes(text: string, sources: readonly string[]): Refusal | null {
  const times = clockTimesIn(text);
  if (times.length > 0) {
    const known = sources.flatMap(possibleTimesIn);
    const time = times.find(stated => !known.some(said => isSameTime(stated, said)));
    if (time !== undefined) return unknown(`a time, ${quoted(time.text)}`);
  }
  const dates = datesIn(text);
  if (dates.length > 0) {
    const known = sources.flatMap(possibleDatesIn);
    const date = dates.find(stated => !known.some(said => isSameDate(stated, said)));
    if (date !== undefined) return unknown(`a date, ${quoted(date.text)}`);
  }
  const day = unknownDay(text, sources);
  if (day !== undefined) return unknown(day);
  const plain = sources.join('\n').toLowerCase();
  const hurry = sentencesOf(text)
    .filter(sentence => meeting.test(sentence) || /\b(?:reach|contact|get back|text)\b/i.test(sentence))
    .flatMap(sentence => sentence.match(soon) ?? [])
    .find(promise => !plain.includes(promise.toLowerCase()));
  return hurry === undefined ? null : unknown(`a time, ${quoted(hurry)}`);
}
