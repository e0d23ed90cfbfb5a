import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { Action } from '../domain/action';
import { decideActions } from '../domain/actions';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { assess, mergeExtraction } from '../domain/qualification';
import type { Assessment, QuestionName } from '../domain/qualification-flow';
import { templateReply, type TemplatePurpose } from '../domain/reply-templates';
import type { ReplySource } from '../domain/vocabulary';
import type { AnswerKeys } from '../activities/answer-keys';
import type { FoundAnswers } from '../activities/look-up-answers';
import type { RunOpening } from '../activities/open-run';
import { analyseSemantics, extractQualification, writeReply } from './activity-options';
import type { LeadMessage } from './lead-message';
import type { Journal } from './run-journal';

/** A reply ready to be claimed, and what was understood on the way to it. */
export interface PreparedReply {
  /** With placeholders for identity. */
  readonly template: string;
  readonly source: ReplySource;
  /** What the reply asks the lead. */
  readonly question: QuestionName | null;
  readonly semantic: SemanticAnalysis | null;
  readonly extraction: QualificationExtraction | null;
  readonly after: Assessment;
  readonly actions: readonly Action[];
}

/** From the cache if it has the reply; else analysed and written, with a template where Claude fails. */
export async function prepareReply(
  message: LeadMessage,
  opening: RunOpening,
  journal: Journal,
): Promise<PreparedReply> {
  const { keys, found } = opening;
  if (keys === null || found === null) return templateFor('fallback', opening);
  if (found.response) {
    const { reply, question, semantic, extraction } = found.response;
    return understood(opening, { template: reply, source: 'cache', question, semantic, extraction });
  }
  const { semantic, extraction } = await journal.stage('claude_analysis', () =>
    analyse(message, opening, keys, found),
  );
  // Claude was asked twice and could not answer: a third call would only keep the lead waiting.
  if (semantic === null && extraction === null) return templateFor('fallback', opening);
  return journal.stage('response_generation', () =>
    generate(message, opening, keys, { semantic, extraction }),
  );
}

/** A reply from a rule. Nothing is understood by it, so the lead's flow stays as it is. */
export function templateFor(purpose: TemplatePurpose, opening: RunOpening): PreparedReply {
  const question = purpose === 'fallback' ? opening.assessment.nextQuestion : null;
  return {
    template: templateReply({
      purpose,
      question,
      leadType: opening.flow.leadType,
      language: opening.language,
      tenantName: opening.tenant?.configuration.name ?? '',
    }),
    source: 'template',
    question: question ?? opening.flow.lastQuestion,
    semantic: null,
    extraction: null,
    after: opening.assessment,
    actions: [],
  };
}

interface Analyses {
  readonly semantic: SemanticAnalysis | null;
  readonly extraction: QualificationExtraction | null;
}

/** Both analyses side by side; only what the caches did not have is asked. */
async function analyse(
  message: LeadMessage,
  opening: RunOpening,
  keys: AnswerKeys,
  found: FoundAnswers,
): Promise<Analyses> {
  const model = opening.tenant?.configuration.models.analysis ?? '';
  const run = { ...message, channel: opening.channel, model };
  const [semantic, extraction] = await Promise.all([
    found.semantic ?? orNull(() => analyseSemantics({ ...run, cacheKey: keys.semantic })),
    found.qualification ??
      orNull(() =>
        extractQualification({
          ...run,
          cacheKey: keys.qualification,
          lastQuestion: opening.flow.lastQuestion,
        }),
      ),
  ]);
  return { semantic, extraction };
}

async function generate(
  message: LeadMessage,
  opening: RunOpening,
  keys: AnswerKeys,
  { semantic, extraction }: Analyses,
): Promise<PreparedReply> {
  const flow = extraction ? mergeExtraction(opening.flow, extraction) : opening.flow;
  const assessment = assess(flow);
  const written = await orNull(() =>
    writeReply({
      ...message,
      channel: opening.channel,
      language: opening.language,
      flowBefore: opening.flow,
      flow,
      assessment,
      semantic,
      extraction,
      cacheKey: keys.response,
    }),
  );
  const question = assessment.nextQuestion;
  if (written)
    return understood(opening, { template: written.reply, source: 'claude', question, semantic, extraction });
  const fallback = templateFor('fallback', { ...opening, flow, assessment });
  return understood(opening, { ...fallback, semantic, extraction });
}

/** Adds what the lead's answers make of the flow, and what is to be done in GHL for it. */
function understood(opening: RunOpening, reply: Omit<PreparedReply, 'after' | 'actions'>): PreparedReply {
  const flow = reply.extraction ? mergeExtraction(opening.flow, reply.extraction) : opening.flow;
  const after = assess(flow);
  if (opening.tenant === null) return { ...reply, after, actions: [] };
  const actions = decideActions({
    before: opening.answeredBefore ? opening.assessment : null,
    after,
    flow,
    flowBefore: opening.flow,
    semantic: reply.semantic,
    tenant: opening.tenant.configuration,
    firstReply: !opening.answeredBefore,
    needsHumanAlready: opening.needsHumanAlready,
  });
  return { ...reply, after, actions };
}

/** Claude's failures have been retried by now; what is left is to do without. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return null;
  }
}
