/**
 * What the calls behind an answer cost when it was written, whether they were paid or found in a cache:
 * what each later use of it saves.
 */
export interface AnswerCost {
  /** US dollars. */
  readonly costUsd: number;
  /** The model that answered last. */
  readonly model: string;
  /** Leadwire's own simulator answered: nothing was really paid. */
  readonly simulated: boolean;
}
