import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { systemClock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { FailedCall, type CallEnd } from './failed-call';

export interface ModelState {
  readonly model: string;
  /** `open`: it is not asked for the time being; `half_open`: one call tries whether it is back. */
  readonly state: 'closed' | 'half_open' | 'open';
}

export interface BreakerOptions {
  /** A model rests after so many calls in a row that met an overload or no answer. */
  readonly failures: number;
  /** How long it rests before one call tries it again. Milliseconds. */
  readonly restMs: number;
}

export interface ModelBreakers {
  /** @throws FailedCall `resting` where the model's breaker is open, and whatever the call throws */
  run<T>(model: string, call: () => Promise<T>): Promise<T>;
  /** What `run` would throw now without asking; null: it would ask. */
  readonly restOf: (model: string) => FailedCall | null;
  /** Of the models that were asked so far. */
  readonly states: () => readonly ModelState[];
}

interface Breaker {
  readonly policy: CircuitBreakerPolicy;
  /** On the clock's `elapsed`. */
  restsUntil: number;
  /** For the log: one line when it goes, one when it is back. */
  isAway: boolean;
}

/** What says that a model (or the way to it) is away. Any answer but an overload says that it is there. */
const isAway = (end: CallEnd): boolean => end === 'overloaded' || end === 'unreached' || end === 'unheard';

/** What a call came to, past the breaker: an error may be a sign of life, too. */
type Outcome<T> = { readonly answer: T } | { readonly refusal: FailedCall };

async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (error instanceof FailedCall && !isAway(error.end)) return { refusal: error };
    throw error;
  }
}

/**
 * A circuit breaker for each model, in this process: where a model is overloaded or silent, leads are
 * answered by another one at once, and not after a time-out each.
 */
export function createModelBreakers(
  { failures, restMs }: BreakerOptions,
  logger: Logger | undefined,
): ModelBreakers {
  const breakers = new Map<string, Breaker>();

  function breakerOf(model: string): Breaker {
    const known = breakers.get(model);
    if (known) return known;
    const policy = circuitBreaker(
      // A call that its caller ended shows nothing: it does not count, and a model it was to try rests on.
      handleWhen(error => error instanceof FailedCall || policy.state === CircuitState.HalfOpen),
      { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(failures) },
    );
    const breaker: Breaker = { policy, restsUntil: 0, isAway: false };
    policy.onBreak(() => {
      breaker.restsUntil = systemClock.elapsed() + restMs;
      if (!breaker.isAway) logger?.warn({ model }, 'the model is overloaded or silent and rests');
      breaker.isAway = true;
    });
    policy.onReset(() => {
      breaker.isAway = false;
      logger?.info({ model }, 'the model is back');
    });
    breakers.set(model, breaker);
    return breaker;
  }

  const resting = (model: string, waitMs: number): FailedCall =>
    new FailedCall('claude_unavailable', `Claude: ${model} rests after overloads or time-outs`, 'resting', {
      retryAfterMs: Math.max(1, Math.round(waitMs)),
    });

  function waitOf({ policy, restsUntil }: Breaker): number {
    // Others do not wait for the one call that tries: it may take as long as a time-out.
    if (policy.state === CircuitState.HalfOpen) return restMs;
    return policy.state === CircuitState.Open ? Math.max(0, restsUntil - systemClock.elapsed()) : 0;
  }

  function restOf(model: string): FailedCall | null {
    const waitMs = waitOf(breakerOf(model));
    return waitMs > 0 ? resting(model, waitMs) : null;
  }

  return {
    async run<T>(model: string, call: () => Promise<T>): Promise<T> {
      const rest = restOf(model);
      if (rest) throw rest;
      const outcome = await breakerOf(model)
        .policy.execute(() => outcomeOf(call))
        .catch((error: unknown) => {
          throw error instanceof BrokenCircuitError ? resting(model, 1) : error;
        });
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.answer;
    },
    restOf,
    states: () => [...breakers].map(([model, { policy }]) => ({ model, state: nameOf(policy.state) })),
  };
}

function nameOf(state: CircuitState): ModelState['state'] {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half_open' : 'open';
}
