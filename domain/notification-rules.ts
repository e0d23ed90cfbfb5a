import type { HandOff } from './hand-off';
import type { LeadTemperature, RunStatus } from './vocabulary';

/** What people are told of. Shaped like a coaching alert; holds no personal data. */
export interface Notification {
  readonly kind: 'hot_lead' | 'needs_human' | 'failure' | 'opt_out' | 'budget_warning';
  readonly priority: 'critical' | 'high' | 'medium' | 'low';
  readonly title: string;
  readonly message: string;
  readonly suggestedAction: string;
}

export interface NotificationInput {
  readonly status: RunStatus;
  readonly temperatureBefore: LeadTemperature | null;
  readonly temperatureAfter: LeadTemperature | null;
  /** Why a person is to go on, or null. */
  readonly handOff: HandOff | null;
  /** A code of the error catalogue, or null. */
  readonly failureCode: string | null;
  /** The lead opted out with this message, as against before it. */
  readonly optedOutNow?: boolean;
}

function hotLead({ temperatureBefore, temperatureAfter }: NotificationInput): Notification[] {
  if (temperatureAfter !== 'hot' || temperatureBefore === 'hot') return [];
  return [
    {
      kind: 'hot_lead',
      priority: 'high',
      title: 'A lead became hot',
      message: 'The answers so far show a lead who is ready to act.',
      suggestedAction: 'Call while the conversation is fresh; the note on the contact has the answers.',
    },
  ];
}

function humanNeeded({ handOff }: NotificationInput): Notification[] {
  if (handOff === null) return [];
  const isAngry = handOff.reason === 'angry';
  return [
    {
      kind: 'needs_human',
      priority: isAngry ? 'critical' : 'high',
      title: isAngry ? 'A lead is angry' : 'A lead needs a person',
      message: `${handOff.sentence} The bot sleeps meanwhile.`,
      suggestedAction:
        'Read the conversation and get in touch yourself; the note on the contact has the draft.',
    },
  ];
}

function failure({ status, failureCode }: NotificationInput): Notification[] {
  if (status !== 'failed') return [];
  return [
    {
      kind: 'failure',
      priority: 'critical',
      title: 'A lead got no reply',
      message: `The reply failed (${failureCode ?? 'internal'}) and is not tried again.`,
      suggestedAction: 'Answer the lead yourself, then look at the run to see what went wrong.',
    },
  ];
}

function optOut({ status, optedOutNow }: NotificationInput): Notification[] {
  if (!(optedOutNow ?? status === 'opted_out')) return [];
  return [
    {
      kind: 'opt_out',
      priority: 'low',
      title: 'A lead opted out',
      message: 'The lead asked for no more messages; nothing more is sent.',
      suggestedAction: 'Do not write to this contact until they ask for it.',
    },
  ];
}

/** Who is to be told of a run: none for most, several where one message is news in more ways. */
export function notificationsFor(input: NotificationInput): Notification[] {
  return [...failure(input), ...humanNeeded(input), ...hotLead(input), ...optOut(input)];
}
