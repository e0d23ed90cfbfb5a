import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import { qualificationPromptVersion } from '../domain/prompts/qualification';
import { semanticPromptVersion } from '../domain/prompts/semantic';
import { analysisVersionOf } from '../domain/response-key';
import type { TenantConfiguration } from '../domain/tenant';
import type { KeptSituation } from '../store/response-situations';
import type { Store } from '../store/store';
import type { Understanding } from './response-requests';

/** What is stored as understood of a situation is what today's prompts and model would say. */
const isUnderstood = ({ analysisVersion }: KeptSituation, { models }: TenantConfiguration): boolean =>
  analysisVersion === analysisVersionOf(models.analysis);

/**
 * What today's prompts and model understand of a situation: as stored with its answer, or as this night
 * or an earlier one had it analysed, for what was paid for is not asked again. Null: it has to be analysed.
 */
export async function understandingOf(
  { claudeBatches }: Store,
  kept: KeptSituation,
  tenant: TenantConfiguration,
): Promise<Understanding | null> {
  if (isUnderstood(kept, tenant)) return kept.answer;
  const answers = await claudeBatches.analyses({
    locationId: kept.locationId,
    situationKey: kept.situationKey,
    model: tenant.models.analysis,
    promptVersions: [semanticPromptVersion, qualificationPromptVersion],
  });
  const meaning = semanticAnalysisSchema.safeParse(answers.get('semantic'));
  const told = qualificationExtractionSchema.safeParse(answers.get('qualification'));
  return meaning.success && told.success ? { semantic: meaning.data, extraction: told.data } : null;
}
