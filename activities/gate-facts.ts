import type { GateFacts } from '../domain/gate';
import { kindOf, type WebhookEvent } from '../domain/ghl-event';
import { readOptOut } from '../domain/opt-out';
import { tags, type Channel } from '../domain/vocabulary';
import { defaults } from '../runtime/defaults';
import type { ConversationState } from '../store/conversations';
import type { Tenant } from '../store/tenants';

export interface GateInput {
  readonly event: WebhookEvent;
  /** GHL was asked about the contact in this run. */
  readonly contactAsked: boolean;
  readonly tenant: Tenant | null;
  readonly state: ConversationState | null;
  readonly now: Date;
}

/** What the gate decides on, from the message, the tenant's settings and the state of the conversation. */
export function gateFacts({ event, contactAsked, tenant, state, now }: GateInput): GateFacts {
  const configuration = tenant?.configuration;
  const ownTags = state?.contact?.tags ?? [];
  const hasTag = (tag: string): boolean => ownTags.some(own => own.toLowerCase() === tag.toLowerCase());
  const writtenAt = event.dateAdded ?? event.timestamp;
  return {
    kind: kindOf(event),
    tenant: configuration === undefined ? 'unknown' : configuration.mode,
    optOut: readOptOut(event.text ?? ''),
    optedOut: state?.optedOut ?? false,
    doNotDisturb: isDoNotDisturb(state, event.channel),
    pausedUntil: state?.pausedUntil ?? null,
    pausedReason: state?.pausedReason ?? null,
    handedOff: state?.handedOff ?? false,
    blockedTag: configuration?.blockedTags.find(hasTag) ?? null,
    missingRequiredTags: requiredTagsMissing(configuration?.requiredTags ?? [], hasTag),
    messageAgeMs: writtenAt === null ? 0 : Math.max(0, now.getTime() - Date.parse(writtenAt)),
    maxAnswerAgeMs: (configuration?.maxAnswerAgeHours ?? 24) * 60 * 60 * 1_000,
    duplicateMemoryMs: defaults.namespaceRetentionDays * 24 * 60 * 60 * 1_000,
    // Once other runs may have given way to this one, only the claim can tell what is still unanswered.
    alreadyCovered: !contactAsked && (state?.covered ?? false),
    now: now.toISOString(),
  };
}

const requiredTagsMissing = (
  required: readonly string[],
  hasTag: (tag: string) => boolean,
): readonly string[] => (required.length === 0 || required.some(hasTag) ? [] : required);

/** GHL keeps do-not-disturb by channel, and `all` for every one; the tag stands for channels without a switch. */
function isDoNotDisturb(state: ConversationState | null, channel: Channel | null): boolean {
  const settings = state?.contact?.doNotDisturb ?? {};
  if (state?.contact?.tags.some(tag => tag.toLowerCase() === tags.optOut.toLowerCase())) return true;
  return settings['all'] === 'active' || (channel !== null && settings[channel] === 'active');
}
