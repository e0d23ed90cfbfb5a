import { describe, expect, test } from '@jest/globals';
import type { SlotName } from '../../domain/analysis';
import { meansOneOf } from '../../eval/slot-values';

describe('two values mean the same', () => {
  test.each<[SlotName, string, string]>([
    ['budget', '$450,000', 'under 450k'],
    ['budget', '$400,000-$450,000', '400-450k'],
    ['budget', 'up to $280,000', 'hasta 280 mil'],
    ['budget', 'up to $1,800 per month', '$1800/month'],
    ['budget', '$1,200,000', '1.2 million'],
    ['price', '$390,000', '390k'],
    ['beds', '3', 'three'],
    ['beds', '3+', 'at least 3'],
    ['baths', '2.5', '2.5 baths'],
    ['area', 'Austin', 'Austin, TX'],
    ['area', 'San Jose', 'the San Jose area'],
    ['area', 'Fremont, Hayward', 'Hayward or Fremont'],
    ['area', 'not downtown', 'not in downtown'],
    ['timeline', 'in about a month', '30 days'],
    ['timeline', 'March 1', 'by March 1'],
    ['must_haves', 'garage, yard', 'a yard, garage, no HOA'],
    ['motivation', 'downsiz', 'we are downsizing'],
    ['financing', 'preaprobado', 'Preaprobado por el banco'],
  ])('%s: %j and %j', (slot, label, found) => {
    expect(meansOneOf(slot, [label], found)).toBe(true);
  });
});

describe('two values do not', () => {
  test.each<[SlotName, string, string]>([
    ['budget', '$450,000', '$460,000'],
    ['budget', 'under $450,000', 'over $450,000'],
    ['budget', '$400,000-$450,000', '$450,000'],
    ['beds', '3', '3+'],
    ['beds', '3', 'some'],
    ['baths', '2', '3'],
    ['area', 'Austin', 'Houston'],
    ['area', 'not downtown', 'downtown'],
    ['area', 'San Jose', 'San Juan'],
    ['area', 'Fremont', 'Fremont, Hayward'],
    ['timeline', 'in about a month', 'next year'],
    ['must_haves', 'garage, yard', 'garage'],
    ['motivation', 'new job', 'a new baby'],
  ])('%s: %j and %j', (slot, label, found) => {
    expect(meansOneOf(slot, [label], found)).toBe(false);
  });
});

test('one label of several is enough', () => {
  expect(meansOneOf('financing', ['preaprobado', 'pre-approved'], 'pre-approved with Chase')).toBe(true);
});
