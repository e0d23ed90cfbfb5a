/** Something that holds from one day on, until the next takes over. */
export interface Dated {
  /** The first day, in UTC: `2026-10-24`. */
  readonly from: string;
}

/**
 * What holds at a time: the newest that does not begin later. Before the first of them, the first.
 * @param entries in any order, at least one
 */
export function newestNotAfter<T extends Dated>(entries: readonly T[], at: Date): T {
  // Days as ISO text sort as time does.
  const today = at.toISOString().slice(0, 10);
  const sorted = entries.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  const found = sorted.findLast(entry => entry.from <= today) ?? sorted[0];
  if (found === undefined) throw new RangeError('a dated table without entries');
  return found;
}
