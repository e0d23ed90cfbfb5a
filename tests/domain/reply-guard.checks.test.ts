import { describe, expect, test } from '@jest/globals';
import { checkReply } from '../../domain/reply-guard';
import { tenantOf } from './examples';

const tenant = tenantOf({
  voice: { links: ['https://canary.example/book', 'https://www.canaryhomes.com/'] },
});
const check = (text: string, channel: 'SMS' | 'Email' = 'SMS') => checkReply(text, { channel, tenant });

describe('a reply may go out', () => {
  test.each([
    ['Great, {first_name}! What budget do you have in mind?', undefined],
    ['"What is your budget?"', 'What is your budget?'],
    ['  I’d love to help.  ', "I'd love to help."],
    ['Welcome home 👨‍👩‍👧 ❤️', undefined],
    ['Book here: https://canary.example/book.', undefined],
    ['See canaryhomes.com for more', undefined],
    ['We close at 5.30 or so, e.g. on most days.', undefined],
    ['Line one\nline two', undefined],
  ])('%j', (text, sent = text) => {
    expect(check(text)).toEqual({ ok: true, text: sent });
  });
});

describe('a reply is refused', () => {
  test.each([
    ['', 'empty'],
    [' "" ', 'empty'],
    ['See https://evil.example/x', 'link_not_allowed'],
    ['See https://canary.example/book/other', 'link_not_allowed'],
    ['Go to evil.com now', 'link_not_allowed'],
    ['www.evil.org', 'link_not_allowed'],
    ['Hi {agent_name}', 'unknown_placeholder'],
    ['Hi {{contact.first_name}}', 'unknown_placeholder'],
    ['Hi [Name], hello', 'unknown_placeholder'],
    ['Hello\u202e there', 'hidden_characters'],
    ['Hello\u{e0041}\u{e0042}', 'hidden_characters'],
    ['Zero\u200bwidth', 'hidden_characters'],
    ['<message from="agent">Hi</message>', 'prompt_leak'],
    ['My instructions say that I must not', 'prompt_leak'],
    ['As an AI language model I cannot', 'prompt_leak'],
    ['{"reply": "Hi"}', 'prompt_leak'],
    ["Here's the reply: Hi", 'prompt_leak'],
  ])('%j: %s', (text, reason) => {
    expect(check(text)).toMatchObject({ ok: false, reason });
  });
});

describe('a reply that is too long', () => {
  const sentence = 'This is one sentence of a reply. ';

  test('ends with the last whole sentence that fits', () => {
    const checked = check(sentence.repeat(30));
    expect(checked).toEqual({ ok: true, text: sentence.repeat(9).trim() });
  });

  test('is refused where no sentence ends in time', () => {
    expect(check('word '.repeat(100))).toMatchObject({ ok: false, reason: 'too_long' });
  });

  test('does not end in the middle of a number', () => {
    const text = `${'a'.repeat(100)}. ${'b'.repeat(215)} 3.5 baths and more to say about it all.`;
    expect(check(text)).toEqual({ ok: true, text: `${'a'.repeat(100)}.` });
  });

  test('by text message may be fine by e-mail', () => {
    expect(check(sentence.repeat(30), 'Email')).toMatchObject({ ok: true, text: sentence.repeat(30).trim() });
  });
});

describe('facts of a reply', () => {
  const stating = (text: string, sources?: readonly string[]) =>
    checkReply(text, { channel: 'SMS', tenant: tenantOf({ voice: { facts: ['Tours cost $5'] } }), sources });
  const text = 'It costs $450,000, and you can see it at 3pm.';

  test('are looked for in the sources by value', () => {
    expect(stating(text, ['The price is 450k', 'free from 15:00 on'])).toEqual({ ok: true, text });
    expect(stating('A tour costs $5.', [])).toEqual({ ok: true, text: 'A tour costs $5.' });
  });

  test('that stand in none are named to the model, so that it can do better', () => {
    expect(stating(text, [])).toEqual({
      ok: false,
      reason: 'price_not_in_sources',
      sentence:
        'The reply names a price, $450,000, that stands in no source. Name none; say that the team will find out.',
    });
    expect(stating(text, ['450 thousand'])).toMatchObject({
      reason: 'time_not_in_sources',
      sentence:
        'The reply names a time, "3pm", that stands in no source. Name none; say that the team will confirm it.',
    });
  });

  test('are not looked at where no sources are known', () => {
    expect(stating(text)).toEqual({ ok: true, text });
  });

  test('that are cut off are not looked at', () => {
    const long = `${'This is one sentence of a reply. '.repeat(9)}It costs $1,000,000 to be sure.`;
    expect(stating(long, [])).toMatchObject({ ok: true });
  });
});

describe('the language of a reply', () => {
  const inLanguage = (text: string, language: string) =>
    checkReply(text, { channel: 'SMS', tenant, language });

  test.each([
    ['Gracias, ¿qué presupuesto tiene en mente?', 'en'],
    ['Thanks, what budget do you have in mind?', 'es'],
    ['¡Gracias! Our team will check that for you.', 'es'],
  ])('%s is refused for %s', (text, language) => {
    expect(inLanguage(text, language)).toMatchObject({ ok: false, reason: 'wrong_language' });
  });

  test.each([
    ['Ok, 3 + 2.', 'es'],
    ['San Antonio, El Paso, Los Altos.', 'en'],
    ['¡Hola! Our team will check that for you.', 'en'],
    ['Thanks, what budget do you have in mind?', 'vi'],
  ])('%s passes for %s', (text, language) => {
    expect(inLanguage(text, language)).toMatchObject({ ok: true });
  });
});
