import type { QualificationFlow, QuestionName } from './qualification-flow';
import { questionsFor, shareOf, type AnswerableQuestion } from './qualification-answers';
import { weightOf } from './qualification-scoring';

/** What may be asked before it is known whether the lead looks or sells: both are asked these. */
const askedOfEveryone: readonly AnswerableQuestion[] = ['timeline', 'motivation'];

/** What is not answered yet, the most important first. */
function openQuestions(flow: QualificationFlow): QuestionName[] {
  const isUnknown = flow.leadType === 'unknown';
  const open = (isUnknown ? askedOfEveryone : questionsFor(flow.leadType))
    .filter(question => shareOf(flow, question) < 1)
    .sort((one, other) => weightOf(flow, other) - weightOf(flow, one));
  return isUnknown ? ['lead_type', ...open] : open;
}

/**
 * The open question that matters most, or null when none is open. One that was just asked and not
 * answered waits its turn while there are others: nobody likes to be asked the same twice in a row.
 */
export const nextQuestionOf = (flow: QualificationFlow): QuestionName | null =>
  questionsInTurn(flow)[0] ?? null;

/** All open questions in the order in which they are to be asked. */
export function questionsInTurn(flow: QualificationFlow): QuestionName[] {
  const open = openQuestions(flow);
  const justAsked = open.filter(question => question === flow.lastQuestion);
  return [...open.filter(question => question !== flow.lastQuestion), ...justAsked];
}

/** Whether a question may be asked: it is not answered, and is none that this kind of lead is not asked. */
export function isOpen(flow: QualificationFlow, question: QuestionName): boolean {
  const isUnknown = flow.leadType === 'unknown';
  if (question === 'lead_type') return isUnknown;
  if (!isUnknown && !questionsFor(flow.leadType).includes(question)) return false;
  return shareOf(flow, question) < 1;
}
