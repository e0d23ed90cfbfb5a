import { describe, expect, test } from '@jest/globals';
import { amountsIn, percentagesIn } from '../../domain/money-in-text';

const moneyIn = (text: string): number[] =>
  amountsIn(text).flatMap(({ value, isMoney }) => (isMoney ? [value] : []));

describe('one sum is read from all its spellings', () => {
  test.each([
    '$400k',
    '$400,000',
    '400,000',
    '400000',
    '400 thousand',
    '400K',
    'US$ 400,000.00',
    '0.4 million',
    'four hundred thousand',
    '400 mil',
    '400.000 dólares',
    'cuatrocientos mil',
  ])('%s', text => {
    expect(moneyIn(text)).toEqual([400_000]);
  });

  test.each([
    ['$1.25M', 1_250_000],
    ['half a million', 500_000],
    ['medio millón', 500_000],
    ['two thousand five hundred a month', 2_500],
    ['dos mil quinientos al mes', 2_500],
    ['rent is 1500', 1_500],
    ['the asking price there is four twenty five', 425],
    ["they'd take 430", 430],
    ['1750 per month', 1_750],
    ['treinta y cinco mil', 35_000],
  ])('%s', (text, value) => {
    expect(moneyIn(text)).toEqual([value]);
  });

  test('and both ends of a range, which share a scale', () => {
    expect(moneyIn('400-450k')).toEqual([400_000, 450_000]);
    expect(moneyIn('$400-$450k')).toEqual([400_000, 450_000]);
    expect(moneyIn('between 1.2 and 1.5 million')).toEqual([1_200_000, 1_500_000]);
  });
});

describe('no money is read', () => {
  test.each([
    '3 bed 2 bath 1,500 sq ft',
    'three bedrooms',
    'at 1234 Oak Street',
    'call me at 510-555-0123',
    '30 to 45 days',
    'built in 1998, by 2027',
    'the 78704 zip code',
    'nine hundred square feet',
    'mil gracias',
    'thanks a million',
    '24/7',
    'on March 15',
    'at 3:30',
    '2 or 3 homes',
  ])('%s', text => {
    expect(moneyIn(text)).toEqual([]);
  });
});

test('a number without scale may mean thousands, and says so', () => {
  expect(amountsIn('around 400')).toEqual([{ value: 400, isMoney: false, isBare: true }]);
});

test('percentages are read in words and signs', () => {
  expect(percentagesIn('6.5% or 3 percent, el 10 por ciento, 2,5 %')).toEqual([6.5, 3, 10, 2.5]);
});
