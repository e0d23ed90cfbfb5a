import { detectLanguage } from '../domain/language';
import { numbersIn } from '../domain/numbers-in-text';
import { plainWords } from '../domain/plain-words';
import { shareOf } from '../domain/qualification-answers';
import type { QuestionName } from '../domain/qualification-flow';
import { checkReply } from '../domain/reply-guard';
import { replySources } from '../domain/reply-sources';
import { questionText } from '../domain/question-texts';
import { leadTypes } from '../domain/vocabulary';
import { mattersAsked, questionOf, questionsIn, type AskedMatter } from './asked-questions';
import { does } from './forbidden';
import { labelledFlow } from './labelled-flow';
import type { PlayedMessage } from './playing';
import { evaluationTenant } from './tenant';

/** The rules that every reply is held against, whatever it answers. */
export const replyRules = [
  'refused_by_guard',
  'two_questions',
  'asks_known',
  'wrong_asks',
  'wrong_language',
  'too_long',
  'invented_number',
  'forbidden',
] as const;
export type ReplyRule = (typeof replyRules)[number];

export interface Violation {
  readonly rule: ReplyRule;
  /** What exactly, for a person. */
  readonly detail: string;
}

/** All rules that a reply breaks; each at most once. Rules of our own count, not the guard's opinion of them. */
export function violationsOf(played: PlayedMessage, reply: string): Violation[] {
  const found: readonly (readonly [ReplyRule, string | null])[] = [
    ['refused_by_guard', guardRefusal(played, reply)],
    ['two_questions', secondQuestion(played, reply)],
    ['asks_known', knownMatter(played, reply)],
    ['wrong_asks', wrongAsks(played, reply)],
    ['wrong_language', wrongLanguage(played, reply)],
    ['too_long', tooLong(played, reply)],
    ['invented_number', inventedNumber(played, reply)],
    ['forbidden', forbiddenDeed(played, reply)],
  ];
  return found.flatMap(([rule, detail]) => (detail === null ? [] : [{ rule, detail }]));
}

/** The guard sees what it sees in the product: what was known before the message is a source, too. */
function guardRefusal({ context, language, flowBefore }: PlayedMessage, reply: string): string | null {
  const checked = checkReply(reply, {
    channel: context.channel,
    tenant: evaluationTenant,
    language,
    sources: replySources({ context, tenant: evaluationTenant, flow: flowBefore }),
  });
  return checked.ok ? null : checked.reason;
}

/** Questions of ours are one, though two of them are written as two sentences. */
function withOwnQuestionsAsOne(reply: string, { language }: PlayedMessage): string {
  const own = [...new Set(Object.values(questionOf))].flatMap(question =>
    leadTypes.map(leadType => questionText(question, leadType, language)),
  );
  return own.reduce((text, question) => text.replace(question, 'X?'), reply);
}

function secondQuestion(played: PlayedMessage, reply: string): string | null {
  const [, second] = questionsIn(withOwnQuestionsAsOne(reply, played));
  return second === undefined ? null : second;
}

/** Judged by what people labelled as told, not by what was understood: the lead told it either way. */
function knownMatter({ message }: PlayedMessage, reply: string): string | null {
  const flow = labelledFlow(message);
  const isKnown = (matter: AskedMatter): boolean => {
    if (matter === 'lead_type') return flow.leadType !== 'unknown';
    const isTold = message.slots[matter]?.counts === true;
    const question = questionOf[matter];
    return isTold && question !== 'lead_type' && shareOf(flow, question) === 1;
  };
  return mattersAsked(reply).find(isKnown) ?? null;
}

/**
 * A bare "yes" is read by what the answer says it asks, so that has to be what the reply asks. Told only
 * where the question is put in words that are known here.
 */
function wrongAsks({ answer }: PlayedMessage, reply: string): string | null {
  const asks = answer?.asks ?? null;
  const asked: readonly QuestionName[] = mattersAsked(reply).map(matter => questionOf[matter]);
  const isTold = asks === null ? asked.length === 0 : asked.length === 0 || asked.includes(asks);
  const asksNothing = asks !== null && questionsIn(reply).length === 0;
  return isTold && !asksNothing
    ? null
    : `says ${asks ?? 'nothing'}, asks ${asked.join(' and ') || 'nothing'}`;
}

function wrongLanguage({ message }: PlayedMessage, reply: string): string | null {
  const spoken = detectLanguage(reply, message.language);
  return spoken === message.language ? null : `${spoken} instead of ${message.language}`;
}

/** Before it is cut: a reply that has to be cut was not written as it was asked for. */
function tooLong({ context }: PlayedMessage, reply: string): string | null {
  const limit = context.channel === 'SMS' ? evaluationTenant.smsMaxCharacters : null;
  return limit !== null && reply.length > limit ? `${reply.length} characters` : null;
}

function inventedNumber({ context, flow, language }: PlayedMessage, reply: string): string | null {
  const questions = ([...new Set(Object.values(questionOf))] satisfies QuestionName[]).flatMap(question =>
    leadTypes.map(leadType => questionText(question, leadType, language)),
  );
  const known = new Set(
    numbersIn(
      [
        ...context.messages.map(({ text }) => text),
        ...Object.values(flow.slots).map(answer => answer.value ?? ''),
        ...[evaluationTenant.name, ...evaluationTenant.voice.facts, ...evaluationTenant.voice.links],
        ...questions,
      ].join('\n'),
    ),
  );
  return numbersIn(reply).find(number => !known.has(number)) ?? null;
}

function forbiddenDeed({ message, flowBefore }: PlayedMessage, reply: string): string | null {
  const { lastQuestion } = flowBefore;
  const { must_not: names, must_not_say: words } = message.expect.reply;
  const asked = mattersAsked(reply).map(matter => questionOf[matter]);
  const asksAgain = lastQuestion !== null && asked.includes(lastQuestion);
  const deed = names.find(name => does(name, { reply, asksAgain }));
  if (deed !== undefined) return deed;
  const plain = ` ${plainWords(reply)} `;
  const said = words.find(word => plain.includes(` ${plainWords(word)} `));
  return said === undefined ? null : `says "${said}"`;
}
