/** Milliseconds, to a tenth. Null where nothing was measured. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/**
 * The exact percentile by nearest rank: the smallest value that at least `percent` of all values do
 * not exceed. So it is always one that was measured, for one value and for a thousand.
 * @param percent above 0, up to 100
 * @returns null where there are no values
 */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  // Multiplied first: 0.07 * 100 is a little more than 7, and would be rounded up to 8.
  const rank = Math.max(1, Math.ceil((percent * sorted.length) / 100));
  return sorted[rank - 1] ?? null;
}

export function percentilesOf(values: readonly number[]): Percentiles {
  const at = (percent: number): number | null => {
    const value = percentile(values, percent);
    return value === null ? null : Math.round(value * 10) / 10;
  };
  return { p50: at(50), p95: at(95), p99: at(99) };
}
