/** Why a reply may not go out. */
export type ReplyRefusal =
  | 'empty'
  | 'too_long'
  | 'link_not_allowed'
  | 'unknown_placeholder'
  | 'hidden_characters'
  | 'markup'
  | 'encoded_text'
  | 'prompt_leak'
  | 'wrong_language'
  | 'price_not_in_sources'
  | 'address_not_in_sources'
  | 'contact_not_in_sources'
  | 'time_not_in_sources'
  | 'other_lead'
  | 'promise_not_allowed'
  | 'advice_given'
  | 'fair_housing';

export interface Refusal {
  readonly reason: ReplyRefusal;
  /**
   * Says to the model what to change. It may quote a few words of the reply, so it is not for logs,
   * nor for the explanation of a run: the reason is.
   */
  readonly sentence: string;
}

export const refusal = (reason: ReplyRefusal, sentence: string): Refusal => ({ reason, sentence });

const longestQuotation = 60;

/** Words of a reply as they may stand in the request for a better one: one line, short, no tags or quotes. */
export function quoted(text: string): string {
  const line = text
    .replace(/[<>"{}\s]+/g, ' ')
    .trim()
    .slice(0, longestQuotation);
  return `"${line}"`;
}

/** Sentences of a reply, each with the mark that ends it; a decimal point and "p.m." end none. */
export const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])(?<!\b[AaPp]\.)(?<!\b[AaPp]\.[Mm]\.(?=\s\p{Ll}))\s+|\n+/u).filter(Boolean);
