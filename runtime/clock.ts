/** The one clock. Tests hand in their own; nothing else asks the machine for the time. */
export interface Clock {
  /** Now, as a date. */
  now(): Date;
  /** Milliseconds from an arbitrary start; never goes back. For measuring only. */
  elapsed(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
};
