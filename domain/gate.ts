import type { EventKind } from './ghl-event';
import type { OptOutReading } from './opt-out';
import type { EndStatus } from './vocabulary';

/** What is known before anything is paid: from code and tables only. */
export interface GateFacts {
  readonly kind: EventKind;
  readonly tenant: 'unknown' | 'off' | 'draft' | 'live';
  /** What the message asks of the messages as such. */
  readonly optOut: OptOutReading;
  /** The lead opted out before. */
  readonly optedOut: boolean;
  /** GHL's do-not-disturb for this channel or all. */
  readonly doNotDisturb: boolean;
  /** ISO 8601, or null where the bot does not sleep. */
  readonly pausedUntil: string | null;
  /** Why it sleeps, for a person, without personal data: "the agent wrote". */
  readonly pausedReason: string | null;
  /** The conversation was handed to a person for good. */
  readonly handedOff: boolean;
  /** The tag that silences the bot for this contact, or null. */
  readonly blockedTag: string | null;
  /** The tags of which the contact would need one; empty where it has one or none is asked for. */
  readonly missingRequiredTags: readonly string[];
  /** How long ago the message was written. */
  readonly messageAgeMs: number;
  /** The tenant's limit: an older message becomes a task. */
  readonly maxAnswerAgeMs: number;
  /** How long duplicates are remembered: an older event could have been answered before. */
  readonly duplicateMemoryMs: number;
  /** A reply that covers this message was claimed by another run. */
  readonly alreadyCovered: boolean;
  /** ISO 8601. */
  readonly now: string;
}

export type GateDecision =
  | { readonly outcome: 'answer' }
  | { readonly outcome: 'opt_out' | 'opt_in' | 'help' }
  | {
      readonly outcome: 'stop';
      readonly status: EndStatus;
      readonly explanation: string;
      /** True where the message is to become a task for a person. */
      readonly becomesTask: boolean;
    };

const stop = (status: EndStatus, explanation: string, becomesTask = false): GateDecision => ({
  outcome: 'stop',
  status,
  explanation: `not answered: ${explanation}`,
  becomesTask,
});

/** "15:40" in UTC, or with the day where that is another one. */
function timeOfDay(iso: string, now: string): string {
  const time = `${iso.slice(11, 16)} UTC`;
  return iso.slice(0, 10) === now.slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}

/** A span in the unit a person would use: "12 min", "3 h", "2 days". */
export function spanInWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function decidePause(facts: GateFacts): GateDecision | null {
  const until = facts.pausedUntil === null ? Number.NaN : Date.parse(facts.pausedUntil);
  if (Number.isNaN(until) || until <= Date.parse(facts.now)) return null;
  const reason = facts.pausedReason ?? 'the bot was paused';
  return stop(
    'paused',
    `${reason}, the bot sleeps until ${timeOfDay(new Date(until).toISOString(), facts.now)}`,
  );
}

function decideConsent(facts: GateFacts): GateDecision | null {
  if (facts.optedOut) return stop('opted_out', 'the lead opted out');
  if (facts.doNotDisturb) return stop('opted_out', 'do-not-disturb is on for this contact');
  return null;
}

function decidePeople(facts: GateFacts): GateDecision | null {
  if (facts.handedOff) return stop('handed_off', 'a person has taken over this conversation');
  const paused = decidePause(facts);
  if (paused) return paused;
  if (facts.blockedTag !== null) return stop('paused', `the contact has the tag ${facts.blockedTag}`);
  if (facts.missingRequiredTags.length > 0)
    return stop('ignored', `the contact has none of the tags ${facts.missingRequiredTags.join(', ')}`);
  return null;
}

function decideAge(facts: GateFacts): GateDecision | null {
  const age = spanInWords(facts.messageAgeMs);
  if (facts.messageAgeMs > facts.duplicateMemoryMs)
    return stop('ignored', `the message is ${age} old, more than duplicates are remembered for`);
  if (facts.messageAgeMs > facts.maxAnswerAgeMs)
    return stop('ignored', `the message is ${age} old; it became a task for a person`, true);
  return null;
}

const decideCoverage = (facts: GateFacts): GateDecision | null =>
  facts.alreadyCovered ? stop('superseded', 'another run has already answered this message') : null;

/** Consent may be asked for at any time, but an old "START" must not undo a newer "STOP". */
function decideRequest(facts: GateFacts): GateDecision | null {
  if (facts.optOut === 'opt_in') return decideAge(facts) ?? { outcome: 'opt_in' };
  if (facts.optOut === 'help' && (facts.tenant === 'live' || facts.tenant === 'draft')) {
    return (
      decideConsent(facts) ??
      decidePeople(facts) ??
      decideAge(facts) ??
      decideCoverage(facts) ?? { outcome: 'help' }
    );
  }
  return null;
}

/**
 * Whether a message is answered, decided before anything is paid. An opt-out is taken whatever
 * else is true of the location or the conversation; then the lead's own wishes, then people's, then
 * age. Every "no" is explained in one sentence without personal data.
 */
export function decideGate(facts: GateFacts): GateDecision {
  if (facts.kind !== 'lead_message') return stop('ignored', 'the event is no text message of a lead');
  // Kept for a location that was never set up too: it may be, and then the lead must not be written to.
  if (facts.optOut === 'opt_out') return { outcome: 'opt_out' };
  if (facts.tenant === 'unknown')
    return stop('ignored', 'this location was never set up; PUT /v1/tenants/{locationId}');
  const request = decideRequest(facts);
  if (request) return request;
  if (facts.tenant === 'off') return stop('ignored', 'this location is switched off');
  return (
    decideConsent(facts) ??
    decidePeople(facts) ??
    decideAge(facts) ??
    decideCoverage(facts) ?? { outcome: 'answer' }
  );
}
