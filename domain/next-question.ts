import type { QualificationFlow, QuestionName } from './qualification-flow';
import { questionsFor, shareOf, type AnswerableQuestion } from './qualification-answers';
import { weightOf } from './qualification-scoring';

/** What may be asked before it is known whether the lead looks or sells: both are asked these. */
const askedOfEveryone: readonly AnswerableQuestion[] = ['timeline', 'motivation'];

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
export function nextQuestionOf(flow: QualificationFlow): QuestionName | null {
  const open = openQuestions(flow);
  return open.find(question => question !== flow.lastQuestion) ?? open[0] ?? null;
}
