import { describe, expect, it } from '@jest/globals';
import type { SlotName } from '../../domain/analysis';
import { readPrompt } from '../../simulator/prompt-reading';
import { qualify } from '../../simulator/qualification-rules';
import { writeReply } from '../../simulator/reply-rules';
import { analyseMeaning } from '../../simulator/semantic-rules';

const promptWith = (lead: string, extra = '') =>
  readPrompt(
    `<conversation channel="SMS" returning="false">
<message from="agent">Thanks!</message>
<message from="lead">${lead}</message>
</conversation>${extra}`,
  );
const answering = (question: string, lead: string) =>
  qualify(promptWith(lead, `<last_question>${question}</last_question>`));

describe('a short answer is read in the light of the last question', () => {
  it.each<[string, string, SlotName, string | null]>([
    ['budget', '500k', 'budget', '$500,000'],
    ['budget', '450,000', 'budget', '$450,000'],
    ['budget', 'under 3,900', 'budget', 'under $3,900'],
    ['budget', '400-450k', 'budget', '$400,000-$450,000'],
    ['budget', '$1.2M max', 'budget', '$1,200,000'],
    ['budget', 'not sure', 'budget', null],
    ['requirements', '3', 'beds', '3'],
    ['requirements', '3 and 2', 'baths', '2'],
    ['requirements', '3/2', 'baths', '2'],
    ['requirements', 'two', 'beds', '2'],
    ['location', 'Springfield', 'area', 'Springfield'],
    ['location', 'yes', 'area', null],
    ['timeline', 'March', 'timeline', 'March'],
    ['timeline', 'in 60 days', 'timeline', 'in 60 days'],
    ['financing', 'yes', 'financing', 'yes, arranged'],
    ['financing', 'no', 'financing', 'not arranged yet'],
    ['motivation', 'Our kids changed schools', 'motivation', 'Our kids changed schools'],
    ['condition', 'some work is fine', 'condition', 'some work is fine'],
    ['price', 'around 650k', 'price', '$650,000'],
    ['none', '3', 'beds', null],
    ['none', 'yes', 'financing', null],
  ])('%s: "%s" gives %s %s', (question, lead, slot, value) => {
    expect(answering(question, lead).slots[slot].value).toBe(value);
  });

  it.each([
    ['rent', 'renter'],
    ['looking to buy', 'buyer'],
    ['sell my place', 'seller'],
  ])('lead type: "%s" is a %s', (lead, type) => {
    expect(answering('lead_type', lead).lead_type).toBe(type);
  });
});

describe('a message is read for all that it tells', () => {
  it('of a seller', () => {
    const { lead_type, slots } = qualify(
      promptWith(
        'I want to sell my house because we are relocating. Hoping for $900k, it needs some work, out in 30 days',
      ),
    );
    expect(lead_type).toBe('seller');
    expect(slots.price.value).toBe('$900,000');
    expect(slots.timeline.value).toBe('in 30 days');
    expect(slots.condition.value).toBe('needs some work');
    expect(slots.motivation.value).toBe('we are relocating');
    expect(slots.budget.value).toBeNull();
  });

  it('in Spanish', () => {
    const prompt = promptWith(
      'Hola, busco una casa de 3 recámaras y 2 baños en Hayward, presupuesto de 600 mil',
    );
    const { slots } = qualify(prompt);
    expect([slots.beds.value, slots.baths.value, slots.area.value, slots.budget.value]).toEqual([
      '3',
      '2',
      'Hayward',
      '$600,000',
    ]);
    expect(analyseMeaning(prompt).language).toBe('es');
    expect(writeReply(prompt).reply).toBe(
      'Entendido, 3 recámaras y 2 baños en Hayward. Nuestro equipo le escribirá con los siguientes pasos.',
    );
  });

  it('and not for what merely looks like it', () => {
    const { slots } = qualify(promptWith('My number is 510-555-0123, I have 2 kids. Do they allow pets?'));
    expect(slots.budget.value).toBeNull();
    expect(slots.must_haves.value).toBeNull();
  });

  it('a newer answer wins, and wishes add up', () => {
    const prompt = readPrompt(
      '<conversation><message from="lead">2 beds in Campbell with a pool</message><message from="agent">Ok</message><message from="lead">Make it 3 beds in Fairfield, and we have a dog</message></conversation>',
    );
    const { slots } = qualify(prompt);
    expect([slots.beds.value, slots.area.value, slots.must_haves.value]).toEqual([
      '3',
      'Fairfield',
      'pool, pets allowed',
    ]);
  });

  it('the day of a visit is no time to move', () => {
    const prompt = readPrompt(
      '<conversation><message from="agent">When would you like to visit?</message><message from="lead">Next week</message></conversation>',
    );
    expect(qualify(prompt).slots.timeline.value).toBeNull();
  });
});

describe('what a lead means is read from the words', () => {
  it.each([
    ['can I talk to a real person?', { wishes: { human: true, appointment: false, call: false } }],
    ['please call me tomorrow', { wishes: { human: false, appointment: false, call: true } }],
    ['can I schedule a visit', { wishes: { human: false, appointment: true, call: false } }],
    ['this is ridiculous, is this a scam?', { sentiment: 'angry', objections: ['trust'] }],
    ['I need to ask my wife', { objections: ['family_decision'] }],
    ['just looking, no rush', { primary_intent: 'just_browsing', urgency: 'low' }],
    ['we are pre-approved and ready to make an offer', { primary_intent: 'ready_to_buy' }],
    ['That sounds perfect, thank you', { sentiment: 'very_positive' }],
  ])('"%s"', (lead, expected) => {
    expect(analyseMeaning(promptWith(lead))).toMatchObject(expected);
  });
});

describe('a reply', () => {
  it('greets at first contact and when a lead returns', () => {
    const first = readPrompt('<conversation><message from="lead">Hello</message></conversation>');
    expect(writeReply(first).reply).toMatch(/^Hi \{first_name\}! /);
    const again = readPrompt(
      '<conversation returning="true"><message from="agent">Hi</message><message from="lead">Hello again</message></conversation>',
    );
    expect(writeReply(again).reply).toMatch(/^Welcome back, \{first_name\}! /);
  });

  it('says a number as the lead said it', () => {
    expect(writeReply(promptWith('a two bedroom please')).reply).toContain('two-bedroom');
  });

  it('reads escaped text as it was written', () => {
    expect(promptWith('less &lt; more &amp; &quot;x&quot;').messages.at(-1)?.text).toBe('less < more & "x"');
  });
});
