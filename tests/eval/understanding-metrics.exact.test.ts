import { describe, expect, test } from '@jest/globals';
import type { Metric } from '../../eval/metric';
import { judgeHandOff, judgeLabels, judgeSlots, judgeWishes } from '../../eval/understanding-metrics';
import { calm, extractionOf } from '../domain/examples';
import { played } from './played';

const valueOf = (metrics: readonly Metric[], name: string) => {
  const metric = metrics.find(one => one.name === name);
  return metric && { value: metric.value, of: metric.of };
};
const sure = (value: string, counts: boolean | 'either' = true) => ({ value: [value], counts });

describe('precision and recall of slots', () => {
  const messages = [
    // Found: two. Missed: none.
    played({
      expect: { told: { area: sure('Austin'), beds: sure('3') } },
      extraction: extractionOf('buyer', { area: ['Austin, TX', 0.9], beds: ['3', 0.9] }),
    }),
    // A wrong value is both wrong and missed; a find that nobody told is wrong.
    played({
      expect: { told: { area: sure('Austin') } },
      extraction: extractionOf('buyer', { area: ['Houston', 0.9], baths: ['2', 0.9] }),
    }),
    // Not sure enough to count is missed.
    played({
      expect: { told: { beds: sure('3') } },
      extraction: extractionOf('buyer', { beds: ['3', 0.6] }),
    }),
  ];
  const { metrics, mistakes } = judgeSlots(messages);

  test('over all slots: 2 of 4 finds are right, 2 of 4 told are found', () => {
    expect(valueOf(metrics, 'slots.precision')).toEqual({ value: 0.5, of: 4 });
    expect(valueOf(metrics, 'slots.recall')).toEqual({ value: 0.5, of: 4 });
  });

  test('slot by slot', () => {
    expect(valueOf(metrics, 'slots.area.precision')).toEqual({ value: 0.5, of: 2 });
    expect(valueOf(metrics, 'slots.area.recall')).toEqual({ value: 0.5, of: 2 });
    expect(valueOf(metrics, 'slots.beds.precision')).toEqual({ value: 1, of: 1 });
    expect(valueOf(metrics, 'slots.beds.recall')).toEqual({ value: 0.5, of: 2 });
    expect(valueOf(metrics, 'slots.baths.precision')).toEqual({ value: 0, of: 1 });
    expect(valueOf(metrics, 'slots.budget.precision')).toEqual({ value: null, of: 0 });
  });

  test('each mistake is named with what was expected and what came', () => {
    expect(mistakes).toEqual([
      expect.objectContaining({ what: 'slot area', expected: 'Austin', got: 'Houston' }),
      expect.objectContaining({ what: 'slot baths', expected: 'nothing', got: '2' }),
      expect.objectContaining({ what: 'slot beds', expected: '3', got: 'nothing that counts' }),
    ]);
  });

  test('a vague answer must not count, and is not missed', () => {
    const vague = (confidence: number) =>
      judgeSlots([
        played({
          expect: { told: { timeline: sure('soon', false) } },
          extraction: extractionOf('buyer', { timeline: ['soon', confidence] }),
        }),
      ]).metrics;
    expect(valueOf(vague(0.6), 'slots.timeline.precision')).toEqual({ value: null, of: 0 });
    expect(valueOf(vague(0.9), 'slots.timeline.precision')).toEqual({ value: 0, of: 1 });
  });

  test('what may count or not is wrong only with another value', () => {
    const either = (value: string) =>
      judgeSlots([
        played({
          expect: { told: { area: sure('Mesa', 'either') } },
          extraction: extractionOf('seller', { area: [value, 0.9] }),
        }),
      ]).metrics;
    expect(valueOf(either('Mesa'), 'slots.precision')).toEqual({ value: null, of: 0 });
    expect(valueOf(either('Reno'), 'slots.precision')).toEqual({ value: 0, of: 1 });
  });

  test('an answer that never came misses all that was told', () => {
    const none = judgeSlots([played({ expect: { told: { area: sure('Austin') } }, extraction: null })]);
    expect(valueOf(none.metrics, 'slots.recall')).toEqual({ value: 0, of: 1 });
  });
});

