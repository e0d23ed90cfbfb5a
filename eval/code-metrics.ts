import { z } from 'zod';
import { comparableText } from '../domain/comparable-text';
import { detectLanguage } from '../domain/language';
import { readOptOut } from '../domain/opt-out';
import { assess } from '../domain/qualification';
import { checkReply } from '../domain/reply-guard';
import { daysOf } from '../domain/timeline';
import { jsonLines, textMessages } from './labelled-data';
import { labelledFlow } from './labelled-flow';
import type { LabelledConversation, LabelledMessage } from './labels';
import { faultCount, precisionAndRecall, shareRight, type Metric } from './metric';
import { evaluationTenant } from './tenant';
import type { Judgement, Mistake } from './understanding-metrics';

const optOutMessage = z.strictObject({
  text: z.string(),
  reads_as: z.enum(['opt_out', 'opt_in', 'help']).nullable(),
});
const pair = z.strictObject({ one: z.string(), other: z.string(), same: z.boolean() });
const timeline = z.strictObject({ text: z.string(), days: z.number().int().nullable() });
const reply = z.strictObject({ text: z.string(), language: z.string().length(2), may_go_out: z.boolean() });

/** One case of a rule: what it says against what it should. */
interface Case {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
}

const wrongOf = (what: string, cases: readonly Case[]): Mistake[] =>
  cases
    .filter(({ expected, got }) => expected !== got)
    .map(({ name, expected, got }) => ({
      ...{ conversation: name, message: 0, what, expected, got },
    }));

const rightShare = (name: string, cases: readonly Case[]): Metric =>
  shareRight(name, cases.filter(({ expected, got }) => expected === got).length, cases.length);

const accuracy = (metric: string, what: string, cases: readonly Case[]): Judgement => ({
  metrics: [rightShare(metric, cases)],
  mistakes: wrongOf(what, cases),
});

/** The rules that are code, on labelled cases. No call is made, so these figures are always real. */
export function judgeCode(conversations: readonly LabelledConversation[]): Judgement {
  const messages = conversations.flatMap(({ id, turns }) =>
    turns.flatMap(turn => (turn.speaker === 'lead' ? [{ id, message: turn }] : [])),
  );
  const all = [
    judgeOptOut(messages),
    judgeTextMessages(),
    judgeScoring(messages),
    judgeLanguage(conversations),
    judgePairs(),
    judgeTimelines(),
    judgeGuard(),
  ];
  return {
    metrics: all.flatMap(({ metrics }) => metrics),
    mistakes: all.flatMap(({ mistakes }) => mistakes),
  };
}

interface NamedMessage {
  readonly id: string;
  readonly message: LabelledMessage;
}

function judgeOptOut(messages: readonly NamedMessage[]): Judgement {
  const listed = jsonLines('opt-out-messages.jsonl').map(line => optOutMessage.parse(line));
  const said = messages.map(({ message }) => ({
    text: message.text,
    reads_as: message.expect.reads_as ?? null,
  }));
  const cases = [...listed, ...said].map(({ text, reads_as }) => ({
    name: text,
    expected: reads_as ?? 'nothing',
    got: readOptOut(text) ?? 'nothing',
  }));
  const count = (is: (one: Case) => boolean): number => cases.filter(is).length;
  const finding = {
    found: count(({ expected, got }) => expected === 'opt_out' && got === 'opt_out'),
    wrong: count(({ expected, got }) => expected !== 'opt_out' && got === 'opt_out'),
    missed: count(({ expected, got }) => expected === 'opt_out' && got !== 'opt_out'),
  };
  return {
    metrics: [...precisionAndRecall('code.opt_out', finding), rightShare('code.opt_out.readings', cases)],
    mistakes: wrongOf('opt-out', cases),
  };
}

/** Nobody here asked us for anything, so each reading is a false one. */
function judgeTextMessages(): Judgement {
  const cases = textMessages().map(text => ({
    name: text,
    expected: 'nothing',
    got: readOptOut(text) ?? 'nothing',
  }));
  const wrong = wrongOf('opt-out', cases);
  return { metrics: [faultCount('code.opt_out.false_alarms', wrong.length, cases.length)], mistakes: wrong };
}

/** Score and temperature that code gives to what people labelled, against what people gave by the rules. */
function judgeScoring(messages: readonly NamedMessage[]): Judgement {
  const cases = (of: (message: LabelledMessage) => { expected: string | undefined; got: string }): Case[] =>
    messages.flatMap(({ id, message }) => {
      const { expected, got } = of(message);
      return expected === undefined ? [] : [{ name: `${id}: ${message.text}`, expected, got }];
    });
  const temperatures = cases(message => ({
    expected: message.expect.temperature,
    got: assess(labelledFlow(message)).temperature,
  }));
  const scores = cases(message => ({
    expected: message.expect.score?.toString(),
    got: String(assess(labelledFlow(message)).score),
  }));
  return {
    metrics: [rightShare('code.scoring.temperature', temperatures), rightShare('code.scoring.score', scores)],
    mistakes: [...wrongOf('temperature by code', temperatures), ...wrongOf('score by code', scores)],
  };
}

/** As the product does it: what does not tell takes the language of the message before. */
function judgeLanguage(conversations: readonly LabelledConversation[]): Judgement {
  const cases = conversations.flatMap(({ id, turns }) => {
    let language = evaluationTenant.languages[0] ?? 'en';
    return turns.flatMap(turn => {
      if (turn.speaker === 'agent') return [];
      language = detectLanguage(turn.text, language);
      return [{ name: `${id}: ${turn.text}`, expected: turn.language, got: language }];
    });
  });
  return accuracy('code.language', 'language', cases);
}

const sameness = (isSame: boolean): string => (isSame ? 'the same' : 'different');

/** Two messages that mean the same have one key in the cache, two that do not have two. */
function judgePairs(): Judgement {
  const cases = jsonLines('normalisation.jsonl').map(line => {
    const { one, other, same } = pair.parse(line);
    const got = comparableText(one) === comparableText(other);
    return { name: `${one} / ${other}`, expected: sameness(same), got: sameness(got) };
  });
  const ofKind = (same: boolean): Case[] => cases.filter(({ expected }) => expected === sameness(same));
  return {
    metrics: [
      rightShare('code.normalisation.same', ofKind(true)),
      rightShare('code.normalisation.different', ofKind(false)),
    ],
    mistakes: wrongOf('normalisation', cases),
  };
}

function judgeTimelines(): Judgement {
  const cases = jsonLines('timelines.jsonl').map(line => {
    const { text, days } = timeline.parse(line);
    return { name: text, expected: String(days), got: String(daysOf(text)) };
  });
  return accuracy('code.timeline', 'days of a timeline', cases);
}

/** Replies that must be stopped, and replies that must not be. */
function judgeGuard(): Judgement {
  const cases = jsonLines('replies.jsonl').map(line => {
    const { text, language, may_go_out } = reply.parse(line);
    const { ok } = checkReply(text, { channel: 'SMS', tenant: evaluationTenant, language, sources: [] });
    const words = (passes: boolean): string => (passes ? 'goes out' : 'refused');
    return { name: text, expected: words(may_go_out), got: words(ok) };
  });
  const ofKind = (expected: string): Case[] => cases.filter(one => one.expected === expected);
  return {
    metrics: [
      rightShare('code.guard.refuses', ofKind('refused')),
      rightShare('code.guard.lets_pass', ofKind('goes out')),
    ],
    mistakes: wrongOf('guard', cases),
  };
}
