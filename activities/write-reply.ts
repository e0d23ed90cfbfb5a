import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { replyPrompt } from '../domain/prompts/reply';
import type { Assessment, QualificationFlow } from '../domain/qualification-flow';
import { LeadwireError } from '../runtime/errors';
import { askOnce } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { createAnswerKeeper, fitReply } from './keep-answer';
import { loadContext, type RunReference } from './lead-context';

export interface WriteReplyInput extends RunReference {
  readonly language: string;
  /** The flow as it was before this message: it is part of what decides the reply. */
  readonly flowBefore: QualificationFlow;
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

export function createReplyActivities(dependencies: ActivityDependencies): ReplyActivities {
  const { store } = dependencies;
  const keepAnswer = createAnswerKeeper(dependencies);
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
        const { semantic, extraction, flowBefore, language } = input;
        // Without both analyses a hit would leave the lead's flow behind.
        if (semantic && extraction)
          await keepAnswer(
            { reply, semantic, extraction, context, flowBefore, language },
            tenant,
            input.cacheKey,
          );
        return { reply };
      }),
  };
}
