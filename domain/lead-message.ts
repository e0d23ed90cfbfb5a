import type { Channel } from './vocabulary';

/** One message of a conversation, as the rules and prompts see it. */
export interface ConversationMessage {
  readonly id: string;
  readonly author: 'lead' | 'bot' | 'human';
  readonly text: string;
  /** ISO 8601; conversations are ordered by it, since webhooks come in any order. */
  readonly dateAdded: string;
}

/** Identity of a lead: what is masked before Claude or a cache sees a text. */
export interface LeadIdentity {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

/** The conversation as far as it bears on the next reply. */
export interface ConversationContext {
  readonly channel: Channel;
  /** Oldest first; the last is the newest of the lead. At most 20. */
  readonly messages: readonly ConversationMessage[];
  /** What was said before them, in a few masked lines; null or left out where they are all there is. */
  readonly summary?: string | null;
  /** The lead comes back after 24 hours or more. */
  readonly returning: boolean;
  readonly identity: LeadIdentity;
  /** Listing the lead or we spoke of, or null. */
  readonly listing: string | null;
}
