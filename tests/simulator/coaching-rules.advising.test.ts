import { describe, expect, test } from '@jest/globals';
import { defaultProfile } from '../../domain/agent-context';
import type { CoachingAdvice } from '../../domain/coaching';
import { isRepeatableAdvice, usableAdvice } from '../../domain/coaching-advice';
import { coachingAdviceSchema } from '../../domain/coaching.schema';
import { coachingSituation, type CoachingFacts } from '../../domain/coaching-situation';
import { locationId } from '../../domain/ids';
import { coachingPrompt } from '../../domain/prompts/coaching';
import { emptyFlow } from '../../domain/qualification-flow';
import { advise } from '../../simulator/coaching-rules';
import { readPrompt } from '../../simulator/prompt-reading';
import { contextOf, flowOf, nobody, tenantOf } from '../domain/examples';

const tenant = tenantOf();

function situationOf(lines: Parameters<typeof contextOf>[0], more: Partial<CoachingFacts> = {}) {
  const { messages } = contextOf(lines);
  const last = Date.parse(messages.at(-1)?.dateAdded ?? '');
  return coachingSituation({
    locationId: locationId('loc'),
    tenant,
    tenantVersion: 1,
    messages,
    channel: 'SMS',
    identity: nobody,
    flow: emptyFlow,
    profile: defaultProfile,
    state: 'open',
    now: new Date(last + 60_000),
    ...more,
  });
}

const adviceOn = (
  lines: Parameters<typeof contextOf>[0],
  more: Partial<CoachingFacts> = {},
): CoachingAdvice => advise(readPrompt(coachingPrompt(situationOf(lines, more), tenant).user));

const later = (hours: number): Partial<CoachingFacts> => ({
  now: new Date(Date.parse('2026-01-01T12:00:00Z') + hours * 3_600_000),
});

describe('the simulated coach', () => {
  test('has the next question answered, and proposes the message', () => {
    const advice = adviceOn([['lead', 'I want to buy a home']], { flow: flowOf('buyer') });
    expect(advice.summary).toMatch(/wants to buy/);
    expect(advice.nextStep).toContain('What budget do you have in mind?');
    expect(advice.suggestedReply).toMatch(/What budget do you have in mind\?$/);
  });

  test.each<[string, Parameters<typeof contextOf>[0], Partial<CoachingFacts>, RegExp]>([
    ['a wish to be called', [['lead', 'Please call me']], {}, /^Call the lead now/],
    ['a wish for a person', [['lead', 'I want to talk to a real person']], {}, /^Write to the lead yourself/],
    ['a wish to see a home', [['lead', 'Can I schedule a visit?']], {}, /^Offer the lead a choice/],
    ['a lead who has waited', [['lead', 'Is it available?']], later(5), /^Call the lead today/],
    ['a silent assistant', [['lead', 'ok']], { state: 'bot_sleeps' }, /^Answer the lead yourself/],
    [
      'an answer that is out',
      [
        ['lead', 'hi'],
        ['bot', 'Hello!'],
      ],
      {},
      /^Wait for the lead/,
    ],
    [
      'a lead who went silent',
      [
        ['lead', 'hi'],
        ['bot', 'Hello!'],
      ],
      later(50),
      /^Follow up/,
    ],
    ['an opt-out', [['lead', 'Call me']], { state: 'must_not_be_written_to' }, /^Leave the lead alone/],
  ])('knows what to do with %s', (_name, lines, more, step) => {
    expect(adviceOn(lines, more).nextStep).toMatch(step);
  });

  test('proposes no message to a lead who wants none, nor on top of an answer', () => {
    expect(adviceOn([['lead', 'hi']], { state: 'must_not_be_written_to' }).suggestedReply).toBeNull();
    expect(
      adviceOn([
        ['lead', 'hi'],
        ['bot', 'Hello!'],
      ]).suggestedReply,
    ).toBeNull();
    expect(
      adviceOn(
        [
          ['lead', 'hi'],
          ['bot', 'Hello!'],
        ],
        later(50),
      ).suggestedReply,
    ).toContain('{first_name}');
  });

  test('warns of what it sees', () => {
    expect(adviceOn([['lead', 'this is ridiculous, way too expensive']]).watchOut).toHaveLength(2);
    expect(adviceOn([['lead', 'is this a scam?']]).watchOut.join(' ')).toContain('say plainly who you are');
  });

  test('coaches in the style that is asked for', () => {
    const profile = { ...defaultProfile, coaching: { style: 'aggressive', intensity: 'critical' } } as const;
    expect(adviceOn([['lead', 'Please call me']], { profile }).nextStep).toMatch(/commitment/);
  });

  test('speaks Spanish to the agent, and to the lead, each where it is theirs', () => {
    const spanishOffice = { tenant: tenantOf({ languages: ['es'] }) };
    const both = adviceOn([['lead', 'Hola, quiero comprar una casa']], spanishOffice);
    expect(both.summary).toMatch(/^El cliente/);
    expect(both.suggestedReply).toMatch(/Hola/);
    const lead = adviceOn([['lead', 'Hola, quiero comprar una casa']]);
    expect(lead.summary).toMatch(/^The lead/);
    expect(lead.suggestedReply).toMatch(/Hola/);
  });

  test('fits the form, passes the checks and may be kept, whatever the situation', () => {
    const texts = [
      'hi',
      'Please call me',
      'too expensive',
      'Hola, busco casa',
      'I want to sell',
      'is this a scam?',
    ];
    const states = ['open', 'bot_sleeps', 'must_not_be_written_to'] as const;
    for (const text of texts)
      for (const state of states)
        for (const now of [later(0.1), later(5), later(50)])
          for (const languages of [['en'], ['es']]) {
            const office = tenantOf({ languages });
            const situation = situationOf([['lead', text]], { state, tenant: office, ...now });
            const advice = advise(readPrompt(coachingPrompt(situation, office).user));
            expect(coachingAdviceSchema.parse(advice)).toEqual(advice);
            expect(usableAdvice(advice, situation, office)).toEqual(advice);
            expect([text, advice, isRepeatableAdvice(advice, situation, office)]).toEqual([
              text,
              advice,
              true,
            ]);
          }
  });
});
