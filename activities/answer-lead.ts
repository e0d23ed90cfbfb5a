import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { answerLead, type Answer, type LeadToAnswer } from '../claude/answering';
import { decideHandOff, type HandOff } from '../domain/hand-off';
import type { AnswerCost } from '../domain/answer-cost';
import type { ConversationContext } from '../domain/lead-message';
import type { QualificationFlow } from '../domain/qualification-flow';
import type { ReplyDraft } from '../domain/reply-draft';
import { unansweredMessages } from '../domain/response-situation';
import type { ReplySource } from '../domain/vocabulary';
import { defaults } from '../runtime/defaults';
import { LeadwireError } from '../runtime/errors';
import type { Tenant } from '../store/tenants';
import { askAboutLead } from './ask-about-lead';
import type { ActivityDependencies } from './dependencies';
import { createAnswerKeeper } from './keep-answer';
import { loadContext, type RunReference } from './lead-context';
import { paidActivity } from './paid-activity';
import { createResponseSharing } from './response-sharing';

export interface AnswerLeadInput extends RunReference {
  /** ISO 639-1. */
  readonly language: string;
  /** As stored before the message. */
  readonly flow: QualificationFlow;
  /** Where a reply that others may get goes in the cache, and is looked for once more. */
  readonly responseKey: string;
}

/** What was understood of the message, and the reply to it. */
export interface LeadAnswer {
  readonly semantic: SemanticAnalysis;
  readonly extraction: QualificationExtraction;
  readonly draft: ReplyDraft;
  /** `cache` where another lead's run wrote it while this one was on its way. */
  readonly source: Extract<ReplySource, 'cache' | 'claude'>;
  /** Why a person has to answer instead, or null. */
  readonly handOff: HandOff | null;
  /** What another run paid for it. */
  readonly saved: AnswerCost | null;
}

export interface AnsweringActivities {
  /**
   * Has Claude understand the message and write the reply, checks both by code, and caches the reply if
   * other leads may get it too. All calls of it in one activity: each is booked and stored by itself, so
   * a further attempt pays only for those that are missing, and each activity costs a round trip through
   * the server. Runs in the same situation share one answer.
   */
  answerLead(input: AnswerLeadInput): Promise<LeadAnswer>;
}

export function createAnsweringActivities(dependencies: ActivityDependencies): AnsweringActivities {
  const { store } = dependencies;
  const keepAnswer = createAnswerKeeper(dependencies);
  const sharing = createResponseSharing(dependencies);

  async function writeAnswer(
    input: AnswerLeadInput,
    context: ConversationContext,
    tenant: Tenant,
  ): Promise<{ answer: Answer; handOff: HandOff | null }> {
    const { configuration } = tenant;
    const lead: LeadToAnswer = { ...input, context, tenant: configuration };
    const answer = await answerLead(
      defaults.claude.answering,
      askAboutLead(dependencies, input, lead, tenant),
      lead,
    );
    return { answer, handOff: handOffOf(answer, lead) };
  }

  return {
    answerLead: input =>
      paidActivity(async () => {
        const [context, tenant] = await Promise.all([
          loadContext(store, input),
          store.tenants.find(input.locationId),
        ]);
        if (!tenant)
          throw new LeadwireError('not_found', 'The location was removed while its lead was answered');
        const shared = await sharing.shareOrWrite(tenant, input.responseKey, async () => {
          const { answer, handOff } = await writeAnswer(input, context, tenant);
          const { semantic, extraction, draft } = answer;
          // What a person is to answer is nobody else's reply.
          const kept =
            handOff === null &&
            (await keepAnswer(
              { ...draft, semantic, extraction, context, flowBefore: input.flow, language: input.language },
              tenant,
              input.responseKey,
              await store.costs.ofAnswers(input.workflowId),
            ));
          return { value: { ...answer, source: 'claude' as const, handOff, saved: null }, kept };
        });
        if ('value' in shared) return shared.value;
        const { reply, question: asks, semantic, extraction, cost } = shared.found;
        const draft = { reply, asks };
        return { semantic, extraction, draft, source: 'cache', handOff: null, saved: cost ?? null };
      }),
  };
}

function handOffOf({ semantic, extraction }: Answer, { context, tenant }: LeadToAnswer): HandOff | null {
  const newestText = unansweredMessages(context)
    .map(message => message.text)
    .join('\n');
  return decideHandOff({ semantic, extraction, newestText, limits: tenant.handOff });
}
