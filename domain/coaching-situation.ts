import { slotNames } from './analysis';
import type { AgentProfile } from './agent-context';
import type { CoachingSituation, ContactState, Silence } from './coaching';
import type { LocationId } from './ids';
import { detectLanguage } from './language';
import type { ConversationMessage, LeadIdentity } from './lead-message';
import { cleanMessage } from './message-text';
import { routeOf } from './model-routes';
import { maskIdentity } from './placeholders';
import { assess } from './qualification';
import { countsFrom } from './qualification-answers';
import type { QualificationFlow } from './qualification-flow';
import type { TenantConfiguration } from './tenant';
import { tags, type Channel } from './vocabulary';

export interface CoachingFacts {
  readonly locationId: LocationId;
  readonly tenant: TenantConfiguration;
  readonly tenantVersion: number;
  /** Oldest first, at least one. */
  readonly messages: readonly ConversationMessage[];
  readonly channel: Channel;
  readonly identity: LeadIdentity;
  readonly flow: QualificationFlow;
  readonly profile: AgentProfile;
  readonly state: ContactState;
  readonly now: Date;
}

/** What is looked at of one message, of a lead's last words, and of what was said before and after. */
const longestText = 1_000;
const leadMessagesAtMost = 5;
const answersAtMost = 3;

export interface ContactFacts {
  readonly optedOut: boolean;
  /** Channels that GHL says must not be written to. */
  readonly doNotDisturb: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly channel: Channel;
  readonly pausedUntil: Date | null;
  readonly handedOff: boolean;
  readonly tenant: TenantConfiguration;
  readonly now: Date;
}

/** Whether a lead may be written to, and whether the assistant would do it. */
export function contactStateOf(facts: ContactFacts): ContactState {
  const { doNotDisturb, channel, tenant } = facts;
  const has = (tag: string): boolean => facts.tags.some(own => own.toLowerCase() === tag.toLowerCase());
  const isBarred = doNotDisturb['all'] === 'active' || doNotDisturb[channel] === 'active';
  if (facts.optedOut || isBarred || has(tags.optOut)) return 'must_not_be_written_to';
  const isPaused = facts.pausedUntil !== null && facts.pausedUntil > facts.now;
  const sleeps = isPaused || facts.handedOff || tenant.mode === 'off' || tenant.blockedTags.some(has);
  return sleeps ? 'bot_sleeps' : 'open';
}

const hourMs = 60 * 60 * 1_000;

/** Puts together what an advice depends on. Pure: the same facts are the same situation. */
export function coachingSituation(facts: CoachingFacts): CoachingSituation {
  const { tenant, messages, identity, flow, profile } = facts;
  const exchange = lastExchange(messages);
  const { stage, temperature, nextQuestion } = assess(flow);
  const shown = (text: string): string => maskIdentity(cleanMessage(text), identity);
  return {
    locationId: facts.locationId,
    tenantVersion: facts.tenantVersion,
    model: routeOf('coaching', tenant, facts.now).model,
    agent: { role: profile.role, ...profile.coaching },
    channel: facts.channel,
    returning: isReturning(messages, exchange),
    language: languageOf(messages, tenant),
    adviceLanguage: tenant.languages[0] ?? 'en',
    leadType: flow.leadType,
    stage,
    temperature,
    lastQuestion: flow.lastQuestion,
    nextQuestion,
    known: slotNames.flatMap(slot => {
      const answer = flow.slots[slot];
      if (!answer?.value) return [];
      return [{ slot, value: shown(answer.value), sure: answer.confidence >= countsFrom }];
    }),
    exchange: exchange.map(({ author, text }) => ({
      author: author === 'lead' ? ('lead' as const) : ('office' as const),
      text: shown(text.slice(0, longestText)),
    })),
    state: facts.state,
    silence: silenceOf(messages, facts.now),
  };
}

/** The last words of the lead, the message they answer, and the office's answers to them. */
function lastExchange(messages: readonly ConversationMessage[]): readonly ConversationMessage[] {
  const isLead = ({ author }: ConversationMessage): boolean => author === 'lead';
  const lastOfLead = messages.findLastIndex(isLead);
  if (lastOfLead === -1) return messages.slice(-answersAtMost);
  const before = messages.slice(0, lastOfLead).findLastIndex(message => !isLead(message));
  const answered = messages.slice(Math.max(0, before), before + 1);
  const words = messages.slice(before + 1, lastOfLead + 1).slice(-leadMessagesAtMost);
  return [...answered, ...words, ...messages.slice(lastOfLead + 1).slice(-answersAtMost)];
}

/** The lead's last words came a day or more after anything that was said before them. */
function isReturning(
  messages: readonly ConversationMessage[],
  exchange: readonly ConversationMessage[],
): boolean {
  const first = exchange.find(message => message.author === 'lead');
  const before = first && messages[messages.indexOf(first) - 1];
  if (!before) return false;
  return Date.parse(first.dateAdded) - Date.parse(before.dateAdded) >= 24 * hourMs;
}

/** The newest message of the lead decides; where it does not tell ("ok", "3"), those before it do. */
function languageOf(messages: readonly ConversationMessage[], tenant: TenantConfiguration): string {
  return messages
    .filter(message => message.author === 'lead')
    .reduce((language, { text }) => detectLanguage(text, language), tenant.languages[0] ?? 'en');
}

function silenceOf(messages: readonly ConversationMessage[], now: Date): Silence {
  const last = messages.at(-1);
  const ms = last ? now.getTime() - Date.parse(last.dateAdded) : 0;
  if (ms < hourMs) return 'minutes';
  return ms < 24 * hourMs ? 'hours' : 'days';
}
