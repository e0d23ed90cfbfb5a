import type { Task } from './claude-tasks';
import type { SimulatedMessageAnswer } from './claude-message';

interface Tokens {
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
}

/** Counts only: the simulator keeps no text of any lead. */
export class ClaudeState {
  readonly calls: Record<Task, number> = { semantic: 0, qualification: 0, reply: 0, coaching: 0, other: 0 };
  readonly tokens: Tokens = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 };
  /** Requests that were refused or met a fault. */
  refusals = 0;

  count(task: Task, { usage }: SimulatedMessageAnswer): void {
    this.calls[task] += 1;
    this.tokens.input += usage.input_tokens;
    this.tokens.output += usage.output_tokens;
    this.tokens.cacheWrite += usage.cache_creation_input_tokens;
    this.tokens.cacheRead += usage.cache_read_input_tokens;
  }

  reset(): void {
    Object.assign(this.calls, { semantic: 0, qualification: 0, reply: 0, coaching: 0, other: 0 });
    Object.assign(this.tokens, { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 });
    this.refusals = 0;
  }
}
