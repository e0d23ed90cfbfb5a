import type { SlotName } from './analysis';
import type { AgentRole } from './agent-context';
import type { LocationId } from './ids';
import type { QuestionName } from './qualification-flow';
import type {
  Channel,
  CoachingIntensity,
  CoachingStyle,
  ConversationStage,
  LeadTemperature,
  LeadType,
} from './vocabulary';

/** Advice to an agent on one conversation. Placeholders stand for the lead's identity. */
export interface CoachingAdvice {
  /** Where the conversation stands, in one or two sentences. */
  readonly summary: string;
  /** The one thing to do now. */
  readonly nextStep: string;
  /** A message to send as it is, in the lead's language; null where none should go out. */
  readonly suggestedReply: string | null;
  /** What to be careful of, at most three. */
  readonly watchOut: readonly string[];
}

/** Whether the lead may be written to, and by whom. */
export type ContactState = 'open' | 'bot_sleeps' | 'must_not_be_written_to';

/** How long ago anybody wrote: within the hour, within the day, longer. */
export type Silence = 'minutes' | 'hours' | 'days';

/**
 * Everything that an advice is written from, and nothing else: two leads in the same situation get the
 * same advice, so it is also what its key in the cache is made of. Texts are masked: it holds no
 * identity.
 */
export interface CoachingSituation {
  readonly locationId: LocationId;
  /** Of the location's settings: voice, facts and languages stand for themselves in them. */
  readonly tenantVersion: number;
  readonly model: string;
  readonly agent: {
    readonly role: AgentRole;
    readonly style: CoachingStyle;
    readonly intensity: CoachingIntensity;
  };
  readonly channel: Channel;
  /** The lead came back after a day or more. */
  readonly returning: boolean;
  /** The lead's, ISO 639-1. */
  readonly language: string;
  /** The agent's, ISO 639-1. */
  readonly adviceLanguage: string;
  readonly leadType: LeadType;
  readonly stage: ConversationStage;
  readonly temperature: LeadTemperature;
  readonly lastQuestion: QuestionName | null;
  readonly nextQuestion: QuestionName | null;
  readonly known: readonly { readonly slot: SlotName; readonly value: string; readonly sure: boolean }[];
  /** The last words of the lead, what they answer, and what the office has said since. Oldest first. */
  readonly exchange: readonly { readonly author: 'lead' | 'office'; readonly text: string }[];
  readonly state: ContactState;
  readonly silence: Silence;
}
