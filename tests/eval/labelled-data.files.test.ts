import { describe, expect, test } from '@jest/globals';
import { judgeCode } from '../../eval/code-metrics';
import {
  jsonLines,
  labelledConversations,
  playedConversations,
  textMessages,
} from '../../eval/labelled-data';
import { ownConversationSchema } from '../../eval/labels';
import { attacks } from '../domain/attacks';

const conversations = labelledConversations();
const recorded = conversations.filter(({ kind }) => kind === 'recorded');
const own = conversations.filter(({ kind }) => kind !== 'recorded');
describe('the labelled conversations', () => {
  test('are many, recorded and of our own', () => {
    expect(recorded).toHaveLength(60);
    expect(own.length).toBeGreaterThanOrEqual(40);
    expect(new Set(conversations.map(({ id }) => id)).size).toBe(conversations.length);
  });

  test('of our own are of every kind, in two languages', () => {
    expect(new Set(own.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['buyer', 'seller', 'renter', 'human', 'angry', 'advice', 'opt-out', 'attack', 'off-topic'],
        'returning',
      ]),
    );
    const languages = own.flatMap(({ turns }) =>
      turns.flatMap(turn => (turn.speaker === 'lead' ? [turn.language] : [])),
    );
    expect(languages.filter(language => language === 'es').length).toBeGreaterThanOrEqual(10);
  });

  test('end nowhere with a turn of the office that nobody answers by label', () => {
    for (const { turns } of own) expect(turns.at(-1)?.speaker).toBe('lead');
  });

  test('name what each question of the office asks, so that a bare answer can be read', () => {
    const asking = own.flatMap(({ turns }) =>
      turns.flatMap(turn => (turn.speaker === 'agent' && turn.text.includes('?') ? [turn.asks] : [])),
    );
    expect(asking.length).toBeGreaterThan(20);
    expect(asking).not.toContain(null);
  });

  test('are refused with a label that is in no vocabulary', () => {
    const turn = (expectation: object) => ({
      ...{ id: 'x', kind: 'buyer', channel: 'SMS', language: 'en' },
      turns: [{ speaker: 'lead', text: 'hi', expect: expectation }],
    });
    for (const wrong of [
      { intent: ['curious'] },
      { temperature: 'mild' },
      { told: { colour: { value: ['red'], counts: true } } },
      { reply: { must_not: ['dance'] } },
      { intents: ['researching'] },
    ])
      expect(ownConversationSchema.safeParse(turn(wrong)).success).toBe(false);
    expect(ownConversationSchema.safeParse(turn({ intent: ['researching'] })).success).toBe(true);
  });
});

test('the attacks that are played are those that the guard is tested with', () => {
  const texts = jsonLines('attacks.jsonl').map(line => (line as { text: string }).text);
  expect(texts).toEqual(attacks.map(({ text }) => text));
  expect(playedConversations()).toHaveLength(conversations.length + attacks.length);
});

test('the text messages of others are many, and so are those with a word that might end messages', () => {
  expect(textMessages()).toHaveLength(400);
  expect(textMessages().filter(text => /\b(stop|end|cancel|quit|help)/i.test(text)).length).toBeGreaterThan(
    20,
  );
});

test('the rules that are code are right in every labelled case', () => {
  const { metrics, mistakes } = judgeCode(conversations);
  expect(mistakes).toEqual([]);
  for (const { name, value, of, unit } of metrics) {
    expect([name, value]).toEqual([name, unit === 'count' ? 0 : 1]);
    expect(of).toBeGreaterThanOrEqual(10);
  }
});
