import { describe, expect, test } from '@jest/globals';
import { retryAfterMsOf } from '../../runtime/retry-after';

const now = new Date('2026-10-01T10:00:00Z');

describe('Retry-After', () => {
  test.each<[string | null | undefined, number | undefined]>([
    ['3', 3_000],
    ['0.5', 500],
    ['0', 0],
    ['-4', 0],
    ['Thu, 01 Oct 2026 10:00:07 GMT', 7_000],
    ['Thu, 01 Oct 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [' ', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j asks to wait for %j ms', (value, milliseconds) => {
    expect(retryAfterMsOf(value, now)).toBe(milliseconds);
  });
});
