import { expect, test } from '@jest/globals';
import { checkReply } from '../../domain/reply-guard';
import { templateReply, type TemplatePurpose } from '../../domain/reply-templates';
import { tenantOf } from './examples';

const purposes: TemplatePurpose[] = ['fallback', 'opt_out_confirmation', 'opt_in_confirmation', 'help'];
const reply = (purpose: TemplatePurpose, language = 'en', tenantName = 'Canary Homes') =>
  templateReply({ purpose, question: 'budget', leadType: 'buyer', language, tenantName });

test('a fallback thanks and asks the next question', () => {
  expect(reply('fallback')).toBe('Thanks for your message! What budget do you have in mind?');
  expect(reply('fallback', 'es')).toBe('¡Gracias por su mensaje! ¿Qué presupuesto tiene en mente?');
});

test('a fallback without a question promises an answer', () => {
  const input = {
    purpose: 'fallback',
    question: null,
    leadType: 'unknown',
    language: 'en',
    tenantName: 'A',
  } as const;
  expect(templateReply(input)).toContain('get back to you');
});

test('what carriers require is there: who writes, how to stop, how to return', () => {
  for (const language of ['en', 'es']) {
    expect(reply('opt_out_confirmation', language)).toMatch(/^Canary Homes: .*START/);
    expect(reply('opt_in_confirmation', language)).toMatch(/^Canary Homes: .*STOP/);
    expect(reply('help', language)).toMatch(/^Canary Homes: .*STOP/);
  }
});

test.each(purposes)('%s fits one message and passes the guard, whatever the name', purpose => {
  for (const name of ['Canary Homes', '', '{x}', 'Long '.repeat(40)]) {
    for (const language of ['en', 'es', 'fr']) {
      const text = reply(purpose, language, name);
      expect(checkReply(text, { channel: 'SMS', tenant: tenantOf() })).toEqual({ ok: true, text });
    }
  }
});
