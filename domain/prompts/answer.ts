import type { QuestionName } from '../qualification-flow';
import { dataRule, type PromptRequest } from './prompt';
import { qualificationPromptVersion, qualificationRules } from './qualification';
import { replyPromptVersion, replyRules, replyUserPart, rulesAndVoice, type ReplyPromptInput } from './reply';
import { semanticPromptVersion, semanticRules } from './semantic';

export const answerPromptVersion = [
  'answer-1',
  semanticPromptVersion,
  qualificationPromptVersion,
  replyPromptVersion,
].join('/');

const instructions = `You work in a real-estate office. You read its conversation with a lead, say what the lead wants and how they feel (semantic), write down what they told (qualification), and then write the next message to them (reply, asks).

${dataRule}

${semanticRules}

${qualificationRules}

${replyRules}`;

export interface AnswerPromptInput extends Omit<ReplyPromptInput, 'semantic' | 'isRead'> {
  /** What was asked last: it tells what a bare "yes" answers. */
  readonly lastQuestion: QuestionName | null;
}

/** Asks for both analyses and the reply at once: the form of `wholeAnswerSchema`. */
export function answerPrompt({ lastQuestion, ...input }: AnswerPromptInput): PromptRequest {
  return {
    task: 'answer',
    version: answerPromptVersion,
    system: rulesAndVoice(instructions, input.tenant),
    user: `${replyUserPart({ ...input, semantic: null, isRead: false })}\n<last_question>${lastQuestion ?? 'none'}</last_question>`,
    maxTokens: 1_600,
  };
}
