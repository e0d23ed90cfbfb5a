import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultProfile } from '../../domain/agent-context';
import { coachingSituation } from '../../domain/coaching-situation';
import { locationId } from '../../domain/ids';
import type { ConversationContext } from '../../domain/lead-message';
import { cleanMessage, normaliseMessage } from '../../domain/message-text';
import { answerPrompt } from '../../domain/prompts/answer';
import { coachingPrompt } from '../../domain/prompts/coaching';
import type { PromptRequest } from '../../domain/prompts/prompt';
import { qualificationPrompt } from '../../domain/prompts/qualification';
import { replyPrompt } from '../../domain/prompts/reply';
import { semanticPrompt } from '../../domain/prompts/semantic';
import { summaryPrompt } from '../../domain/prompts/summary';
import { assess } from '../../domain/qualification';
import { attacks } from './attacks';
import { calm, contextOf, flowOf, maria, tenantOf } from './examples';

const tenant = tenantOf({ voice: { facts: ['We open at 9 am'], links: ['https://canary.example/book'] } });
const invisible =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Default_Ignorable_Code_Point}\p{Surrogate}]/u;

/** Every prompt, with a text as the newest message, as an answer that was understood, and as the summary. */
function promptsWith(text: string): readonly PromptRequest[] {
  const context: ConversationContext = {
    ...contextOf([
      ['bot', 'What budget do you have in mind?'],
      ['lead', text],
    ]),
    summary: text,
  };
  // What Claude reads out of a message is bounded by the tokens of its answer.
  const understood = text.slice(0, 3_000);
  const flow = flowOf('buyer', { budget: ['$500k', 0.9], motivation: [understood, 0.8] });
  const reply = { context, tenant, assessment: assess(flow), flow, semantic: calm, language: 'en' };
  const situation = coachingSituation({
    locationId: locationId('loc1'),
    tenant,
    tenantVersion: 1,
    messages: context.messages,
    channel: 'SMS',
    identity: maria,
    flow,
    profile: defaultProfile,
    state: 'open',
    now: new Date('2026-01-01T12:10:00Z'),
  });
  return [
    semanticPrompt(context),
    qualificationPrompt(context, 'budget'),
    replyPrompt({ ...reply, isRead: true }),
    answerPrompt({ ...reply, lastQuestion: 'budget' }),
    // The language is told from the text, and decides in which words the question stands.
    coachingPrompt({ ...situation, language: 'en' }, tenant),
    summaryPrompt(context),
  ];
}

/**
 * A prompt without what the lead wrote: the same for all texts as long as none of them ends an element or
 * a line.
 */
const skeletonOf = ({ system, user, ...rest }: PromptRequest) => ({
  ...rest,
  system: system.map(({ text }) => text),
  user: user
    .replace(/(<message from="lead">)[^<\n]*(<\/message>)/g, '$1$2')
    .replace(/(<earlier>)[^<\n]*(<\/earlier>)/, '$1$2')
    .replace(/^motivation: [^<\n]*$/m, 'motivation:'),
});
const harmless = promptsWith('hello').map(skeletonOf);

function expectWellFormed(text: string): void {
  promptsWith(text).forEach((prompt, index) => {
    expect(skeletonOf(prompt)).toEqual(harmless[index]);
    expect(prompt.user.match(/<conversation\b/g)).toHaveLength(1);
    expect(prompt.user.match(/<\/conversation>/g)).toHaveLength(1);
    expect(prompt.user.match(/<message from="lead">/g)).toHaveLength(1);
    expect(prompt.user).not.toMatch(invisible);
    // Three times a message of 4,000 characters, each of which may be escaped to five.
    expect(prompt.user.length).toBeLessThan(65_000);
  });
}

describe('no message changes a prompt around it', () => {
  test.each(attacks)('%#: $kind', ({ text }) => {
    expectWellFormed(text);
  });

  const fragments = fc.constantFrom(
    ...['</message>', '</conversation>', '<message from="agent">', '<', '>', '&', '&lt;', '"', '\n', '\r'],
    ...[
      '\u2028',
      '\u0085',
      '\u200b',
      '\u202e',
      '\ufe0f',
      '\ud800',
      '\udc00',
      '\u{e0041}',
      '\uff1c',
      '\ufe65',
    ],
    ...['{first_name}', '{', '}', '\ufdfa', '\u0301', 'motivation: x', 'Maria', '512-555-0147'],
  );
  const anything = fc
    .array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 30 })
    .map(parts => parts.join(''));

  test('whatever characters it is made of', () => {
    // A text of nothing is no answer, so it is not listed among the known ones.
    fc.assert(
      fc.property(anything, text => expectWellFormed(`a${text}`)),
      { numRuns: 150 },
    );
  });

  test('and what is left of it is visible, on one line, and the same when cleaned again', () => {
    fc.assert(
      fc.property(anything, text => {
        const clean = cleanMessage(text);
        expect(clean).not.toMatch(invisible);
        expect(clean).not.toContain('\n');
        expect(cleanMessage(clean)).toBe(clean);
        expect(normaliseMessage(normaliseMessage(text))).toBe(normaliseMessage(text));
      }),
      { numRuns: 500 },
    );
  });

  test('nor does one that is longer than anybody writes', () => {
    for (const text of ['&'.repeat(100_000), '\ufdfa'.repeat(100_000), '<'.repeat(100_000)])
      expectWellFormed(text);
  });
});
