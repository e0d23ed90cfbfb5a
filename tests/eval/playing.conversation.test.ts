import { describe, expect, test } from '@jest/globals';
import type { LeadToAnswer } from '../../claude/answering';
import type { Answering } from '../../eval/answering';
import { ownConversation } from '../../eval/own-conversations';
import { playConversation } from '../../eval/playing';
import { calm, extractionOf } from '../domain/examples';

const lead = (text: string, returning = false) => ({ speaker: 'lead', text, returning, expect: {} });
const agent = (text: string, asks: string | null) => ({ speaker: 'agent', text, asks });
const conversation = (...turns: object[]) =>
  ownConversation({ id: 'c', kind: 'buyer', language: 'en', channel: 'SMS', turns });

/** Notes what it is asked, and understands the same of everything. */
function noting(): { answering: Answering; asked: LeadToAnswer[] } {
  const asked: LeadToAnswer[] = [];
  return {
    asked,
    answering: async given => {
      asked.push(given);
      const extraction = extractionOf('buyer', { area: ['Austin', 0.9] });
      return { semantic: calm, extraction, reply: 'Thanks.', asks: null, calls: [], ms: 1 };
    },
  };
}

const play = (turns: Parameters<typeof conversation>, answering: Answering) =>
  playConversation(conversation(...turns), answering, new AbortController().signal);

describe('a conversation is played', () => {
  test('message by message, with what was said and asked before it', async () => {
    const { answering, asked } = noting();
    await play(
      [
        lead('I want to buy in Austin'),
        agent('What budget do you have in mind?', 'budget'),
        lead('no idea, really'),
      ],
      answering,
    );
    expect(asked.map(({ context }) => context.messages.map(({ author }) => author))).toEqual([
      ['lead'],
      ['lead', 'bot', 'lead'],
    ]);
    expect(asked.map(({ flow }) => flow.lastQuestion)).toEqual([null, 'budget']);
  });

  test('with what was understood so far as what is known', async () => {
    const { answering, asked } = noting();
    const played = await play([lead('in Austin'), lead('are you there?')], answering);
    expect(asked.map(({ flow }) => flow.leadType)).toEqual(['unknown', 'buyer']);
    expect(played.map(({ flow }) => flow.slots.area?.value)).toEqual(['Austin', 'Austin']);
  });

  test('in the language of the message, or of the one before where it does not tell', async () => {
    const { answering, asked } = noting();
    await play([lead('Hola, busco una casa'), lead('500k'), lead('I need a house please')], answering);
    expect(asked.map(({ language }) => language)).toEqual(['es', 'es', 'en']);
  });

  test('without a call for what rules read, and not beyond an opt-out', async () => {
    const { answering, asked } = noting();
    const played = await play(
      [
        lead('HELP'),
        agent('This is Harbor Lane Realty.', null),
        lead('\u{1F44D}'),
        lead('please stop texting me'),
        lead('and a last word'),
      ],
      answering,
    );
    expect(asked).toEqual([]);
    expect(played.map(({ readBy }) => readBy)).toEqual(['help', 'rule', 'opt_out']);
  });

  test('handing off what is for a person', async () => {
    const { answering } = noting();
    const [advice, search] = await play(
      [lead('Can my landlord evict me legally?'), lead('a house in Austin')],
      answering,
    );
    expect(advice?.handOff?.reason).toBe('advice');
    expect(search?.handOff).toBeNull();
  });

  test('returning leads as returning', async () => {
    const { answering, asked } = noting();
    await play([lead('in Austin'), lead('hello again', true)], answering);
    expect(asked.map(({ context }) => context.returning)).toEqual([false, true]);
  });

  test('no further once it is stopped', async () => {
    const stopped = new AbortController();
    const played = await playConversation(
      conversation(lead('one house'), lead('another house')),
      async () => {
        stopped.abort();
        return { semantic: null, extraction: null, reply: null, asks: null, calls: [], ms: 1 };
      },
      stopped.signal,
    );
    expect(played).toHaveLength(1);
  });
});
