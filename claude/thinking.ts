/**
 * Models from 5 on think before they answer unless told otherwise, and what they think counts
 * against `max_tokens`. A lead waits for the reply, so they are asked for the least effort, and
 * given room to think in addition to the room for the answer, or the answer would be cut short.
 */
export interface ThinkingAllowance {
  readonly effort: 'low' | undefined;
  /** Tokens added to the answer's own limit. Only what is used is paid. */
  readonly extraTokens: number;
}

const thinksUnasked = /^claude-(haiku|sonnet|opus|fable|mythos)-(5|[6-9]|\d{2,})(-|$)/;

export const thinkingAllowanceOf = (model: string): ThinkingAllowance =>
  // Haiku 5 came with 5.5; older models refuse `effort`.
  thinksUnasked.test(model) ? { effort: 'low', extraTokens: 2_048 } : { effort: undefined, extraTokens: 0 };
