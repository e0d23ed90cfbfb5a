import { describe, expect, test } from '@jest/globals';
import { buyerQuestions, sellerQuestions } from '../../domain/qualification-flow';
import { questionText } from '../../domain/question-texts';
import { checkReply, type ReplyCheck } from '../../domain/reply-guard';
import { templateReply } from '../../domain/reply-templates';
import { leadTypes } from '../../domain/vocabulary';
import { attacks } from './attacks';
import { tenantOf } from './examples';
import { goodReplies } from './good-replies';
import { hostileReplies, sources } from './hostile-replies';

const tenant = tenantOf({
  voice: {
    facts: ['We are open Mon-Fri 9 am to 6 pm', 'Our commission is 2.5%', 'Our office: 100 Congress Avenue'],
    links: ['https://canary.example/book'],
  },
});
const check = (text: string, language: string): ReplyCheck =>
  checkReply(text, { channel: 'SMS', tenant, language, sources });

describe('what an obeying model would answer is refused', () => {
  test.each(hostileReplies)('$reason: $text', ({ text, reason, language }) => {
    const checked = check(text, language);
    expect(checked).toMatchObject({ ok: false, reason });
    // One line, short, and no tag that the request for another reply would have to escape.
    expect(checked.ok || checked.sentence).toMatch(/^[^\n]{10,250}\.$/);
  });

  test('as often as the attacks are many', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(70);
    expect(hostileReplies.length).toBeGreaterThanOrEqual(40);
  });
});

describe('a good reply passes', () => {
  const all = (['en', 'es'] as const).flatMap(language =>
    goodReplies[language].map(text => ({ language, text })),
  );

  test.each(all)('$language: $text', ({ language, text }) => {
    expect(check(text, language)).toEqual({ ok: true, text });
  });

  const asked = (['en', 'es'] as const).flatMap(language =>
    leadTypes.flatMap(leadType =>
      [...new Set(['lead_type', ...buyerQuestions, ...sellerQuestions] as const)].map(question => ({
        language,
        leadType,
        question,
      })),
    ),
  );

  test.each(asked)(
    '$language: the question for $question to a $leadType',
    ({ language, leadType, question }) => {
      const text = questionText(question, leadType, language);
      expect(check(text, language)).toEqual({ ok: true, text });
      const reply = templateReply({
        purpose: 'fallback',
        question,
        leadType,
        language,
        tenantName: 'Canary',
      });
      expect(check(reply, language)).toEqual({ ok: true, text: reply });
    },
  );
});
