import type { ConversationContext } from '../domain/lead-message';
import { hashKey } from '../domain/cache-key';
import { qualificationPrompt } from '../domain/prompts/qualification';
import { semanticPrompt } from '../domain/prompts/semantic';
import type { PromptRequest } from '../domain/prompts/prompt';
import type { Assessment, QualificationFlow } from '../domain/qualification-flow';
import { responseKeyParts } from '../domain/response-key';
import type { Tenant } from '../store/tenants';

/** Where the answers to this message stand in the cache, if they do. Hashes: they say nothing by themselves. */
export interface AnswerKeys {
  /** The finished reply, by what decides it (design §4): a hit needs no Claude at all. */
  readonly response: string;
  /** The two analyses, by the whole request that would be sent. */
  readonly semantic: string;
  readonly qualification: string;
}

export interface AnswerKeyInput {
  readonly tenant: Tenant;
  readonly context: ConversationContext;
  readonly flow: QualificationFlow;
  readonly assessment: Assessment;
  readonly language: string;
}

export function answerKeys({ tenant, context, flow, assessment, language }: AnswerKeyInput): AnswerKeys {
  const model = tenant.configuration.models.analysis;
  const ofRequest = (prompt: PromptRequest): string => hashKey({ tenant: tenant.locationId, model, prompt });
  return {
    response: hashKey(
      responseKeyParts({
        locationId: tenant.locationId,
        tenantVersion: tenant.version,
        models: tenant.configuration.models,
        context,
        flow,
        assessment,
        language,
      }),
    ),
    semantic: ofRequest(semanticPrompt(context)),
    qualification: ofRequest(qualificationPrompt(context, flow.lastQuestion)),
  };
}
