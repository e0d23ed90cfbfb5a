import { z } from 'zod';
import type { Task } from './claude-tasks';

/** Milliseconds before an answer: analyses are short and run on a small model; replies, and advice to agents, take longer. */
export interface ClaudeLatency {
  readonly analysis: number;
  readonly reply: number;
}

/** How an answer comes: what is written takes time, so that a long one takes longer. */
export interface Pace {
  /** Milliseconds until the answer begins. */
  readonly firstTokenMs: number;
  /** Milliseconds for each token of it. */
  readonly msPerOutputToken: number;
}

const duration = z.number().nonnegative();
const paces = z
  .record(z.string(), z.strictObject({ firstTokenMs: duration, msPerOutputToken: duration }))
  .optional();

/** What `POST /simulator/latency` takes: the fixed times, the pace of models by their names, or both. */
const latencyBody = z.union([
  z.strictObject({ ms: duration, models: paces }),
  z.strictObject({ analysis: duration, reply: duration, models: paces }),
  z.strictObject({ models: paces.unwrap() }),
]);

const longTasks: readonly Task[] = ['reply', 'answer', 'coaching'];

const same = (ms: number): ClaudeLatency => ({ analysis: ms, reply: ms });

/** 120 ms for an analysis, 180 ms for a reply, however long they are. */
const defaultLatency: ClaudeLatency = { analysis: 120, reply: 180 };

export class ClaudePaces {
  private fixed: ClaudeLatency;
  private models: Readonly<Record<string, Pace>> = {};

  constructor(given: ClaudeLatency | number = defaultLatency) {
    this.fixed = typeof given === 'number' ? same(given) : given;
  }

  /**
   * Models that are not named take the fixed times again.
   * @throws ZodError
   */
  set(body: unknown): void {
    const given = latencyBody.parse(body);
    if ('ms' in given) this.fixed = same(given.ms);
    else if ('analysis' in given) this.fixed = { analysis: given.analysis, reply: given.reply };
    this.models = given.models ?? {};
  }

  of(model: string, task: Task): Pace {
    const isLong = longTasks.includes(task);
    const fixed = { firstTokenMs: isLong ? this.fixed.reply : this.fixed.analysis, msPerOutputToken: 0 };
    return this.models[model] ?? fixed;
  }
}
