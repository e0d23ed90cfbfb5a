import { runId, type LocationId, type RunId, type WebhookId } from './ids';
import { secondFnvOffset, stableHash } from './stable-hash';

/** The longest a part of an id may be; two parts and the words around them stay under 600 characters. */
const maxPartLength = 200;
const keptOfLongPart = 150;

/** `encodeURIComponent` for all but letters, digits and `._:-`, and without its error for half a character. */
function percentEncoded(text: string): string {
  return text.replace(/[^A-Za-z0-9._:-]/gu, character => {
    const unit = character.charCodeAt(0);
    if (character.length === 1 && unit >= 0xd800 && unit <= 0xdfff) return `%u${unit.toString(16)}`;
    const encoded = encodeURIComponent(character);
    return encoded === character ? `%${unit.toString(16).toUpperCase()}` : encoded;
  });
}

/**
 * A part of a workflow id: kept as it is where that is safe, else percent-encoded, and a long one
 * cut with its hash behind a `~` (which neither of the others can hold), so that different ids stay
 * different.
 */
function safePart(text: string): string {
  if (text === '') return '%';
  const encoded = percentEncoded(text);
  if (encoded.length <= maxPartLength) return encoded;
  return `${encoded.slice(0, keptOfLongPart)}~${stableHash(text)}${stableHash(text, secondFnvOffset)}`;
}

/**
 * `webhook/{locationId}/{webhookId}`: one webhook, one id, so that Temporal itself refuses a
 * duplicate. `none` stands for no location.
 */
export function webhookWorkflowId(location: LocationId | null, webhook: WebhookId): string {
  return `webhook/${location === null ? 'none' : safePart(location)}/${safePart(webhook)}`;
}

/** The child that writes the figures of a webhook. */
export const metricsWorkflowId = (parent: string): string => `${parent}/metrics`;

/** The child that tells people. */
export const notificationsWorkflowId = (parent: string): string => `${parent}/notifications`;

/** The n-th replay of a run, counted from 1. */
export const replayWorkflowId = (parent: string, n: number): string => `${parent}/replay/${n}`;

/**
 * The writing of one advice: whoever asks for the same one meanwhile waits for this one.
 * @param key of the advice in the cache, or of one conversation where it may be told in that one alone
 */
export const coachingWorkflowId = (location: LocationId, key: string): string =>
  `coaching/${safePart(location)}/${key}`;

/** The run's id on the outside: `run_` and 32 hexadecimal digits, so that it fits in a URL. */
export function runIdOf(workflowId: string): RunId {
  return runId(`run_${stableHash(workflowId)}${stableHash(workflowId, secondFnvOffset)}`);
}
