import type { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import type { PromptRequest } from '../domain/prompts/prompt';
import { qualificationPrompt } from '../domain/prompts/qualification';
import { semanticPrompt } from '../domain/prompts/semantic';
import type { QuestionName } from '../domain/qualification-flow';
import { askOnce } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { loadContext, type RunReference } from './lead-context';

export interface AnalysisInput extends RunReference {
  readonly model: string;
  /** Where the answer goes in the cache. */
  readonly cacheKey: string;
}

export interface AnalysisActivities {
  /** Asks Claude what the lead wants and how they feel. */
  analyseSemantics(input: AnalysisInput): Promise<SemanticAnalysis>;
  /** Asks Claude what the lead told us, slot by slot. Scoring is code's, not Claude's. */
  extractQualification(
    input: AnalysisInput & { readonly lastQuestion: QuestionName | null },
  ): Promise<QualificationExtraction>;
}

export function createAnalysisActivities(dependencies: ActivityDependencies): AnalysisActivities {
  const { store, cache } = dependencies;

  async function askAndCache<T>(
    type: 'semantic' | 'qualification',
    input: AnalysisInput,
    prompt: PromptRequest,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const answer = await askOnce(dependencies, { ...input, prompt, schema, form: 'structured' });
    await cache.set(type, input.locationId, input.cacheKey, answer);
    return answer;
  }

  return {
    analyseSemantics: input =>
      withFailures(async () => {
        const prompt = semanticPrompt(await loadContext(store, input));
        return askAndCache('semantic', input, prompt, semanticAnalysisSchema);
      }),
    extractQualification: input =>
      withFailures(async () => {
        const prompt = qualificationPrompt(await loadContext(store, input), input.lastQuestion);
        return askAndCache('qualification', input, prompt, qualificationExtractionSchema);
      }),
  };
}
