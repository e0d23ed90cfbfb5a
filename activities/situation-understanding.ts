import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import { analysisVersionOf } from '../domain/response-key';
import type { TenantConfiguration } from '../domain/tenant';
import type { KeptSituation } from '../store/response-situations';
import type { Store } from '../store/store';
import { batchCallId, type Understanding } from './response-requests';

/** What is stored as understood of a situation is what today's prompts and model would say. */
export const isUnderstood = ({ analysisVersion }: KeptSituation, { models }: TenantConfiguration): boolean =>
  analysisVersion === analysisVersionOf(models.analysis);

/** What is understood of a situation: as stored, or as this warming had it analysed; null where that failed. */
export async function understandingOf(
  { claudeBatches }: Store,
  warming: string,
  kept: KeptSituation,
  tenant: TenantConfiguration,
): Promise<Understanding | null> {
  if (isUnderstood(kept, tenant)) return kept.answer;
  const { locationId, situationKey } = kept;
  const semantic = batchCallId(warming, locationId, situationKey, 'semantic');
  const qualification = batchCallId(warming, locationId, situationKey, 'qualification');
  const answers = await claudeBatches.answers([semantic, qualification]);
  const meaning = semanticAnalysisSchema.safeParse(answers.get(semantic));
  const told = qualificationExtractionSchema.safeParse(answers.get(qualification));
  return meaning.success && told.success ? { semantic: meaning.data, extraction: told.data } : null;
}
