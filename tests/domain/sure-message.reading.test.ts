import { describe, expect, test } from '@jest/globals';
import type { ConversationContext, LeadIdentity } from '../../domain/lead-message';
import { mergeExtraction } from '../../domain/qualification';
import { emptyFlow, type QualificationFlow } from '../../domain/qualification-flow';
import { questionText } from '../../domain/question-texts';
import { readSurely } from '../../domain/sure-message';

const nobody: LeadIdentity = { firstName: 'Ana', lastName: null, phone: null, email: null };
const buyer: QualificationFlow = { ...emptyFlow, leadType: 'buyer' };
const renter: QualificationFlow = { ...emptyFlow, leadType: 'renter' };
const seller: QualificationFlow = { ...emptyFlow, leadType: 'seller' };

function contextOf(texts: readonly (readonly ['lead' | 'bot' | 'human', string])[]): ConversationContext {
  return {
    channel: 'SMS',
    returning: false,
    identity: nobody,
    listing: null,
    messages: texts.map(([author, text], index) => ({ id: String(index), author, text, dateAdded: '' })),
  };
}

/** The reading of a message that answers one of our questions. */
function answered(flow: QualificationFlow, question: QualificationFlow['lastQuestion'], text: string) {
  const asked = question === null ? 'Our team will follow up.' : questionText(question, flow.leadType, 'en');
  return readSurely(
    contextOf([
      ['lead', 'hi'],
      ['bot', asked],
      ['lead', text],
    ]),
    { ...flow, lastQuestion: question },
  );
}

const told = (flow: QualificationFlow, question: QualificationFlow['lastQuestion'], text: string) => {
  const sure = answered(flow, question, text);
  if (!sure) return null;
  const { slots } = mergeExtraction({ ...flow, lastQuestion: question }, sure.extraction);
  return Object.fromEntries(Object.entries(slots).map(([slot, answer]) => [slot, answer.value]));
};

describe('a bare answer to our last question', () => {
  test.each<[QualificationFlow, 'budget' | 'price' | 'requirements' | 'timeline', string, object]>([
    [buyer, 'budget', '400k', { budget: '$400,000' }],
    [buyer, 'budget', 'around $450,000', { budget: '$450,000' }],
    [buyer, 'budget', '1.2m', { budget: '$1,200,000' }],
    [renter, 'budget', '2000', { budget: '$2,000 per month' }],
    [renter, 'budget', 'Hasta 1,800 al mes', { budget: '$1,800 per month' }],
    [seller, 'price', '525k', { price: '$525,000' }],
    [buyer, 'requirements', '3', { beds: '3' }],
    [buyer, 'requirements', '3/2', { beds: '3', baths: '2' }],
    [buyer, 'requirements', '3 beds and 2.5 baths', { beds: '3', baths: '2.5' }],
    [buyer, 'requirements', '3 recámaras y 2 baños', { beds: '3', baths: '2' }],
    [seller, 'timeline', 'Yes!', { timeline: 'within 30 to 45 days' }],
    [seller, 'timeline', 'Sí, claro', { timeline: 'within 30 to 45 days' }],
  ])('is read as what it answers: %#', (flow, question, text, slots) => {
    expect(told(flow, question, text)).toEqual(slots);
  });

  test.each<[string, QualificationFlow, QualificationFlow['lastQuestion'], string]>([
    ['a number that may mean thousands', buyer, 'budget', '400'],
    ['a price for a renter', renter, 'budget', '400k'],
    ['an amount of a lead of unknown kind', emptyFlow, 'budget', '2000'],
    ['a yes to a question that asks for more', buyer, 'budget', 'yes'],
    ['a yes to one thing or another', buyer, 'financing', 'yes'],
    ['a no', seller, 'timeline', 'no'],
    ['a yes with a condition', seller, 'timeline', 'yes if we find something first'],
    ['forty rooms', buyer, 'requirements', '40'],
    ['a number to a question about time', buyer, 'timeline', '3'],
    ['a question', buyer, 'budget', 'what can I get for 400k?'],
    ['a negation', buyer, 'budget', 'not 400k'],
    ['more than an amount', buyer, 'budget', '400k but I could stretch'],
  ])('is left to Claude where it is not sure: %s', (_what, flow, question, text) => {
    expect(answered(flow, question, text)).toBeNull();
  });

  test('is an answer only to a message of ours that asks, and alone', () => {
    const flow = { ...buyer, lastQuestion: 'budget' as const };
    const question = questionText('budget', 'buyer', 'en');
    expect(
      readSurely(
        contextOf([
          ['human', question],
          ['lead', '400k'],
        ]),
        flow,
      ),
    ).toBeNull();
    expect(
      readSurely(
        contextOf([
          ['bot', 'We will see.'],
          ['lead', '400k'],
        ]),
        flow,
      ),
    ).toBeNull();
    expect(
      readSurely(
        contextOf([
          ['bot', question],
          ['lead', '400k'],
          ['lead', 'or 500k'],
        ]),
        flow,
      ),
    ).toBeNull();
    expect(readSurely(contextOf([['lead', '400k']]), flow)).toBeNull();
    expect(
      readSurely(
        {
          ...contextOf([
            ['bot', question],
            ['lead', '400k'],
          ]),
          returning: true,
        },
        flow,
      ),
    ).toBeNull();
  });
});

describe('a message that tells nothing', () => {
  test.each(['👍', '👍🏽', '🙏🙏', 'ok', 'OK thanks!', 'Thank you so much', 'gracias', 'Perfect.'])(
    'is acknowledged: %s',
    text => {
      expect(answered(buyer, 'budget', text)).toMatchObject({ purpose: 'acknowledged' });
      expect(told(buyer, 'budget', text)).toEqual({});
    },
  );

  test.each([
    '😡',
    '👎',
    'ok?',
    'ok but not now',
    'thanks for nothing',
    'great, when can I see it',
    'k9 friendly?',
  ])('is none where it may mean more: %s', text => expect(answered(buyer, 'budget', text)).toBeNull());

  test('may be a yes where our question can be answered with it', () => {
    for (const text of ['ok', '👍', 'sounds good']) {
      expect(answered(seller, 'timeline', text)).toBeNull();
      expect(answered(buyer, 'condition', text)).toBeNull();
      expect(
        readSurely(
          contextOf([
            ['bot', 'Shall I set up a visit?'],
            ['lead', text],
          ]),
          buyer,
        ),
      ).toBeNull();
    }
  });
});

test('contact details alone are noted, whatever was asked', () => {
  for (const text of [
    '512-555-0134',
    '(512) 555-0134.',
    'ana@example.com',
    '512 555 0134 or ana@example.com',
  ])
    expect(answered(buyer, 'timeline', text)).toMatchObject({ purpose: 'noted' });
  expect(answered(buyer, 'timeline', 'call me at 512-555-0134')).toBeNull();
});
