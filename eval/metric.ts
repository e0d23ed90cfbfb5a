/** How a figure is to be read. `share` is 0–1; money is US dollars; times are milliseconds. */
export type Unit = 'share' | 'usd' | 'ms' | 'count';

/** One figure of the report. */
export interface Metric {
  /** Dotted, from the general to the special: `slots.budget.recall`. */
  readonly name: string;
  /** Null where there was nothing to measure. */
  readonly value: number | null;
  /** How many cases stand behind it. */
  readonly of: number;
  readonly unit: Unit;
  readonly better: 'higher' | 'lower';
}

/** A share of cases that are right. */
export function shareRight(name: string, right: number, of: number): Metric {
  return { name, value: of === 0 ? null : right / of, of, unit: 'share', better: 'higher' };
}

/** A share of cases that are wrong. */
export function shareWrong(name: string, wrong: number, of: number): Metric {
  return { name, value: of === 0 ? null : wrong / of, of, unit: 'share', better: 'lower' };
}

/** Something that should not be at all. */
export const faultCount = (name: string, value: number, of: number): Metric => ({
  ...{ name, value, of },
  ...{ unit: 'count', better: 'lower' },
});

/** What was found against what was to be found. */
export interface Finding {
  readonly found: number;
  readonly wrong: number;
  readonly missed: number;
}

export const nothingFound: Finding = { found: 0, wrong: 0, missed: 0 };

export const addFindings = (one: Finding, other: Finding): Finding => ({
  found: one.found + other.found,
  wrong: one.wrong + other.wrong,
  missed: one.missed + other.missed,
});

/** Precision: what share of the finds are right. Recall: what share of what was there was found. */
export function precisionAndRecall(name: string, { found, wrong, missed }: Finding): Metric[] {
  return [
    shareRight(`${name}.precision`, found, found + wrong),
    shareRight(`${name}.recall`, found, found + missed),
  ];
}
