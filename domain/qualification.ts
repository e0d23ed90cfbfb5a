import { stageOf } from './conversation-stage';
import { nextQuestionOf } from './next-question';
import type { Assessment, QualificationFlow } from './qualification-flow';
import { answeredOf, scoreOf, temperatureOf } from './qualification-scoring';

export { mergeExtraction } from './qualification-merge';

/** A flow is complete from this score on. */
export const completeFrom = 80;

/** What the answers known so far make of a lead: score, temperature, stage and the next best question. */
export function assess(flow: QualificationFlow): Assessment {
  const score = scoreOf(flow);
  return {
    score,
    answered: answeredOf(flow),
    temperature: temperatureOf(flow),
    stage: stageOf(score, flow),
    complete: score >= completeFrom,
    nextQuestion: nextQuestionOf(flow),
  };
}
