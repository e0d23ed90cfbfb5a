import type { AnswerCost } from '../domain/answer-cost';
import type { HandOff } from '../domain/hand-off';
import type { RunReference } from '../activities/lead-context';
import type { MetricsService } from '../activities/open-run';
import type { Assessment } from '../domain/qualification-flow';
import type { EndStatus, ReplySource } from '../domain/vocabulary';

/** How a run ended, for its row, its children and the person who looks. */
export interface RunOutcome {
  readonly status: EndStatus;
  readonly replySource: ReplySource;
  /** One sentence for a person. */
  readonly explanation: string;
  readonly errorCode: string | null;
  /** The lead before and after this message; null where nothing was assessed. */
  readonly before: Assessment | null;
  readonly after: Assessment | null;
  /** Why a person is to go on, or null. */
  readonly handOff: HandOff | null;
  readonly agentId: string | null;
  /** Where the run's figures go; null where it ended before that was known. */
  readonly metrics: MetricsService | null;
  /** Actions were written down for this run and wait to be applied. */
  readonly hasActions: boolean;
  /** The lead opted out with this message, as against before it. */
  readonly optedOutNow: boolean;
  /** A person was asked to step in before: asking again with each message would only be noise. */
  readonly needsHumanAlready: boolean;
  /** What has left the view is to be summarised, now that the lead waits for nothing. */
  readonly summaryOf: RunReference | null;
  /** What was answered in which state, as a hash; null where nothing was, or by a rule. */
  readonly situationKey: string | null;
  /** What the reply would have cost, had it not come from the cache. */
  readonly saved: AnswerCost | null;
}

const nothing = {
  replySource: 'none',
  errorCode: null,
  before: null,
  after: null,
  handOff: null,
  agentId: null,
  metrics: null,
  hasActions: false,
  optedOutNow: false,
  needsHumanAlready: false,
  summaryOf: null,
  situationKey: null,
  saved: null,
} as const;

/** An outcome without an answer, and what else is known of it. */
export const unanswered = (
  status: RunOutcome['status'],
  explanation: string,
  known: Partial<RunOutcome> = {},
): RunOutcome => ({ ...nothing, ...known, status, explanation });
