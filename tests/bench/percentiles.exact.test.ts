import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentile, percentilesOf } from '../../bench/percentiles';

const oneTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('a percentile by nearest rank', () => {
  it.each([
    [100, 95, 95],
    [100, 50, 50],
    [100, 100, 100],
    [100, 99.9, 100],
    [20, 95, 19],
    [10, 95, 10],
    [5, 50, 3],
    [4, 50, 2],
    [2, 50, 1],
    [2, 99, 2],
    [1, 50, 1],
    [1, 99, 1],
    // 0.07 * 100 is 7.000000000000001 in floating point.
    [100, 7, 7],
  ])('of 1 to %i at %d percent is %i', (count, percent, expected) => {
    expect(percentile(oneTo(count), percent)).toBe(expected);
  });

  it('does not care for the order, and leaves the values as they were', () => {
    const values = [30, 10, 20];
    expect(percentile(values, 50)).toBe(20);
    expect(values).toEqual([30, 10, 20]);
  });

  it('sorts numbers as numbers', () => {
    expect(percentile([9, 100, 10], 50)).toBe(10);
  });

  it('of nothing is null', () => {
    expect(percentile([], 95)).toBeNull();
    expect(percentilesOf([])).toEqual({ p50: null, p95: null, p99: null });
  });

  it('is always a measured value that at least so many percent do not exceed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const found = percentile(values, percent) ?? Number.NaN;
          expect(values).toContain(found);
          const notAbove = values.filter(value => value <= found).length;
          const below = values.filter(value => value < found).length;
          expect(notAbove * 100).toBeGreaterThanOrEqual(percent * values.length);
          expect(below * 100).toBeLessThan(percent * values.length);
        },
      ),
    );
  });
});

describe('the three percentiles of a report', () => {
  it('are told to a tenth of a millisecond', () => {
    expect(percentilesOf([1.2345, 2.3456])).toEqual({ p50: 1.2, p95: 2.3, p99: 2.3 });
  });
});
