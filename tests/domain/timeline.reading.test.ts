import { expect, test } from '@jest/globals';
import { daysOf } from '../../domain/timeline';

test.each([
  ['in a month', 30],
  ['30 days', 30],
  ['within 30 to 45 days', 45],
  ['30-45 days', 45],
  ['45d', 45],
  ['asap', 0],
  ['ASAP!', 0],
  ['right away', 0],
  ['as soon as possible', 0],
  ['6 weeks', 42],
  ['six weeks', 42],
  ['a couple of weeks', 14],
  ['a few months', 90],
  ['1.5 months', 45],
  ['1 to 2 months', 60],
  ['half a year', 183],
  ['next year', 365],
  ['2 years', 730],
  ['not for another 3 months', 90],
  ['this month', 30],
  ['next month', 45],
  ['next week', 14],
  ['no rush', 365],
  ['en un mes', 30],
  ['2 semanas', 14],
  ['lo antes posible', 0],
  ['el próximo año', 365],
  ['dos años', 730],
])('%j reaches %d days', (text, days) => {
  expect(daysOf(text)).toBe(days);
});

test.each(['', 'flexible', 'in June', 'yes', 'not right away', 'not now', '3 beds', 'maybe'])(
  '%j names no number of days',
  text => {
    expect(daysOf(text)).toBeNull();
  },
);
