import type { ConversationContext } from '../domain/lead-message';
import { hashKey } from '../domain/cache-key';
import { qualificationPrompt } from '../domain/prompts/qualification';
import { semanticPrompt } from '../domain/prompts/semantic';
import type { PromptRequest } from '../domain/prompts/prompt';
import type { QualificationFlow } from '../domain/qualification-flow';
import { situationKeyParts, withSettings } from '../domain/response-key';
import { situationOf, type ResponseSituation } from '../domain/response-situation';
import type { Tenant } from '../store/tenants';

/** Where the answers to this message stand in the cache, if they do. Hashes: they say nothing by themselves. */
export interface AnswerKeys {
  /** The finished reply, by what decides it (design §4): a hit needs no Claude at all. */
  readonly response: string;
  /** What the lead wrote in which state, whatever the tenant's settings: to count what recurs. */
  readonly situation: string;
  /** The two analyses, by the whole request that would be sent. */
  readonly semantic: string;
  readonly qualification: string;
}

export interface AnswerKeyInput {
  readonly tenant: Tenant;
  readonly context: ConversationContext;
  readonly flow: QualificationFlow;
  readonly language: string;
}

export function answerKeys({ tenant, context, flow, language }: AnswerKeyInput): AnswerKeys {
  const model = tenant.configuration.models.analysis;
  const ofRequest = (prompt: PromptRequest): string => hashKey({ tenant: tenant.locationId, model, prompt });
  const situation = situationOf(context, flow, language);
  return {
    ...situationKeys(tenant, situation),
    semantic: ofRequest(semanticPrompt(context)),
    qualification: ofRequest(qualificationPrompt(context, flow.lastQuestion)),
  };
}

/** The same keys for a situation that was kept. */
export function situationKeys(
  { locationId, version, configuration }: Tenant,
  situation: ResponseSituation,
): Pick<AnswerKeys, 'response' | 'situation'> {
  const parts = situationKeyParts(locationId, situation);
  return {
    response: hashKey(withSettings(parts, { tenantVersion: version, models: configuration.models })),
    situation: hashKey(parts),
  };
}
