import { describe, expect, test } from '@jest/globals';
import type { LabelledMessage } from '../../eval/labels';
import { recordedDialogue } from '../../eval/recorded-dialogues';

const lead = (text: string, slots: Record<string, string> = {}, intent = 'FindApartment') => ({
  ...{ speaker: 'lead', text, intent, slots },
});
const agent = (text: string) => ({ speaker: 'agent', text });
const turnsOf = (...turns: object[]) => recordedDialogue({ id: 'd', services: ['Homes_1'], turns }).turns;
const messagesOf = (...turns: object[]): LabelledMessage[] =>
  turnsOf(...turns).flatMap(turn => (turn.speaker === 'lead' ? [turn] : []));

describe('a recorded dialogue', () => {
  test('labels place, rooms and pets in our words', () => {
    const [message] = messagesOf(
      lead('2 bed 1 bath in Fremont, with a cat', {
        ...{ area: 'Fremont', number_of_beds: '2', number_of_baths: '1', pets_allowed: 'True' },
        property_name: 'Amber Court',
      }),
    );
    expect(message?.slots).toEqual({
      area: { value: ['Fremont'], counts: true },
      beds: { value: ['2'], counts: true },
      baths: { value: ['1'], counts: true },
      must_haves: { value: ['pet'], counts: true },
    });
  });

  test('says what the office asked, by which a bare answer is read', () => {
    const asks = turnsOf(
      agent('How many bedrooms do you need?'),
      agent('Which area are you looking in?'),
      agent('When would you like to visit?'),
      agent('Is there anything else?'),
    ).map(turn => (turn.speaker === 'agent' ? turn.asks : undefined));
    expect(asks).toEqual(['requirements', 'location', null, null]);
  });

  test('of which nobody told a time to move has a find there judged as wrong', () => {
    const [visit, moving] = messagesOf(
      lead('I can visit on March 3rd'),
      lead('I am moving in May, can you hurry'),
    );
    expect(visit?.labelled).toContain('timeline');
    expect(moving?.labelled).not.toContain('timeline');
    expect(moving?.labelled).toEqual(['area', 'beds', 'baths']);
  });

  test('wants a visit where the intent turns to one, and is ready from then on', () => {
    const [, asks, confirms] = messagesOf(
      lead('An apartment in Napa'),
      lead('Can I see it?', {}, 'ScheduleVisit'),
      lead('Yes, that is right', {}, 'ScheduleVisit'),
    );
    expect(asks?.expect).toMatchObject({ intent: ['ready_to_buy'], wishes: ['appointment'] });
    expect(confirms?.expect.intent).toEqual(['ready_to_buy']);
    expect(confirms?.expect.wishes).toBeUndefined();
  });

  test('is warm by place and rooms, unless something else may have been told', () => {
    const slots = { area: 'Napa', number_of_beds: '2' };
    const [plain] = messagesOf(lead('2 bedrooms in Napa', slots));
    const [furnished] = messagesOf(lead('2 bedrooms in Napa, furnished', slots));
    expect(plain?.expect.temperature).toBe('warm');
    expect(furnished?.expect.temperature).toBeUndefined();
  });
});
