import { setTimeout as pause } from 'node:timers/promises';
import type { Claude } from '../claude/claude-client';
import type { TokenUsage } from '../claude/prices';
import { UnusableAnswer, type PaidCall } from '../claude/unusable-answer';
import type { QualificationExtraction, SemanticAnalysis } from '../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import { answerLead, type AnsweringStrategy, type AskClaude, type LeadToAnswer } from '../claude/answering';
import { routeOf } from '../domain/model-routes';
import type { PromptRequest } from '../domain/prompts/prompt';
import type { QuestionName } from '../domain/qualification-flow';
import { replyDraftSchema, wholeAnswerSchema } from '../domain/reply-draft.schema';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';

/** One call as it was made. */
export interface MeteredCall {
  readonly task: PromptRequest['task'];
  readonly promptVersion: string;
  /** The model that answered. */
  readonly model: string;
  readonly usage: TokenUsage;
  readonly costUsd: number;
  readonly ms: number;
  readonly simulated: boolean;
  /** The answer did not have the form asked for. It was paid all the same. */
  readonly unusable: boolean;
}

/** What became of one message. Null: there was no usable answer. */
export interface AnsweredMessage {
  readonly semantic: SemanticAnalysis | null;
  readonly extraction: QualificationExtraction | null;
  readonly reply: string | null;
  readonly asks: QuestionName | null;
  readonly calls: readonly MeteredCall[];
  /** From the first call to the last answer. Milliseconds. */
  readonly ms: number;
}

/**
 * Understands and answers a message as the product does, once.
 * @throws LeadwireError `claude_rejected`, `claude_rate_limited`, `claude_unavailable` where Claude
 * cannot be asked at all: figures without those messages would say nothing
 */
export type Answering = (lead: LeadToAnswer, signal: AbortSignal) => Promise<AnsweredMessage>;

/** How often a call is tried that Claude had no room for, and how long the first wait is at least. */
const attempts = 5;
const firstWaitMs = 1_000;

/**
 * Answers by the product's own prompts and schemas. An unusable answer is not asked for again: what is
 * measured is the model, not the patience with it. A call that Claude has no room for is asked again, of
 * the same model: a figure of two models would be of neither.
 */
export const answeringBy =
  (strategy: AnsweringStrategy, claude: Claude): Answering =>
  async (lead, signal) => {
    const calls: MeteredCall[] = [];
    const values = new Map<string, unknown>();
    const ask: AskClaude = async ({ prompt, schema }) => {
      const { model } = routeOf(prompt.task, lead.tenant, systemClock.now());
      const { value } = await withPatience(signal, async () => {
        try {
          const answer = await claude.ask(prompt, { model, schema, signal });
          calls.push(metered(prompt, answer, false));
          return answer;
        } catch (error) {
          if (error instanceof UnusableAnswer) calls.push(metered(prompt, error.paid, true));
          throw error;
        }
      });
      values.set(prompt.task, value);
      return value;
    };
    const startedAt = systemClock.elapsed();
    try {
      await answerLead(strategy, ask, lead);
    } catch (error) {
      if (!(error instanceof UnusableAnswer)) throw error;
    }
    const ms = Math.round(systemClock.elapsed() - startedAt);
    return { ...partsOf(values), calls, ms };
  };

const metered = (
  { task, version }: PromptRequest,
  { model, usage, costUsd, durationMs, simulated }: PaidCall,
  unusable: boolean,
): MeteredCall => ({
  ...{ task, promptVersion: version, model, usage, costUsd, simulated, unusable },
  ms: durationMs,
});

/** What came back, be it all of it or not; a reply that was written again replaces the first. */
function partsOf(values: ReadonlyMap<string, unknown>): Omit<AnsweredMessage, 'calls' | 'ms'> {
  const whole = wholeAnswerSchema.safeParse(values.get('answer')).data;
  const semantic = semanticAnalysisSchema.safeParse(values.get('semantic')).data ?? whole?.semantic;
  const extraction =
    qualificationExtractionSchema.safeParse(values.get('qualification')).data ?? whole?.qualification;
  const draft = replyDraftSchema.safeParse(values.get('rewrite') ?? values.get('reply')).data ?? whole;
  return {
    semantic: semantic ?? null,
    extraction: extraction ?? null,
    reply: draft?.reply ?? null,
    asks: draft?.asks ?? null,
  };
}

async function withPatience<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const mayWait =
        error instanceof LeadwireError &&
        (error.code === 'claude_rate_limited' || error.code === 'claude_unavailable');
      if (!mayWait || attempt === attempts || signal.aborted) throw error;
      await pause(Math.max(error.retryAfterMs ?? 0, firstWaitMs * 2 ** (attempt - 1)), undefined, { signal });
    }
  }
}
