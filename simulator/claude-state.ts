import type { SimulatedMessageAnswer } from './claude-message';
import { ClaudeMeter } from './claude-meter';
import type { Task } from './claude-tasks';

const none = (): Record<Task, number> => ({
  semantic: 0,
  qualification: 0,
  reply: 0,
  answer: 0,
  summary: 0,
  coaching: 0,
  other: 0,
});

/** Counts only: the simulator keeps no text of any lead. */
export class ClaudeState {
  /** Answered one by one, by task; what was answered in a batch is counted by the meter alone. */
  readonly calls = none();
  /** Requests that were refused or met a fault. */
  refusals = 0;
  readonly meter = new ClaudeMeter();

  count(task: Task): void {
    this.calls[task] += 1;
  }

  /** @param at when it was asked */
  charge(
    { model, usage }: Pick<SimulatedMessageAnswer, 'model' | 'usage'>,
    { at, lost }: { readonly at: Date; readonly lost: boolean },
  ): void {
    const tokens = {
      input: usage.input_tokens,
      write5m: usage.cache_creation.ephemeral_5m_input_tokens,
      write1h: usage.cache_creation.ephemeral_1h_input_tokens,
      read: usage.cache_read_input_tokens,
      output: usage.output_tokens,
    };
    this.meter.count({ model, tokens, batched: usage.service_tier === 'batch', at, lost });
  }

  reset(): void {
    Object.assign(this.calls, none());
    this.refusals = 0;
    this.meter.reset();
  }
}
