import type { HandOff } from './hand-off';
import type { ReplySource } from './vocabulary';

/** How a run ended, in one sentence for a person and without personal data. What was not answered at the gate is explained in `gate.ts`. */

const writtenBy: Readonly<Record<ReplySource, string>> = {
  cache: 'answered with a reply from the cache',
  claude: 'answered with a reply written by Claude',
  template: 'answered with a prepared reply',
  none: 'answered without a message',
};

/** Where a reply came from, for people: words that the simulator wrote, now or before, are marked. */
export function sourceLabel({
  replySource,
  simulated,
}: {
  readonly replySource: ReplySource;
  readonly simulated: boolean;
}): string {
  const isWritten = replySource === 'claude' || replySource === 'cache';
  return simulated && isWritten ? `${replySource} (simulated)` : replySource;
}

/** The sentence of a run whose reply is out. */
export const answeredExplanation = (source: ReplySource): string => writtenBy[source];

/** The sentence of a run whose lead was told that a person will answer. */
export const handedOffExplanation = ({ sentence }: HandOff): string =>
  `handed to a person: ${clauseOf(sentence)}; the lead was told so, and the bot sleeps`;

/** The sentence of a run whose reply is kept as a note: in draft mode, or because a person answers alone. */
export const withheldExplanation = (handOff: HandOff | null): string =>
  handOff === null
    ? 'drafted, not sent: the location is in draft mode, the reply is a note on the contact'
    : `handed to a person: ${clauseOf(handOff.sentence)}; nothing was sent, and the bot sleeps`;

/** A sentence as part of another one. */
export const clauseOf = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');

const reasons: Readonly<Record<string, string>> = {
  ghl_unauthorized: 'GHL refused the token of this location; install or set it again',
  ghl_rejected: 'GHL refused the message for good',
  ghl_rate_limited: 'GHL asked to wait for longer than an answer keeps',
  ghl_unavailable: 'GHL could not be reached for longer than an answer keeps',
  ghl_ambiguous:
    'GHL did not say whether it took the message, so it is not sent again; please look and answer',
  claude_rejected: 'Claude refused the request for good',
  claude_rate_limited: 'Claude asked to wait for longer than an answer keeps',
  claude_unavailable: 'Claude could not be reached',
  claude_invalid_answer: 'Claude gave no answer that was fit to send',
  budget_exhausted: 'what may be spent on Claude is spent',
  opted_out: 'the lead opted out while the reply was on its way',
  cancelled: 'an operator cancelled the run',
};

/**
 * The sentence of a run that failed.
 * @param code of the error catalogue; one without words of its own is named
 */
export function failureExplanation(code: string): string {
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return `not answered: ${reason ?? `something failed (${code}); the log has the details`}`;
}
