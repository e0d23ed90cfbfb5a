import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { slotNames } from '../../domain/analysis';
import { assess, mergeExtraction } from '../../domain/qualification';
import { answerTo, shareOf } from '../../domain/qualification-answers';
import { buyerQuestions, emptyFlow, sellerQuestions } from '../../domain/qualification-flow';
import { buyerWeights, sellerWeights } from '../../domain/qualification-scoring';
import { questionText } from '../../domain/question-texts';
import { leadTypes, stages, temperatures } from '../../domain/vocabulary';
import { extractionOf, flowOf, fullFlowOf } from './examples';

const sum = (weights: Readonly<Record<string, number>>): number =>
  Object.values(weights).reduce((total, weight) => total + weight, 0);

describe('a buyer’s score', () => {
  test('is made of weights that sum to 100', () => expect(sum(buyerWeights)).toBe(100));

  test('counts each answer from a confidence of 0.7', () => {
    expect(assess(flowOf('buyer', { budget: ['$500k', 0.7] })).score).toBe(30);
    expect(assess(flowOf('buyer', { budget: ['$500k', 0.69] })).score).toBe(0);
    expect(assess(flowOf('buyer', { timeline: ['soon', 0.9], area: ['Austin', 0.9] })).score).toBe(45);
  });

  test('takes beds, baths or must-haves as the answer about requirements, once', () => {
    expect(assess(flowOf('buyer', { beds: ['3', 0.9] })).score).toBe(15);
    expect(assess(flowOf('buyer', { must_haves: ['garage', 0.8] })).score).toBe(15);
    expect(assess(flowOf('buyer', { beds: ['3', 0.9], baths: ['2', 0.9] }))).toMatchObject({
      score: 15,
      answered: 1,
    });
  });

  test('counts no answer that says nothing', () => {
    expect(assess(flowOf('buyer', { budget: [null, 1], area: [' ', 1] })).answered).toBe(0);
  });

  test('is complete from 80', () => {
    const most = { budget: ['1', 0.9], timeline: ['1 month', 0.9], area: ['A', 0.9] } as const;
    expect(assess(flowOf('buyer', { ...most, motivation: ['job', 0.9] }))).toMatchObject({
      score: 85,
      complete: true,
    });
    expect(assess(flowOf('buyer', most))).toMatchObject({ score: 75, complete: false });
  });
});

describe('a buyer is', () => {
  const financing: [string, number] = ['cash', 0.9];
  const motivation: [string, number] = ['job', 0.9];
  const condition: [string, number] = ['any', 0.9];

  test('hot from three answers, warm at two, cold below', () => {
    expect(assess(flowOf('buyer', { financing })).temperature).toBe('cold');
    expect(assess(flowOf('buyer', { financing, motivation })).temperature).toBe('warm');
    expect(assess(flowOf('buyer', { financing, motivation, condition })).temperature).toBe('hot');
  });

  test('scored alike as a renter', () => {
    const asBuyer = assess(flowOf('buyer', { financing, motivation }));
    expect(assess(flowOf('renter', { financing, motivation }))).toEqual(asBuyer);
  });
});

