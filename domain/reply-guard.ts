import { refusalOfSteering } from './guards/fair-housing';
import { refusalOfPromises } from './guards/promises';
import { refusal, type Refusal } from './guards/refusal';
import { refusalOfLanguage } from './guards/reply-language';
import { refusalOfAddresses, refusalOfContacts, refusalOfPrices } from './guards/stated-facts';
import { refusalOfTimes } from './guards/stated-times';
import { refusalOfForm } from './guards/text-form';
import { straightQuotes } from './message-text';
import type { TenantConfiguration } from './tenant';
import type { Channel } from './vocabulary';

export type { ReplyRefusal } from './guards/refusal';

/** Part of the response key: a change of the rules below must not let older replies pass by. */
export const guardVersion = 'guard-2';

export type ReplyCheck = { readonly ok: true; readonly text: string } | ({ readonly ok: false } & Refusal);

export interface ReplyCheckOptions {
  readonly channel: Channel;
  readonly tenant: TenantConfiguration;
  /** The lead's, ISO 639-1: a reply in another one is refused where code can tell. Not given: not looked at. */
  readonly language?: string;
  /**
   * All texts that a reply may take facts from besides the tenant's own facts and links: the messages of
   * the conversation, what is known of the lead, the listing. Not given: prices, addresses, contact
   * details and times are not looked at. Empty: none of them may stand in the reply.
   */
  readonly sources?: readonly string[];
  /** What else goes into the same message behind the reply, such as a disclosure. Default: nothing. */
  readonly tailCharacters?: number;
}

/** The most characters a channel carries well; SMS is the tenant's own setting. */
const maxCharacters: Readonly<Record<Exclude<Channel, 'SMS'>, number>> = {
  Email: 5_000,
  WhatsApp: 1_500,
  FB: 1_500,
  IG: 900,
  Live_Chat: 1_500,
};
/** What is this many times too long is no reply that only went on a little: nothing of it goes out. */
const farTooLong = 5;

function withoutWrapping(text: string): string {
  const trimmed = text.trim();
  const isQuoted = /^"[^"]*"$/s.test(trimmed);
  return (isQuoted ? trimmed.slice(1, -1) : trimmed).trim();
}

/** The longest beginning within `limit` that ends with a sentence, or null where that loses too much. */
function shortened(text: string, limit: number): string | null {
  if (text.length <= limit) return text;
  if (text.length > limit * farTooLong) return null;
  const ends = [...text.slice(0, limit).matchAll(/[.!?](?=\s|$)/g)].map(match => match.index + 1);
  // A full stop at the very limit ends a sentence only where the next character says so.
  const end = ends.filter(index => index < limit || /\s/.test(text.charAt(index))).at(-1);
  return end === undefined || end < limit / 4 ? null : text.slice(0, end);
}

function refusalOfFacts(text: string, { tenant, sources }: ReplyCheckOptions): Refusal | null {
  if (sources === undefined) return null;
  const all = [tenant.name, ...tenant.voice.facts, ...tenant.voice.links, ...sources];
  return (
    refusalOfPrices(text, all) ??
    refusalOfAddresses(text, all) ??
    refusalOfContacts(text, all) ??
    refusalOfTimes(text, all)
  );
}

/**
 * Whether a reply, placeholders still in it, may go out, and in what form: quotes straight, no
 * quotation marks around the whole, cut at a sentence's end where it is too long for the channel. What is
 * cut off is not looked at. A refusal says to the model what to change.
 */
export function checkReply(text: string, options: ReplyCheckOptions): ReplyCheck {
  const { channel, tenant, language } = options;
  const clean = withoutWrapping(straightQuotes(text));
  if (clean === '') return { ok: false, ...refusal('empty', 'The reply is empty. Write one.') };
  const whole = channel === 'SMS' ? tenant.smsMaxCharacters : maxCharacters[channel];
  const limit = whole - (options.tailCharacters ?? 0);
  // The form is that of the whole: what leaks at the end would be wrong at the beginning too.
  const ofForm = clean.length > limit * farTooLong ? null : refusalOfForm(clean, tenant.voice.links);
  if (ofForm !== null) return { ok: false, ...ofForm };
  const fitting = shortened(clean, limit);
  if (fitting === null)
    return {
      ok: false,
      ...refusal('too_long', `The reply is too long. Write whole sentences, at most ${limit} characters.`),
    };
  const refused =
    refusalOfSteering(fitting) ??
    refusalOfPromises(fitting, tenant.voice.facts) ??
    refusalOfFacts(fitting, options) ??
    refusalOfLanguage(fitting, language);
  return refused === null ? { ok: true, text: fitting } : { ok: false, ...refused };
}
