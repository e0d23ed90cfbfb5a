import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adviceTopicOf } from '../../domain/advice-topics';

describe('a question for advice is known by its topic', () => {
  test.each([
    ['legal', 'is it legal to rent out my basement?'],
    ['legal', 'Can my landlord evict me while I look for a house?'],
    ['legal', 'Hi there. Can the seller back out now?'],
    ['legal', 'Do I need a lawyer to buy a house?'],
    ['legal', 'can i legally keep the deposit'],
    ['legal', 'What are my rights as a tenant?'],
    ['legal', 'how do I evict my tenant'],
    ['legal', 'Can I sell my house while in probate?'],
    ['legal', 'is the contract still binding if I change my mind'],
    ['legal', '¿Me pueden desalojar?'],
    ['legal', '¿Es legal subir la renta así?'],
    ['legal', '¿Puede mi casero quedarse con el depósito?'],
    ['legal', 'Necesito un abogado para esto?'],
    ['tax', 'what are the tax implications of selling'],
    ['tax', 'Will I owe capital gains if I sell this year?'],
    ['tax', 'How does a 1031 exchange work?'],
    ['tax', 'can I write off the mortgage interest?'],
    ['tax', 'Do I have to pay taxes on the profit?'],
    ['tax', '¿Tengo que pagar impuestos al vender la casa?'],
    ['tax', '¿Puedo deducir los intereses?'],
    ['lending', 'should I take a 30 year fixed'],
    ['lending', 'Which lender should I use?'],
    ['lending', 'Can you recommend a good lender?'],
    ['lending', 'is FHA or conventional better for me?'],
    ['lending', 'Should we refinance first?'],
    ['lending', 'How much house can I afford?'],
    ['lending', 'Can I get a loan with bad credit?'],
    ['lending', 'what interest rate would I get'],
    ['lending', '¿Qué banco me recomienda?'],
    ['lending', '¿Me conviene refinanciar?'],
    ['lending', '¿Califico para un préstamo FHA?'],
  ])('%s: %s', (topic, text) => {
    expect(adviceTopicOf(text)).toBe(topic);
  });
});

describe('no advice is asked for', () => {
  test.each([
    'are you approved for financing?',
    'I have a lender',
    "I'm pre-approved with an FHA loan",
    'FHA or conventional, we are fine with both',
    "what's the tax on this house per year?",
    'How much are the property taxes?',
    'Is the property tax included in the rent?',
    "We're doing a 1031 exchange",
    "I'm in the middle of a divorce",
    'I got evicted last year, is that ok?',
    'My lease is up in May',
    'Is this a legal two family?',
    'Are dogs allowed?',
    'can the seller leave the fridge?',
    'does the seller pay closing costs?',
    'what credit score do I need to rent?',
    'Should I get pre-approved first?',
    'is it a good time to buy?',
    'My attorney will send the papers',
    'What rate is the rent going up?',
    '¿Cuánto es el impuesto predial?',
    'Ya tengo un banco',
    '¿Aceptan mascotas?',
    '¿Puedo ver la casa mañana?',
    '',
  ])('%s', text => {
    expect(adviceTopicOf(text)).toBeNull();
  });

  test('in 2,788 everyday messages but the one that speaks of legal advice', () => {
    const lines = readFileSync(join(__dirname, '../data/sms/sms-messages.tsv'), 'utf8').split('\n');
    const hits = lines.filter(line => adviceTopicOf(line) !== null);
    expect(hits).toHaveLength(1);
    expect(hits[0]).toContain('talk to you about some legal advice');
  });
});
