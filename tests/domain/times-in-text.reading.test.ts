import { describe, expect, test } from '@jest/globals';
import {
  coveredWeekdaysIn,
  datesIn,
  isSameDate,
  possibleDatesIn,
  relativeDaysIn,
  weekdaysIn,
} from '../../domain/days-in-text';
import { clockTimesIn, isSameTime, possibleTimesIn } from '../../domain/times-in-text';

const shown = (text: string): string[] =>
  clockTimesIn(text).map(({ hour, minute, half }) => `${hour}:${minute} ${half ?? '?'}`);

describe('a time of day is read', () => {
  test.each([
    ['3pm', '3:0 pm'],
    ['3:00 p.m.', '3:0 pm'],
    ['15:00', '3:0 pm'],
    ['a las 3 de la tarde', '3:0 pm'],
    ['a las tres y media', '3:30 ?'],
    ["3 o'clock", '3:0 ?'],
    ['half past three', '3:30 ?'],
    ['noon', '0:0 pm'],
    ['medianoche', '0:0 am'],
    ['at three works', '3:0 ?'],
    ['see you at 3.', '3:0 ?'],
    ['9am', '9:0 am'],
    ['three pm', '3:0 pm'],
  ])('%s', (text, time) => {
    expect(shown(text)).toEqual([time]);
  });

  test('and both ends of a span', () => {
    expect(shown('from 9 am to 6 pm')).toEqual(['9:0 am', '6:0 pm']);
    expect(shown('3-5pm')).toEqual(['3:0 ?', '5:0 pm']);
  });

  test.each([
    '3 beds',
    'at 3 Oak Street',
    'looking at 3 homes',
    '24/7',
    '2.5 baths',
    'a las dos casas',
    '3 days',
  ])('and none in %s', text => {
    expect(shown(text)).toEqual([]);
  });

  test.each([
    ['3pm', '15:00', true],
    ['3pm', 'at 3', true],
    ['3pm', 'how about 3?', true],
    ['3pm', 'between 2 and 3', true],
    ['3pm', '3am', false],
    ['3pm', '3:30 pm', false],
    ['3pm', '3 bed 2 bath', false],
    ['9am', 'open 9-5', true],
  ])('%s may be meant by %s: %s', (stated, said, expected) => {
    const [time] = clockTimesIn(stated);
    const isSaid = possibleTimesIn(said).some(other => time !== undefined && isSameTime(time, other));
    expect(isSaid).toBe(expected);
  });
});

describe('days are read', () => {
  test.each([
    ['on Tuesday', [2]],
    ['el martes', [2]],
    ['Sat at 3', [6]],
    ['Sun City has sun and space', []],
    ['Santo Domingo', []],
    ['el sábado o el domingo', [0, 6]],
  ])('%s', (text, days) => {
    expect(weekdaysIn(text)).toEqual(days);
  });

  test.each([
    ['Mon-Fri', [1, 2, 3, 4, 5]],
    ['Friday through Sunday', [0, 5, 6]],
    ['de lunes a viernes', [1, 2, 3, 4, 5]],
    ['weekdays', [1, 2, 3, 4, 5]],
    ['sat or sun', [0, 6]],
    ['every day', [0, 1, 2, 3, 4, 5, 6]],
  ])('%s covers what lies between', (text, days) => {
    expect([...coveredWeekdaysIn(text)].sort()).toEqual(days);
  });

  test.each([
    ['see you tomorrow', ['tomorrow']],
    ['mañana', ['tomorrow']],
    ['por la mañana', []],
    ['esta mañana', ['today']],
    ['pasado mañana', ['day_after_tomorrow']],
  ])('%s', (text, days) => {
    expect(relativeDaysIn(text)).toEqual(days);
  });
});

describe('dates are read', () => {
  const at = (text: string): string[] => datesIn(text).map(({ month, day }) => `${month ?? '?'}/${day}`);

  test.each([
    ['March 9th', ['3/9']],
    ['the 9th of March', ['3/9']],
    ['9 de marzo', ['3/9']],
    ['3/9/2026', ['3/9']],
    ['on the 9th', ['?/9']],
    ['el 9', ['?/9']],
    ['24/7', []],
    ['1/2 bath', []],
    ['the 2nd bedroom', []],
    ['I may buy 3 homes', []],
    ['in March', []],
  ])('%s', (text, dates) => {
    expect(at(text)).toEqual(dates);
  });

  test.each([
    ['March 9th', '9 de marzo', true],
    ['March 9', 'the 9th works', true],
    ['9/3', 'March 9', true],
    ['March 9', 'September 3', false],
    ['March 9', 'March 10', false],
  ])('%s and %s are one: %s', (one, other, expected) => {
    const [first] = possibleDatesIn(one);
    expect(possibleDatesIn(other).some(said => first !== undefined && isSameDate(first, said))).toBe(
      expected,
    );
  });
});
