import type { SlotName } from '../domain/analysis';
import { amountsIn } from '../domain/money-in-text';
import { plainWords } from '../domain/plain-words';
import { numbersIn } from '../domain/numbers-in-text';
import { daysOf } from '../domain/timeline';

/** Words of no weight between what is meant. */
const filler: ReadonlySet<string> = new Set(
  `a an the in on by of to at and or for with within near around area city town region zone downtown_area neighborhood
  neighbourhood is are it i we my our los las el la de en por para un una y o zona ciudad cerca us usa`.split(
    /\s+/,
  ),
);

/** States stand behind a city and change nothing: "Austin, TX". */
const states: ReadonlySet<string> = new Set(
  `al alabama ak alaska az arizona ar arkansas ca california co colorado ct connecticut de delaware fl florida ga georgia
  hi hawaii id idaho il illinois indiana ia iowa ks kansas ky kentucky louisiana me maine md maryland ma massachusetts
  mi michigan mn minnesota ms mississippi mo missouri mt montana ne nebraska nv nevada nh nj nm ny nc nd oh ohio ok
  oklahoma oregon pa pennsylvania ri sc sd tn tennessee tx texas ut utah vt vermont va virginia wa wv wi wisconsin wy
  wyoming`.split(/\s+/),
);

const wordsOf = (text: string): string[] =>
  plainWords(text)
    .split(' ')
    .filter(word => word !== '' && !filler.has(word));

const sameSet = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one.every(item => other.includes(item)) && other.every(item => one.includes(item));

/** Every word of the label begins a word of the text: "downsiz" is in "we are downsizing". */
function holds(text: string, label: string): boolean {
  const words = wordsOf(text);
  const wanted = wordsOf(label);
  return wanted.length > 0 && wanted.every(part => words.some(word => word.startsWith(part)));
}

function samePlace(label: string, found: string): boolean {
  const wanted = wordsOf(label);
  const told = wordsOf(found);
  const extra = told.filter(word => !wanted.includes(word));
  return wanted.every(word => told.includes(word)) && extra.every(word => states.has(word));
}

/** "3+", "at least 3" and "3 or more" say the same, and not what "3" says. */
const isAtLeast = (text: string): boolean =>
  /\+|\bat least\b|\bor more\b|\bminimum\b|\bal menos\b|\bo m[aá]s\b/iu.test(text);

function sameCount(label: string, found: string): boolean {
  const [wanted, told] = [numbersIn(label), numbersIn(found.replace('+', ' '))];
  // A label without a number ("studio") is words.
  if (wanted.length === 0) return holds(found, label);
  return told.length > 0 && sameSet(wanted, told) && isAtLeast(label) === isAtLeast(found);
}

const isFloor = (text: string): boolean =>
  /\b(?:over|above|more than|at least|from|minimum|m[aá]s de|desde)\b/iu.test(text) || /\d\s?k?\+/.test(text);
const isCeiling = (text: string): boolean =>
  /\b(?:under|below|up to|max(?:imum)?|less than|at most|no more than|hasta|menos de|m[aá]ximo)\b/iu.test(
    text,
  );

/** The sums are the same, and one is not a least where the other is a most. */
function sameMoney(label: string, found: string): boolean {
  const sums = (text: string): number[] => amountsIn(text).map(({ value }) => value);
  const [wanted, told] = [sums(label), sums(found)];
  // A label without a sum ("not too expensive") is words.
  if (wanted.length === 0) return holds(found, label);
  const isOpposite = (isFloor(label) && isCeiling(found)) || (isCeiling(label) && isFloor(found));
  return sameSet(wanted, told) && !isOpposite;
}

function sameTime(label: string, found: string): boolean {
  const [wanted, told] = [daysOf(label), daysOf(found)];
  return (wanted !== null && wanted === told) || holds(found, label);
}

/** All that the label lists is in the list; what else is there is not judged. */
const sameWishes = (label: string, found: string): boolean =>
  label.split(',').every(wish => holds(found, wish));

const comparisons: Readonly<Record<SlotName, (label: string, found: string) => boolean>> = {
  area: samePlace,
  beds: sameCount,
  baths: sameCount,
  budget: sameMoney,
  price: sameMoney,
  timeline: sameTime,
  must_haves: sameWishes,
  financing: (label, found) => holds(found, label),
  motivation: (label, found) => holds(found, label),
  condition: (label, found) => holds(found, label),
};

/**
 * Whether a found value means what one of the labels says: numbers, sums of money and places are
 * compared as such; of free texts the label's words have to be there.
 */
export const meansOneOf = (slot: SlotName, labels: readonly string[], found: string): boolean =>
  labels.some(label => comparisons[slot](label, found));