describe('a seller', () => {
  const four = {
    motivation: ['job in Denver', 0.9],
    timeline: ['30 days', 0.9],
    condition: ['needs a roof', 0.9],
    price: ['$500k', 0.9],
  } satisfies Parameters<typeof flowOf>[1];

  test('is scored with weights that sum to 100', () => {
    expect(sum(sellerWeights)).toBe(100);
    expect(assess(flowOf('seller', four))).toMatchObject({ score: 100, answered: 4, temperature: 'hot' });
  });

  test('gets half for an answer between 0.5 and 0.7', () => {
    const half = { ...four, price: ['maybe 500', 0.6] as [string, number] };
    expect(assess(flowOf('seller', half))).toMatchObject({ answered: 3.5, score: 85, temperature: 'hot' });
    expect(assess(flowOf('seller', { ...four, price: ['maybe 500', 0.49] })).answered).toBe(3);
  });

  test('is only warm where the timeline is too far away or unknown', () => {
    expect(assess(flowOf('seller', { ...four, timeline: ['next year', 0.9] })).temperature).toBe('warm');
    expect(assess(flowOf('seller', { ...four, timeline: ['flexible', 0.9] })).temperature).toBe('warm');
    expect(assess(flowOf('seller', { ...four, timeline: ['45 days', 0.9] })).temperature).toBe('hot');
  });

  test('is only warm where the answers are of poor quality', () => {
    const unsure = Object.fromEntries(Object.entries(four).map(([name, [value]]) => [name, [value, 0.72]]));
    expect(assess(flowOf('seller', unsure as typeof four)).temperature).toBe('warm');
  });

  test('is warm from 2.5 and cold below', () => {
    const { motivation, timeline } = four;
    expect(assess(flowOf('seller', { motivation, timeline, price: ['?', 0.5] })).temperature).toBe('warm');
    expect(assess(flowOf('seller', { motivation, timeline })).temperature).toBe('cold');
  });
});

describe('the stage of a conversation', () => {
  test('begins with the initial contact, and is rapport once anything is known', () => {
    expect(assess(emptyFlow).stage).toBe('initial_contact');
    expect(assess(flowOf('buyer')).stage).toBe('rapport');
    expect(assess(flowOf('unknown', { area: ['Austin', 0.3] })).stage).toBe('rapport');
  });

  test.each([
    [{ motivation: 0.9 }, 10, 'needs_discovery'],
    [{ area: 0.9 }, 20, 'deep_dive'],
    [{ budget: 0.9, area: 0.9 }, 50, 'refinement'],
    [{ budget: 0.9, timeline: 0.9, beds: 0.9 }, 70, 'urgency'],
    [{ budget: 0.9, timeline: 0.9, area: 0.9, motivation: 0.9 }, 85, 'readiness'],
    [{ budget: 0.9, timeline: 0.9, area: 0.9, beds: 0.9, motivation: 0.9 }, 100, 'next_steps'],
  ])('with %j is at %d points %s', (answers, score, stage) => {
    const given = Object.fromEntries(Object.entries(answers).map(([slot, sure]) => [slot, ['x', sure]]));
    expect(assess(flowOf('buyer', given))).toMatchObject({ score, stage });
  });
});

describe('the next question', () => {
  test('is who the lead is, where that is unknown', () => {
    expect(assess(emptyFlow).nextQuestion).toBe('lead_type');
  });

  test('is the open one that weighs most', () => {
    expect(assess(flowOf('buyer')).nextQuestion).toBe('budget');
    expect(assess(flowOf('buyer', { budget: ['1', 0.9] })).nextQuestion).toBe('timeline');
    expect(assess(flowOf('seller', { price: ['1', 0.9] })).nextQuestion).toBe('timeline');
  });

  test('is not the same twice in a row while there are others', () => {
    expect(assess({ ...flowOf('buyer'), lastQuestion: 'budget' }).nextQuestion).toBe('timeline');
    expect(assess({ ...emptyFlow, lastQuestion: 'lead_type' }).nextQuestion).toBe('timeline');
  });

  test('is asked again where it is the only one open', () => {
    const flow = fullFlowOf('seller', 0.9, ['maybe 500', 0.6]);
    expect(assess({ ...flow, lastQuestion: 'price' }).nextQuestion).toBe('price');
  });

  test('is none when all is told', () => {
    for (const type of ['buyer', 'seller', 'renter'] as const) {
      expect(assess(fullFlowOf(type, 0.9)).nextQuestion).toBeNull();
    }
  });

  test('has words for every lead in both languages', () => {
    for (const question of ['lead_type', ...buyerQuestions, ...sellerQuestions] as const) {
      for (const type of leadTypes) {
        expect(questionText(question, type, 'en')).toMatch(/\?$/);
        expect(questionText(question, type, 'es')).toMatch(/^¿.*\?$/);
        expect(questionText(question, type, 'fr')).toBe(questionText(question, type, 'en'));
      }
    }
  });

  test('speaks of rent to renters and of selling to sellers', () => {
    expect(questionText('budget', 'renter', 'en')).toContain('rent');
    expect(questionText('timeline', 'seller', 'en')).toContain('30 to 45 days');
  });
});

