import { z } from 'zod';

/**
 * A way to fail, ordered beforehand over `POST /simulator/faults`. It strikes the next `times`
 * requests that match. Kinds:
 * - `status`: answered with that status at once, nothing is taken
 * - `hang`: never answered, nothing is taken
 * - `accept_then_hang`: taken, never answered
 * - `accept_then_disconnect`: taken, then the connection is cut
 * - `delay`: answered as usual, `ms` later
 * - `answer` (Claude only): this text or stop reason instead of the simulator's own
 */
const matching = {
  match: z
    .object({
      /** Part of the path. */
      path: z.string().optional(),
      method: z.string().optional(),
      /** Claude: `semantic`, `qualification`, `reply`, `coaching`, `other`. */
      task: z.string().optional(),
    })
    .default({}),
  times: z.number().int().positive().default(1),
};

export const faultSchema = z.discriminatedUnion('kind', [
  z.object({
    ...matching,
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    retryAfterSeconds: z.number().nonnegative().optional(),
    /** Claude: `error.details.error_code`, for example `enforced_spend_limit_reached`. */
    errorCode: z.string().optional(),
  }),
  z.object({ ...matching, kind: z.literal('hang') }),
  z.object({ ...matching, kind: z.literal('accept_then_hang') }),
  z.object({ ...matching, kind: z.literal('accept_then_disconnect') }),
  z.object({ ...matching, kind: z.literal('delay'), ms: z.number().nonnegative() }),
  z.object({
    ...matching,
    kind: z.literal('answer'),
    text: z.string().optional(),
    stopReason: z.string().optional(),
  }),
]);
export type Fault = z.infer<typeof faultSchema>;

export interface FaultTarget {
  readonly path: string;
  readonly method: string;
  readonly task?: string;
}

/** The faults that are still to strike, in the order they were ordered in. */
export class FaultPlan {
  private pending: { readonly fault: Fault; left: number }[] = [];

  add(faults: readonly Fault[]): void {
    this.pending.push(...faults.map(fault => ({ fault, left: fault.times })));
  }

  clear(): void {
    this.pending = [];
  }

  /** The fault that strikes this request, if any; it counts as used. */
  take(target: FaultTarget): Fault | undefined {
    const entry = this.pending.find(({ fault }) => matches(fault, target));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left === 0) this.pending = this.pending.filter(other => other !== entry);
    return entry.fault;
  }
}

function matches({ match }: Fault, target: FaultTarget): boolean {
  return (
    (match.path === undefined || target.path.includes(match.path)) &&
    (match.method === undefined || target.method === match.method.toUpperCase()) &&
    (match.task === undefined || target.task === match.task)
  );
}
