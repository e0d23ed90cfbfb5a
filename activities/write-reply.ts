import { z } from 'zod';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import type { CachedAnswer } from '../domain/cached-answer.schema';
import { replyPrompt } from '../domain/prompts/reply';
import type { Assessment, QualificationFlow } from '../domain/qualification-flow';
import { checkReply } from '../domain/reply-guard';
import { isRepeatable } from '../domain/repeatable-reply';
import type { TenantConfiguration } from '../domain/tenant';
import type { Channel } from '../domain/vocabulary';
import { LeadwireError } from '../runtime/errors';
import { askOnce } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { loadContext, type RunReference } from './lead-context';

export interface WriteReplyInput extends RunReference {
  readonly language: string;
  /** The flow as it is with this message understood. */
  readonly flow: QualificationFlow;
  readonly assessment: Assessment;
  readonly semantic: SemanticAnalysis | null;
  readonly extraction: QualificationExtraction | null;
  /** Where the reply goes in the cache if it may be repeated. */
  readonly cacheKey: string;
}

export interface ReplyActivities {
  /** Has Claude write the reply, checks it by code, and caches it if another lead may get it too. */
  writeReply(input: WriteReplyInput): Promise<{ readonly reply: string }>;
}

/** The checks of code as a schema, so that an unfit reply is never stored as the answer. */
const fitReply = (channel: Channel, tenant: TenantConfiguration, language: string): z.ZodType<string> =>
  z.string().transform((text, context) => {
    const checked = checkReply(text, { channel, tenant, language });
    if (checked.ok) return checked.text;
    context.addIssue({ code: 'custom', message: checked.reason });
    return z.NEVER;
  });

export function createReplyActivities(dependencies: ActivityDependencies): ReplyActivities {
  const { store, cache } = dependencies;
  return {
    writeReply: input =>
      withFailures(async () => {
        const [context, tenant] = await Promise.all([
          loadContext(store, input),
          store.tenants.find(input.locationId),
        ]);
        if (!tenant)
          throw new LeadwireError('not_found', 'The location was removed while its lead was answered');
        const { configuration } = tenant;
        const prompt = replyPrompt({
          ...input,
          context,
          tenant: configuration,
          nextQuestion: input.assessment.nextQuestion,
        });
        const reply = await askOnce(dependencies, {
          ...input,
          model: configuration.models.reply,
          prompt,
          schema: fitReply(input.channel, configuration, input.language),
          form: 'text',
        });
        const message = context.messages.at(-1)?.text ?? '';
        const { semantic, extraction, flow, assessment } = input;
        // Without both analyses a hit would leave the lead's flow behind.
        if (
          semantic &&
          extraction &&
          isRepeatable(reply, {
            message,
            identity: context.identity,
            flow,
            tenant: configuration,
            nextQuestion: assessment.nextQuestion,
            language: input.language,
          })
        ) {
          const answer: CachedAnswer = {
            reply,
            question: assessment.nextQuestion,
            semantic: { ...semantic, objections: [...semantic.objections] },
            extraction,
          };
          await cache.set('webhook_response', input.locationId, input.cacheKey, answer);
        }
        return { reply };
      }),
  };
}
