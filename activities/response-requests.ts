import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import type { LocationId } from '../domain/ids';
import type { PromptRequest } from '../domain/prompts/prompt';
import { qualificationPrompt } from '../domain/prompts/qualification';
import { replyPrompt } from '../domain/prompts/reply';
import { semanticPrompt } from '../domain/prompts/semantic';
import { assess, mergeExtraction } from '../domain/qualification';
import { replyDraftSchema } from '../domain/reply-draft.schema';
import { contextOfSituation, type ResponseSituation } from '../domain/response-situation';
import type { TenantConfiguration } from '../domain/tenant';
import { highestCostOf } from '../claude/highest-cost';
import type { BatchTask } from '../store/claude-batches';

/** What was understood of the lead's words. */
export interface Understanding {
  readonly semantic: SemanticAnalysis;
  readonly extraction: QualificationExtraction;
}

/** One question to Claude, apart from transport. */
export interface SituationQuestion {
  readonly task: BatchTask;
  readonly prompt: PromptRequest;
  readonly model: string;
}

/** The forms that answers must have; a reply is checked by the guard besides. */
export const answerSchemas: Readonly<Record<BatchTask, z.ZodType>> = {
  semantic: semanticAnalysisSchema,
  qualification: qualificationExtractionSchema,
  reply: replyDraftSchema,
};

/** Both analyses of a situation, with the tenant's model of today. */
export function analysisQuestions(
  situation: ResponseSituation,
  { models }: TenantConfiguration,
): SituationQuestion[] {
  const context = contextOfSituation(situation);
  const model = models.analysis;
  return [
    { task: 'semantic', model, prompt: semanticPrompt(context) },
    { task: 'qualification', model, prompt: qualificationPrompt(context, situation.flow.lastQuestion) },
  ];
}

/** The reply to a situation, as it would be asked for if a lead were in it now. */
export function replyQuestion(
  situation: ResponseSituation,
  { semantic, extraction }: Understanding,
  tenant: TenantConfiguration,
): SituationQuestion {
  const flow = mergeExtraction(situation.flow, extraction);
  const prompt = replyPrompt({
    context: contextOfSituation(situation),
    tenant,
    flow,
    assessment: assess(flow),
    semantic,
    isRead: true,
    language: situation.language,
  });
  return { task: 'reply', prompt, model: tenant.models.reply };
}

/** The most that a question can cost at the usual price, in US dollars, what the model thinks included. */
export const highestCost = ({ task, prompt, model }: SituationQuestion, at: Date): number =>
  highestCostOf({ model, prompt, schema: answerSchemas[task] }, at);

/** The id of a call: the same for each attempt of one warming, so that none is booked or asked twice. */
export const batchCallId = (
  warming: string,
  location: LocationId,
  situationKey: string,
  task: BatchTask,
): string =>
  createHash('sha256')
    .update(JSON.stringify([warming, location, situationKey, task]))
    .digest('hex');
