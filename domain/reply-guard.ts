import { linksNotAllowed } from './link-rules';
import { straightQuotes } from './message-text';
import { placeholderNames } from './placeholder-names';
import type { TenantConfiguration } from './tenant';
import type { Channel } from './vocabulary';

/** Part of the response key: a change of the rules below must not let older replies pass by. */
export const guardVersion = 'guard-1';

export type ReplyRefusal =
  'empty' | 'too_long' | 'link_not_allowed' | 'unknown_placeholder' | 'hidden_characters' | 'prompt_leak';

export type ReplyCheck =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: ReplyRefusal };

export interface ReplyCheckOptions {
  readonly channel: Channel;
  readonly tenant: TenantConfiguration;
  /** Not looked at yet; ISO 639-1. */
  readonly language?: string;
}

/** The most characters a channel carries well; SMS is the tenant's own setting. */
const maxCharacters: Readonly<Record<Exclude<Channel, 'SMS'>, number>> = {
  Email: 5_000,
  WhatsApp: 1_500,
  FB: 1_500,
  IG: 900,
  Live_Chat: 1_500,
};

/** Text that is there and not seen. Joiners and variation selectors stay: emoji are made of them. */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

const leaks: readonly RegExp[] = [
  /<\/?(?:conversation|message|last_question|next_question|language|known|analysis|system|assistant|user|rules|example)\b/i,
  /\bsystem prompt\b|\bmy (?:instructions|prompt|guidelines)\b|\bas an? (?:ai )?(?:large )?language model\b/i,
  /^\s*[[{]\s*"|"(?:role|content|primary_intent|lead_type)"\s*:/,
  /^\s*(?:here(?:'s| is) (?:the|a|my) (?:reply|message|response|draft)|reply|response|agent|assistant)\s*:/i,
];

function withoutWrapping(text: string): string {
  const trimmed = text.trim();
  const isQuoted = /^"[^"]*"$/s.test(trimmed);
  return (isQuoted ? trimmed.slice(1, -1) : trimmed).trim();
}

/** The longest beginning within `limit` that ends with a sentence, or null where that loses too much. */
function shortened(text: string, limit: number): string | null {
  if (text.length <= limit) return text;
  const ends = [...text.slice(0, limit).matchAll(/[.!?](?=\s|$)/g)].map(match => match.index + 1);
  // A full stop at the very limit ends a sentence only where the next character says so.
  const end = ends.filter(index => index < limit || /\s/.test(text.charAt(index))).at(-1);
  return end === undefined || end < limit / 4 ? null : text.slice(0, end);
}

const hasUnknownPlaceholder = (text: string): boolean =>
  [...text.matchAll(/\{+\s*([^{}]*?)\s*\}+|\[(?:your |agent |lead |first |last )?[Nn]ame\]/g)].some(
    ([, name]) => !placeholderNames.some(known => known === name),
  );

/**
 * Whether a reply, placeholders still in it, may go out, and in what form: quotes straight, no
 * quotation marks around the whole, cut at a sentence's end where it is too long for the channel.
 */
export function checkReply(text: string, { channel, tenant }: ReplyCheckOptions): ReplyCheck {
  const clean = withoutWrapping(straightQuotes(text));
  if (clean === '') return { ok: false, reason: 'empty' };
  if (hidden.test(clean)) return { ok: false, reason: 'hidden_characters' };
  if (leaks.some(leak => leak.test(clean))) return { ok: false, reason: 'prompt_leak' };
  if (hasUnknownPlaceholder(clean)) return { ok: false, reason: 'unknown_placeholder' };
  if (linksNotAllowed(clean, tenant.voice.links).length > 0) return { ok: false, reason: 'link_not_allowed' };
  const fitting = shortened(clean, channel === 'SMS' ? tenant.smsMaxCharacters : maxCharacters[channel]);
  return fitting === null ? { ok: false, reason: 'too_long' } : { ok: true, text: fitting };
}