describe('labels of a whole message', () => {
  test('one of several intents is enough, no answer is wrong, no label is not judged', () => {
    const { metrics } = judgeLabels([
      played({ expect: { intent: ['researching', 'actively_looking'] } }),
      played({ expect: { intent: ['ready_to_buy'] } }),
      played({ expect: { intent: ['actively_looking'] }, answer: { semantic: null } }),
      played({}),
    ]);
    expect(valueOf(metrics, 'intent.accuracy')).toEqual({ value: 1 / 3, of: 3 });
  });

  test('wishes are right only all together', () => {
    const wishing = { ...calm, wishes: { human: true, appointment: false, call: true } };
    const { metrics, mistakes } = judgeLabels([
      played({ expect: { wishes: ['human', 'call'] }, answer: { semantic: wishing } }),
      played({ expect: { wishes: ['human'] }, answer: { semantic: wishing } }),
    ]);
    expect(valueOf(metrics, 'wishes.accuracy')).toEqual({ value: 0.5, of: 2 });
    expect(mistakes).toEqual([expect.objectContaining({ expected: 'human', got: 'human, call' })]);
  });

  test('temperature and kind of lead come from what is known after the message', () => {
    const extraction = extractionOf('buyer', { area: ['Austin', 0.9], beds: ['3', 0.9] });
    const { metrics } = judgeLabels([
      played({ expect: { temperature: 'warm', lead_type: ['buyer'] }, extraction }),
      played({ expect: { temperature: 'hot', lead_type: ['seller'] }, extraction }),
    ]);
    expect(valueOf(metrics, 'temperature.agreement')).toEqual({ value: 0.5, of: 2 });
    expect(valueOf(metrics, 'lead_type.accuracy')).toEqual({ value: 0.5, of: 2 });
  });

  test('a message that a rule answered has no intent to judge', () => {
    const byRule = played({ expect: { intent: ['researching'] }, over: { readBy: 'rule' } });
    expect(valueOf(judgeLabels([byRule]).metrics, 'intent.accuracy')).toEqual({ value: null, of: 0 });
  });
});

test('each wish has a precision and a recall of its own', () => {
  const wishing = { ...calm, wishes: { human: true, appointment: false, call: false } };
  const { metrics } = judgeWishes([
    played({ expect: { wishes: ['human'] }, answer: { semantic: wishing } }),
    played({ expect: { wishes: [] }, answer: { semantic: wishing } }),
    played({ expect: { wishes: ['human', 'call'] } }),
  ]);
  expect(valueOf(metrics, 'wishes.human.precision')).toEqual({ value: 0.5, of: 2 });
  expect(valueOf(metrics, 'wishes.human.recall')).toEqual({ value: 0.5, of: 2 });
  expect(valueOf(metrics, 'wishes.call.recall')).toEqual({ value: 0, of: 1 });
});

test('hand-offs are found, missed, and made where none was needed', () => {
  const handOff = { reason: 'angry' as const, sentence: 'The lead is angry.' };
  const { metrics, mistakes } = judgeHandOff([
    played({ expect: { hands_off: true }, over: { handOff } }),
    played({ expect: { hands_off: true } }),
    played({ expect: { hands_off: false }, over: { handOff } }),
    played({ expect: { hands_off: false } }),
    played({ over: { handOff } }),
  ]);
  expect(valueOf(metrics, 'hand_off.precision')).toEqual({ value: 0.5, of: 2 });
  expect(valueOf(metrics, 'hand_off.recall')).toEqual({ value: 0.5, of: 2 });
  expect(mistakes.map(({ got }) => got)).toEqual(['answered', 'handed off: angry']);
});