describe('what a message told is merged', () => {
  test('two answers in one sentence are two answers', () => {
    const merged = mergeExtraction(
      emptyFlow,
      extractionOf('buyer', { beds: ['3', 0.9], budget: ['$500k', 0.9] }),
    );
    expect(merged).toEqual(flowOf('buyer', { beds: ['3', 0.9], budget: ['$500k', 0.9] }));
  });

  test('a newer sure answer replaces an older one, even a surer one', () => {
    const merged = mergeExtraction(
      flowOf('buyer', { area: ['Austin', 0.95] }),
      extractionOf('buyer', { area: ['Dallas', 0.75] }),
    );
    expect(merged.slots.area).toEqual({ value: 'Dallas', confidence: 0.75 });
  });

  test('an unsure answer does not displace a surer one', () => {
    const flow = flowOf('buyer', { area: ['Austin', 0.75] });
    expect(mergeExtraction(flow, extractionOf('buyer', { area: ['Dallas?', 0.6] }))).toEqual(flow);
  });

  test('the same heard again is never less sure', () => {
    const flow = flowOf('buyer', { area: ['Austin', 0.95] });
    expect(
      mergeExtraction(flow, extractionOf('buyer', { area: ['austin', 0.7] })).slots.area?.confidence,
    ).toBe(0.95);
  });

  test('the lead’s type stays unless it is newly known', () => {
    expect(mergeExtraction(flowOf('seller'), extractionOf('unknown')).leadType).toBe('seller');
    expect(mergeExtraction(flowOf('seller'), extractionOf('renter')).leadType).toBe('renter');
  });

  test('the question last asked is kept', () => {
    expect(
      mergeExtraction({ ...emptyFlow, lastQuestion: 'budget' }, extractionOf('buyer')).lastQuestion,
    ).toBe('budget');
  });

  const confidence = fc.double({ min: 0, max: 1, noNaN: true });
  const answers = fc.dictionary(
    fc.constantFrom(...slotNames),
    fc.tuple(fc.option(fc.constantFrom('a', 'b', ' ')), confidence),
  );
  const anyFlow = fc
    .tuple(fc.constantFrom(...leadTypes), answers)
    .map(([type, given]) => flowOf(type, given));
  const anyExtraction = fc
    .tuple(fc.constantFrom(...leadTypes), answers)
    .map(([type, given]) => extractionOf(type, given));

  test('never loses an answer that counts, and erases nothing', () => {
    fc.assert(
      fc.property(anyFlow, anyExtraction, (flow, extraction) => {
        const merged = mergeExtraction(flow, extraction);
        for (const question of [...buyerQuestions, ...sellerQuestions]) {
          expect(shareOf({ ...merged, leadType: 'seller' }, question)).toBeGreaterThanOrEqual(
            shareOf({ ...flow, leadType: 'seller' }, question),
          );
          if (answerTo(flow, question)) expect(answerTo(merged, question)).not.toBeNull();
        }
      }),
    );
  });

  test('changes nothing when it is merged twice', () => {
    fc.assert(
      fc.property(anyFlow, anyExtraction, (flow, extraction) => {
        const once = mergeExtraction(flow, extraction);
        expect(mergeExtraction(once, extraction)).toEqual(once);
      }),
    );
  });

  test('yields an assessment within its bounds', () => {
    fc.assert(
      fc.property(anyFlow, flow => {
        const { score, temperature, stage, nextQuestion } = assess(flow);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(Number.isInteger(score)).toBe(true);
        expect(temperatures).toContain(temperature);
        expect(stages).toContain(stage);
        if (nextQuestion !== null && nextQuestion !== 'lead_type')
          expect(shareOf(flow, nextQuestion)).toBeLessThan(1);
      }),
    );
  });
});
