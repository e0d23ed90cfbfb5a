import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { Action } from '../domain/action';
import { decideActions } from '../domain/actions';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import type { AnswerCost } from '../domain/answer-cost';
import { handOffWithoutClaude, type HandOff } from '../domain/hand-off';
import { assess, mergeExtraction } from '../domain/qualification';
import type { Assessment, QuestionName } from '../domain/qualification-flow';
import { templateReply, type TemplatePurpose } from '../domain/reply-templates';
import type { SureMessage } from '../domain/sure-message';
import type { ReplySource } from '../domain/vocabulary';
import type { RunOpening } from '../activities/open-run';
import { answerLead } from './activity-options';
import { codeOf } from './failure-outcome';
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
  /** Why a person is to go on, or null. The template then only says so. */
  readonly handOff: HandOff | null;
  /** What Claude wrote where a person is to answer instead: for the person's eyes. With placeholders. */
  readonly draft: string | null;
  /** What a reply from the cache cost the run that wrote it, and so saves this one. */
  readonly saved: AnswerCost | null;
}

type Understood = Omit<PreparedReply, 'after' | 'actions'>;

/** From a rule where one is sure, from the cache if it has the reply, else by Claude; a template where Claude fails. */
export async function prepareReply(
  message: LeadMessage,
  opening: RunOpening,
  journal: Journal,
): Promise<PreparedReply> {
  const { keys, found, sure } = opening;
  if (sure) return fromRule(sure, opening);
  if (keys === null) return templateFor('fallback', opening);
  if (found) {
    const { reply, question, semantic, extraction, cost } = found;
    const nothingMore = { handOff: null, draft: null, saved: cost ?? null };
    return understood(opening, {
      ...{ template: reply, source: 'cache', question, semantic, extraction },
      ...nothingMore,
    });
  }
  return journal.stage('claude_analysis', () => askClaude(message, opening, keys.response));
}

/** A reply from a template. Nothing is understood by it, so the lead's flow stays as it is. */
export function templateFor(purpose: TemplatePurpose, opening: RunOpening): PreparedReply {
  const asks = purpose === 'fallback' || purpose === 'acknowledged' || purpose === 'noted';
  const question = asks ? opening.assessment.nextQuestion : null;
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
    handOff: null,
    draft: null,
    saved: null,
  };
}

/** What a rule read for sure, and the next question; a lead who became hot by it is offered a visit. */
function fromRule({ extraction, purpose }: SureMessage, opening: RunOpening): PreparedReply {
  const flow = mergeExtraction(opening.flow, extraction);
  const assessment = assess(flow);
  const isHot = assessment.temperature === 'hot' && purpose === 'noted';
  const reply = templateFor(isHot ? 'offer_visit' : purpose, { ...opening, flow, assessment });
  return understood(opening, { ...reply, question: isHot ? null : reply.question, extraction });
}

async function askClaude(
  message: LeadMessage,
  opening: RunOpening,
  responseKey: string,
): Promise<PreparedReply> {
  const { channel, language, flow } = opening;
  try {
    const answer = await answerLead({ ...message, channel, language, flow, responseKey });
    const { semantic, extraction, draft, source, handOff, saved } = answer;
    if (handOff) return handedOver(opening, handOff, { semantic, extraction, draft: draft.reply });
    const reply = { template: draft.reply, question: draft.asks, source, semantic, extraction };
    return understood(opening, { ...reply, handOff: null, draft: null, saved });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    // Asked twice without an answer fit to send, or nothing left to spend: that is a person's now. An
    // outage passes: the lead gets a prepared reply meanwhile.
    const handOff = handOffs[codeOf(error)];
    return handOff === undefined
      ? templateFor('fallback', opening)
      : handedOver(opening, handOff, { semantic: null, extraction: null, draft: null });
  }
}

/** By the code of the error. */
const handOffs: Readonly<Record<string, HandOff>> = {
  claude_invalid_answer: handOffWithoutClaude.claude_unusable,
  budget_exhausted: handOffWithoutClaude.budget_exhausted,
};

function handedOver(
  opening: RunOpening,
  handOff: HandOff,
  known: Pick<PreparedReply, 'semantic' | 'extraction' | 'draft'>,
): PreparedReply {
  const { template, source, question } = templateFor('handed_over', opening);
  return understood(opening, { template, source, question, handOff, saved: null, ...known });
}

/** Adds what the lead's answers make of the flow, and what is to be done in GHL for it. */
function understood(opening: RunOpening, reply: Understood): PreparedReply {
  const flow = reply.extraction ? mergeExtraction(opening.flow, reply.extraction) : opening.flow;
  const after = assess(flow);
  if (opening.tenant === null) return { ...reply, after, actions: [] };
  const actions = decideActions({
    before: opening.answeredBefore ? opening.assessment : null,
    after,
    flow,
    flowBefore: opening.flow,
    tenant: opening.tenant.configuration,
    firstReply: !opening.answeredBefore,
    handOff: reply.handOff,
    needsHumanAlready: opening.needsHumanAlready,
  });
  return { ...reply, after, actions };
}
