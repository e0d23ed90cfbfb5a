import { LeadwireError } from '../runtime/errors';
import type { TokenUsage } from './prices';

/** What is known of a call once it was answered, whatever the answer is worth. */
export interface PaidCall {
  /** The model that answered. */
  readonly model: string;
  readonly usage: TokenUsage;
  /** US dollars. */
  readonly costUsd: number;
  readonly durationMs: number;
  /** True when Leadwire's own simulator answered: nothing was really paid. */
  readonly simulated: boolean;
}

/** What is wrong with an answer. */
export interface Flaw {
  readonly kind: 'refused' | 'cut_short' | 'empty' | 'invalid' | 'unfit';
  /** What Claude is told of it, in a sentence without its full stop. */
  readonly reason: string;
}

/** `claude_invalid_answer` with what it cost: an answer that is of no use is paid for, too. */
export class UnusableAnswer extends LeadwireError {
  constructor(
    message: string,
    readonly paid: PaidCall,
    readonly flaw: Flaw,
  ) {
    super('claude_invalid_answer', message);
  }
}
