import type { QualificationExtraction } from '../../domain/analysis';
import { mergeExtraction } from '../../domain/qualification';
import { emptyFlow } from '../../domain/qualification-flow';
import type { AnsweredMessage, MeteredCall } from '../../eval/answering';
import type { LabelledMessage } from '../../eval/labels';
import { ownConversation } from '../../eval/own-conversations';
import type { PlayedMessage } from '../../eval/playing';
import { calm, contextOf, extractionOf } from '../domain/examples';

interface Played {
  /** As in `data/conversations.jsonl`. */
  readonly expect?: object;
  readonly text?: string;
  readonly language?: string;
  readonly conversation?: string;
  readonly extraction?: QualificationExtraction | null;
  readonly answer?: Partial<AnsweredMessage> | null;
  readonly over?: Partial<PlayedMessage>;
}

export const call = (over: Partial<MeteredCall> = {}): MeteredCall => ({
  ...{ task: 'reply', promptVersion: 'reply-x', model: 'claude-x', costUsd: 0.001, ms: 100 },
  usage: { inputTokens: 10, outputTokens: 5, cacheWriteTokens: 0, cacheReadTokens: 0 },
  ...{ simulated: true, unusable: false },
  ...over,
});

/** A lead's message as the labels are written, and no other turn. */
export function labelled(text: string, expect: object = {}, language = 'en'): LabelledMessage {
  const { turns } = ownConversation({
    ...{ id: 'made', kind: 'buyer', channel: 'SMS', language },
    turns: [{ speaker: 'lead', text, expect }],
  });
  const [turn] = turns;
  if (turn?.speaker !== 'lead') throw new Error('the first turn is the lead');
  return turn;
}

/** A message as it comes out of the play: with what was understood, and labels to hold it against. */
export function played({
  expect = {},
  text = 'hello',
  language = 'en',
  conversation = 'made',
  extraction = extractionOf('unknown'),
  answer = {},
  over = {},
}: Played): PlayedMessage {
  return {
    ...{ conversation, kind: 'buyer', number: 1, readBy: 'claude', language, handOff: null },
    message: labelled(text, expect, language),
    context: contextOf([['lead', text]]),
    answer:
      answer === null
        ? null
        : { semantic: calm, extraction, reply: null, asks: null, calls: [call()], ms: 100, ...answer },
    flowBefore: emptyFlow,
    flow: extraction === null ? emptyFlow : mergeExtraction(emptyFlow, extraction),
    ...over,
  };
}
